// @ts-check
// Choosing records: by words and filters, by ids pasted in; what is chosen is kept by the tab.

import { ClientError } from "../client/client.js";
import { at, fill, h, outward, say } from "../dom.js";
import { counted, languageName, time } from "../format.js";
import { choice } from "../pages/search.js";
import { api } from "../session.js";

export const CHOSEN = "storywire-chosen";
const RECORD_ID = /rec_[a-z2-7]{26}/g;
const KINDS = [
  ["post", "post"],
  ["comment", "comment"],
  ["article", "article"],
  ["paper", "paper"],
  ["release", "release"],
];

/** @returns {Set<string>} */
export function chosenBefore() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(CHOSEN) ?? "[]"));
  } catch {
    return new Set();
  }
}

/**
 * @param {import("../types").BeatSummary[]} beats
 * @param {import("../types").Source[]} sources
 * @param {(filters: Record<string, string>) => Promise<void>} find
 */
export function filters(beats, sources, find) {
  return h(
    "form",
    {
      class: "filters",
      "aria-label": "Find records",
      onsubmit: (event) => {
        event.preventDefault();
        find(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(event.target))));
      },
    },
    h("label", {}, "Words ", h("input", { name: "q", type: "search", maxlength: 500 })),
    choice(
      "Beat",
      "beat",
      "",
      beats.map((beat) => [beat.slug, beat.name]),
    ),
    choice(
      "Source",
      "source",
      "",
      sources.map((source) => [source.slug, source.name]),
    ),
    choice("Kind", "kind", "", KINDS),
    choice("Language", "language", "", [
      ["en", "English"],
      ["zh", "Chinese"],
    ]),
    h("label", {}, "From ", h("input", { name: "published_after", type: "date" })),
    h("label", {}, "Before ", h("input", { name: "published_before", type: "date" })),
    h("button", { type: "submit" }, "Find records"),
  );
}

/**
 * @param {Set<string>} chosen
 * @param {() => void} changed
 */
export function paste(chosen, changed) {
  const area = h("textarea", { name: "ids", rows: 3, spellcheck: "false" });
  const add = () => {
    const found = area.value.match(RECORD_ID) ?? [];
    for (const id of found) chosen.add(id);
    changed();
    say(`${counted(found.length, "id")} found and chosen`);
    if (found.length) area.value = "";
  };
  return h(
    "details",
    {},
    h("summary", {}, "Paste record ids"),
    h("label", {}, "Any text that holds ids; what is none is passed over. ", area),
    h("button", { type: "button", onclick: add }, "Choose these"),
  );
}

/**
 * Show the records that filters let through, each with a box; more on demand.
 * @param {HTMLElement} place
 * @param {Record<string, string>} filters
 * @param {Set<string>} chosen
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export async function listRecords(place, filters, chosen, changed, signal) {
  fill(place);
  const more = h("button", { type: "button", onclick: () => add() }, "More records");
  const trouble = h("p", { class: "error", role: "alert" });
  place.append(trouble, more);
  /** @type {string | null} */
  let cursor = null;
  async function add() {
    try {
      const page = await api.get("/v1/records", { query: { ...filters, limit: 20, cursor }, signal });
      for (const record of page.items) trouble.before(row(record, chosen, changed));
      if (!page.items.length && !cursor) trouble.before(h("p", {}, "No record fits."));
      cursor = page.next_cursor;
      more.hidden = cursor === null;
      if (cursor === null || page.items.length) trouble.textContent = "";
    } catch (error) {
      more.hidden = true;
      if (!signal.aborted) trouble.textContent = error instanceof ClientError ? error.message : String(error);
    }
  }
  await add();
}

/**
 * @param {import("../types").Record_} record
 * @param {Set<string>} chosen
 * @param {() => void} changed
 */
function row(record, chosen, changed) {
  const box = h("input", { type: "checkbox", value: record.id, checked: chosen.has(record.id) });
  box.addEventListener("change", () => {
    if (box.checked) chosen.add(record.id);
    else chosen.delete(record.id);
    changed();
  });
  const text = (record.text ?? "").slice(0, 280);
  return h(
    "label",
    { class: "pick" },
    box,
    h(
      "span",
      {},
      record.title && h("b", { lang: record.language }, record.title, " "),
      h("span", { lang: record.language }, text, (record.text ?? "").length > text.length && " …"),
      h("br"),
      h(
        "span",
        { class: "small" },
        [record.author, record.community ?? record.source, record.kind].filter(Boolean).join(" · "),
        " · ",
        time(record.published_at),
        ` · ${languageName(record.language)}`,
        record.url && [" · ", outward(record.url, "original")],
      ),
    ),
  );
}
