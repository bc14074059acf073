// @ts-check
// Search: words and filters in the address, so that a search can be sent to somebody.

import { get } from "../api.js";
import { storyList } from "../cards.js";
import { at, h } from "../dom.js";

const FILTERS = /** @type {const} */ (["q", "beat", "source", "language", "published_after", "published_before"]);

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ query, signal, go }) {
  const given = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)?.trim() ?? ""]));
  /** @type {[{items: import("../types").BeatSummary[]}, {items: import("../types").Source[]}, {items: import("../types").EntitySummary[]}, HTMLElement]} */
  const [beats, sources, entities, stories] = await Promise.all([
    get(at`/v1/beats`, {}, { signal }),
    get(at`/v1/sources`, {}, { signal }),
    given.q && given.q.length <= 120 ? get(at`/v1/entities`, { q: given.q, limit: 8 }, { signal }) : { items: [] },
    storyList(at`/v1/stories`, given, signal, {
      empty: "No story holds all of these words. Fewer words find more.",
      level: "h2",
    }),
  ]);
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById("find-q"));
  if (field) field.value = given.q;
  const form = h(
    "form",
    { class: "filters", "aria-label": "Search with filters", onsubmit: (event) => submit(event, go) },
    h("label", {}, "Words ", h("input", { name: "q", type: "search", value: given.q, maxlength: 500 })),
    choice(
      "Beat",
      "beat",
      given.beat,
      beats.items.map((beat) => [beat.slug, beat.name]),
    ),
    choice(
      "Source",
      "source",
      given.source,
      sources.items.map((source) => [source.slug, source.name]),
    ),
    choice("Language", "language", given.language, [
      ["en", "English"],
      ["zh", "Chinese"],
    ]),
    h("label", {}, "From ", h("input", { name: "published_after", type: "date", value: given.published_after })),
    h("label", {}, "Before ", h("input", { name: "published_before", type: "date", value: given.published_before })),
    h("button", { type: "submit" }, "Search"),
  );
  return {
    title: given.q ? `Search: ${given.q}` : "Search",
    nodes: [
      h("h1", {}, given.q ? `Stories with “${given.q}”` : "Search"),
      form,
      entities.items.length > 0 &&
        h(
          "ul",
          { class: "chips", "aria-label": "Entities of that name" },
          entities.items.map((entity) =>
            h("li", {}, h("a", { href: at`/entities/${entity.slug}` }, entity.name), ` ${entity.kind}`),
          ),
        ),
      stories,
    ],
  };
}

/**
 * @param {string} label
 * @param {string} name
 * @param {string} chosen
 * @param {string[][]} options
 */
export function choice(label, name, chosen, options) {
  return h(
    "label",
    {},
    `${label} `,
    h(
      "select",
      { name },
      h("option", { value: "" }, "any"),
      options.map(([value, told]) => h("option", { value, selected: value === chosen }, told)),
    ),
  );
}

/**
 * @param {SubmitEvent} event
 * @param {(path: string) => void} go
 */
function submit(event, go) {
  event.preventDefault();
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (event.target)))
    if (typeof value === "string" && value.trim()) query.set(name, value.trim());
  go(`${at`/search`}?${query}`);
}
