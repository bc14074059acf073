// @ts-check
// The account that a story gives of itself, beneath its text: notes, what was left out and why, how it was written, what is related.

import { ClientError } from "./client/client.js";
import { card } from "./cards.js";
import { at, h, outward, say } from "./dom.js";
import { byline, openEvidence } from "./evidence.js";
import { counted, percent, plain, time } from "./format.js";
import { api } from "./session.js";

/** @typedef {import("./types").Story} Story */

const RELATIONS = { earlier: "Earlier", later: "Later", similar: "Similar" };
const FORMS = [
  ["", "JSON"],
  [".html", "HTML"],
  [".md", "Markdown"],
  [".txt", "plain text"],
  [".jsonld", "JSON-LD"],
  [".ninjs", "ninjs"],
];
const REASONS = /** @type {Record<string, string>} */ ({
  duplicate: "says what another record says",
  off_topic: "is about something else",
  no_quotable_text: "holds no sentence that can be quoted",
  suspected_injection: "looks as though it gave orders to a model",
  withdrawn: "was withdrawn, and its words were erased",
  over_budget: "was more than the writing could hold",
});

/** @param {Story} story */
export function notes(story) {
  const items = story.citations.map((cited) =>
    h(
      "li",
      { id: `note-${cited.number}`, value: cited.number },
      cited.title && h("b", { lang: cited.language }, cited.title),
      byline(cited),
      h(
        "p",
        { class: "small" },
        `${percent(cited.weight)} of the story · `,
        h(
          "button",
          {
            type: "button",
            class: "plain",
            "aria-haspopup": "dialog",
            "aria-label": `Open ${counted(cited.quotes.length, "quote")} of note ${cited.number}`,
            onclick: () => openEvidence(story, cited.number),
          },
          counted(cited.quotes.length, "quote"),
        ),
      ),
    ),
  );
  return h(
    "section",
    { class: "notes", "aria-labelledby": "notes" },
    h("h2", { id: "notes" }, "Notes"),
    h("ol", {}, items),
  );
}

/** @param {Story} story */
export function leftOut(story) {
  const { unused, record_count: asked, cited_count: cited, rejected_sentences: refused } = story.methodology;
  if (!unused.length && !refused) return null;
  return h(
    "section",
    { "aria-labelledby": "left-out" },
    h("h2", { id: "left-out" }, "What was left out, and why"),
    h(
      "p",
      {},
      `${cited} of ${counted(asked, "record")} are cited.`,
      refused > 0 &&
        ` Verification refused ${counted(refused, "sentence")}, which ${refused === 1 ? "is" : "are"} not in the story.`,
    ),
    h(
      "ul",
      {},
      unused.map((each) =>
        h(
          "li",
          {},
          each.reason === "withdrawn"
            ? "A record "
            : [
                h(
                  "button",
                  { type: "button", class: "plain", onclick: (event) => peek(event.target, each.record_id) },
                  "A record",
                ),
                " ",
              ],
          REASONS[each.reason] ?? plain(each.reason),
          each.detail && ` (${each.detail})`,
        ),
      ),
    ),
  );
}

/**
 * Put a record that is not cited beneath the line that names it.
 * @param {HTMLElement} button
 * @param {string} id
 */
async function peek(button, id) {
  const place = button.closest("li");
  if (!place || place.querySelector("blockquote")) return;
  try {
    const record = await api.get("/v1/records/{record_id}", { path: { record_id: id } });
    place.append(
      h(
        "blockquote",
        { lang: record.language },
        record.title && h("b", {}, record.title),
        h("p", { class: "words" }, (record.text ?? "").slice(0, 1200)),
        h(
          "p",
          { class: "small" },
          [record.author, record.community ?? record.source].filter(Boolean).join(", "),
          " ",
          record.url && outward(record.url, "the original"),
        ),
      ),
    );
    say("The record stands beneath its line.");
  } catch (error) {
    place.append(h("p", { class: "small" }, error instanceof ClientError ? error.message : String(error)));
  }
}

/** @param {Story} story */
export function method({ methodology: method, slug }) {
  const cost = Number(method.usage.cost_usd) > 0 ? `, for ${method.usage.cost_usd} US dollars` : "";
  return h(
    "section",
    { class: "aside", "aria-labelledby": "method" },
    h("h2", { id: "method" }, "How this was written"),
    h("p", {}, method.statement),
    h(
      "p",
      { class: "small" },
      `Writer: ${[method.provider, method.model].filter(Boolean).join(", ")}${cost} · `,
      time(method.generated_at, true),
      method.evidence_from && [" · records from ", time(method.evidence_from), " to ", time(method.evidence_until)],
    ),
    h(
      "p",
      { class: "small" },
      h("a", { href: at`/stories/${slug}/revisions` }, "Every revision"),
      FORMS.map(([suffix, told]) => [" · ", h("a", { href: at`/v1/stories/${slug}` + suffix }, told)]),
    ),
  );
}

/** @param {Story} story */
export function related(story) {
  if (!story.related.length) return null;
  return h(
    "section",
    { "aria-labelledby": "related" },
    h("h2", { id: "related" }, "Related"),
    h(
      "div",
      { class: "cards" },
      story.related.map((other) =>
        h("div", {}, h("p", { class: "kicker" }, RELATIONS[other.relation]), card({ ...other, language: undefined })),
      ),
    ),
  );
}
