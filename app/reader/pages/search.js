// @ts-check
// Search: words and filters in the address, so that a search can be sent to somebody.

import { growingList, storyList } from "../cards.js";
import { at, h, outward } from "../dom.js";
import { time } from "../format.js";
import { api } from "../session.js";

const FILTERS = /** @type {const} */ ([
  "q",
  "type",
  "beat",
  "source",
  "language",
  "published_after",
  "published_before",
]);
const NOTHING = "Nothing holds all of these words. Fewer words find more.";
/** @type {{empty: string, level: "h2"}} */
const LISTED = { empty: "No story fits.", level: "h2" };
// What the card shows by itself.
const SHOWN_ABOVE = new Set(["title", "dek"]);

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ query, signal, go }) {
  const given = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)?.trim() ?? ""]));
  const { type, ...filters } = given;
  const only = type === "story" || type === "record" ? type : null;
  /** @type {import("../cards.js").Pages<import("../types").FoundStory | import("../types").FoundRecord>} */
  const searched = (further) =>
    api.get("/v1/search", { query: { ...filters, ...further, q: given.q, type: only }, signal });
  const listed = (/** @type {object} */ further) =>
    api.get("/v1/stories", { query: { ...filters, ...further }, signal });
  const [beats, sources, entities, stories] = await Promise.all([
    api.get("/v1/beats", { signal }),
    api.get("/v1/sources", { signal }),
    given.q && given.q.length <= 120
      ? api.get("/v1/entities", { query: { q: given.q, limit: 8 }, signal })
      : { items: [] },
    given.q ? growingList(searched, signal, found, NOTHING) : storyList(listed, signal, LISTED),
  ]);
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById("find-q"));
  if (field) field.value = given.q;
  const form = h(
    "form",
    { class: "filters", "aria-label": "Search with filters", onsubmit: (event) => submit(event, go) },
    h("label", {}, "Words ", h("input", { name: "q", type: "search", value: given.q, maxlength: 500 })),
    choice("Only", "type", type, [
      ["story", "stories"],
      ["record", "records"],
    ]),
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
      h("h1", {}, given.q ? `Search: “${given.q}”` : "Search"),
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
 * What a search found: a story or a record, with the passages in which the words stand.
 * @param {import("../types").FoundStory | import("../types").FoundRecord} item
 */
function found(item) {
  const lang = item.language;
  const title =
    item.type === "story"
      ? h("a", { href: at`/stories/${item.slug}` }, item.title)
      : outward(item.url, item.title ?? `A record from ${item.source}`);
  const passages = item.snippets.filter((snippet) => item.type === "record" || !SHOWN_ABOVE.has(snippet.field));
  return h(
    "article",
    { class: "card" },
    h("h2", { lang }, title),
    item.type === "story" && h("p", { class: "dek", lang }, item.dek),
    passages.filter((snippet) => snippet.field !== "title").map((snippet) => h("p", { lang }, passage(snippet))),
    h(
      "p",
      { class: "small" },
      item.type === "story"
        ? ["Story · ", h("a", { href: at`/beats/${item.beat.slug}` }, item.beat.name)]
        : ["Record", item.author, item.community ?? item.source, item.kind].filter(Boolean).join(" · "),
      " · ",
      time(item.published_at),
    ),
  );
}

/**
 * A passage with what was asked for marked; hits are counted in code points.
 * @param {import("../types").Snippet} snippet
 */
function passage({ text, hits }) {
  const points = Array.from(text);
  const cuts = [0, ...hits.flatMap((hit) => [hit.start, hit.end]), points.length];
  return cuts.slice(0, -1).map((from, index) => {
    const piece = points.slice(from, cuts[index + 1]).join("");
    return index % 2 ? h("mark", {}, piece) : piece;
  });
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
