// @ts-check
// Two revisions side by side, with the cause of each change.

import { ClientError } from "../client/client.js";
import { at, fill, h } from "../dom.js";
import { counted, plain, time } from "../format.js";
import { everySentence } from "../sentences.js";
import { api } from "../session.js";

/** @typedef {import("../types").Story} Story */

const CAUSES = /** @type {Record<string, string>} */ ({
  first: "first written",
  new_records: "new records",
  withdrawal: "a record was withdrawn",
  correction: "a correction",
  edit: "an edit",
  model: "written again by a model",
  retraction: "retracted",
  publication: "published",
});

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ parts: [slug], query, signal, go }) {
  const [{ items }, story] = await Promise.all([
    api.get("/v1/stories/{slug}/revisions", { path: { slug }, signal }),
    api.get("/v1/stories/{slug}", { path: { slug }, signal }),
  ]);
  const newest = items[0].revision;
  // Publishing changes no word, so that what came before is the more interesting step.
  const telling = items.find((each) => each.cause !== "publication" && each.revision > 1)?.revision ?? newest;
  const after = Math.min(Number(query.get("to")) || telling, newest);
  const before = Number(query.get("from")) || Math.max(1, after - 1);
  return {
    title: `Revisions of ${story.title}`,
    wide: true,
    nodes: [
      h("p", { class: "kicker" }, h("a", { href: at`/stories/${slug}` }, "To the story")),
      h("h1", {}, "Revisions"),
      h("p", { class: "dek", lang: story.language }, story.title),
      h(
        "ol",
        { class: "history", reversed: true },
        items.map((each) =>
          h(
            "li",
            { value: each.revision },
            h("b", {}, CAUSES[each.cause] ?? plain(each.cause)),
            " · ",
            time(each.created_at, true),
            each.note && [": ", each.note],
            each.revision > 1 && [
              " · ",
              h(
                "a",
                { href: `?from=${each.revision - 1}&to=${each.revision}` },
                `what revision ${each.revision} changed`,
              ),
            ],
          ),
        ),
      ),
      items.length > 1
        ? picker(items, before, after, slug, go)
        : h("p", {}, "There is one revision only, so that there is nothing to compare."),
      items.length > 1 && comparison(slug, before, after, signal),
    ],
  };
}

/**
 * Two revisions side by side with the cause, which come after the history: which two it is to be is known from that.
 * @param {string} slug
 * @param {number} before
 * @param {number} after
 * @param {AbortSignal} signal
 */
function comparison(slug, before, after, signal) {
  const place = h("div", { role: "status" }, h("p", { class: "small" }, "Comparing …"));
  const revision = (/** @type {number} */ number) =>
    api.get("/v1/stories/{slug}/revisions/{number}", { path: { slug, number }, signal });
  Promise.all([revision(before), revision(after), causes(slug, before, after, signal)]).then(
    ([old, now, cause]) => {
      place.removeAttribute("role");
      fill(place, cause, sideBySide(old, now));
    },
    (error) => fill(place, h("p", {}, error instanceof ClientError ? error.message : String(error))),
  );
  return place;
}

/**
 * @param {import("../types").RevisionSummary[]} items
 * @param {number} before
 * @param {number} after
 * @param {string} slug
 * @param {(path: string) => void} go
 */
function picker(items, before, after, slug, go) {
  const options = (/** @type {number} */ chosen) =>
    items.map((each) =>
      h("option", { value: each.revision, selected: each.revision === chosen }, `revision ${each.revision}`),
    );
  return h(
    "form",
    {
      class: "filters",
      "aria-label": "Which revisions to compare",
      onsubmit: (event) => {
        event.preventDefault();
        const chosen = new FormData(event.target);
        go(`${at`/stories/${slug}/revisions`}?from=${chosen.get("from")}&to=${chosen.get("to")}`);
      },
    },
    h("label", {}, "From ", h("select", { name: "from" }, options(before))),
    h("label", {}, "to ", h("select", { name: "to" }, options(after))),
    h("button", { type: "submit" }, "Compare"),
  );
}

/**
 * Tell what the API says of one step: the cause, the note, and records and entities gained and lost.
 * @param {string} slug
 * @param {number} before
 * @param {number} after
 * @param {AbortSignal} signal
 */
async function causes(slug, before, after, signal) {
  if (after !== before + 1) return null;
  const path = { slug, number: after };
  const diff = await api.get("/v1/stories/{slug}/revisions/{number}/diff", { path, signal });
  const count = (/** @type {unknown[]} */ list, /** @type {string} */ one, /** @type {string} */ what) =>
    list.length > 0 && h("li", {}, `${counted(list.length, one)} ${what}`);
  return h(
    "div",
    { class: "aside" },
    h("p", {}, "Cause: ", h("b", {}, CAUSES[diff.cause] ?? plain(diff.cause)), diff.note && [". ", diff.note]),
    h(
      "ul",
      {},
      count(diff.sentences_reworded, "sentence", "reworded"),
      count(diff.sentences_added, "sentence", "added"),
      count(diff.sentences_removed, "sentence", "removed"),
      count(diff.citations_gained, "record", "gained"),
      count(diff.citations_lost, "record", "lost"),
      diff.entities_gained.length > 0 && h("li", {}, "Links gained: ", diff.entities_gained.join(", ")),
      diff.entities_lost.length > 0 && h("li", {}, "Links lost: ", diff.entities_lost.join(", ")),
    ),
  );
}

/**
 * @param {Story} old
 * @param {Story} now
 */
function sideBySide(old, now) {
  const [left, right] = [lines(old), lines(now)];
  const kept = common(left, right);
  const column = (
    /** @type {Story} */ story,
    /** @type {string[]} */ told,
    /** @type {Set<number>} */ same,
    /** @type {"del" | "ins"} */ tag,
  ) =>
    h(
      "section",
      { "aria-labelledby": `side-${tag}` },
      h("h2", { id: `side-${tag}` }, `Revision ${story.revision}`),
      told.map((line, index) => h("p", { lang: story.language }, same.has(index) ? line : h(tag, {}, line))),
    );
  return h("div", { class: "sides" }, column(old, left, kept.left, "del"), column(now, right, kept.right, "ins"));
}

/** @param {Story} story */
const lines = (story) => [
  story.title,
  story.dek,
  ...everySentence(story).map((sentence) => sentence.runs.map((run) => run.text).join("")),
];

/**
 * The longest run of lines that both have in the same order (a table of lengths, from the end).
 * @param {string[]} left
 * @param {string[]} right
 */
function common(left, right) {
  const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1)
      table[i][j] = left[i] === right[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  const same = { left: new Set(/** @type {number[]} */ ([])), right: new Set(/** @type {number[]} */ ([])) };
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i] === right[j]) {
      same.left.add(i++);
      same.right.add(j++);
    } else if (table[i + 1][j] >= table[i][j + 1]) i += 1;
    else j += 1;
  }
  return same;
}
