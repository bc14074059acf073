// @ts-check
// The panel that a footnote opens: the sentence, and each quote that it rests on, marked inside its record.

import { ClientError } from "./client/client.js";
import { at, fill, h, outward } from "./dom.js";
import { languageName, percent, plain, time } from "./format.js";
import { api } from "./session.js";

const SUPPORT = {
  verbatim: "This sentence quotes the record’s own words.",
  paraphrase: "This sentence says in other words what the quotes say.",
  analysis: "This sentence is a reading of the quotes it names.",
};

/** @type {HTMLDialogElement | undefined} */
let panel;

/** Close the panel, as when the reader leaves the page. */
export function closeEvidence() {
  if (panel?.open) panel.close();
}

/**
 * Open the panel on a citation. With a sentence, that sentence's quotes stand out; without one, all of the record's.
 * @param {import("./types").Story} story
 * @param {number} count which citation
 * @param {import("./types").Sentence} [sentence]
 */
export async function openEvidence(story, count, sentence) {
  const cited = story.citations.find((citation) => citation.number === count);
  if (!cited) return;
  panel ??= makePanel();
  const body = h("div", { class: "record", "aria-busy": "true" }, "Fetching the record …");
  fill(
    panel,
    h("form", { method: "dialog", class: "close" }, h("button", { "aria-label": "Close the quote" }, "Close ✕")),
    h("h2", { id: "evidence-title" }, `Note ${count}: ${cited.source.name}`),
    sentence && h("blockquote", { class: "said", lang: story.language }, sentence.runs.map((run) => run.text).join("")),
    sentence &&
      h(
        "p",
        { class: "small" },
        SUPPORT[sentence.support],
        " ",
        sentence.citations.length > 1 && `It rests on notes ${sentence.citations.join(", ")}.`,
      ),
    byline(cited),
    body,
    h("p", { class: "small" }, `This record carries ${percent(cited.weight)} of the story: `, cited.weight_reason),
  );
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  try {
    const path = { slug: story.slug, number: count };
    const found = await api.get("/v1/stories/{slug}/citations/{number}", { path });
    fill(body, marked(found, new Set(sentence?.quotes ?? found.quotes.map((quote) => quote.id))));
    body.querySelector("mark")?.scrollIntoView({ block: "center" });
  } catch (error) {
    fill(body, h("p", {}, error instanceof ClientError ? error.message : String(error)));
  }
  body.removeAttribute("aria-busy");
}

/** @param {import("./types").Citation} cited */
export function byline(cited) {
  const parts = [cited.author, cited.community, cited.source.name].filter(
    (part, index, all) => part && all.indexOf(part) === index,
  );
  return h(
    "p",
    { class: "byline" },
    parts.join(" · "),
    " · ",
    time(cited.published_at),
    cited.language && ` · ${languageName(cited.language)}`,
    cited.url && [" · ", outward(cited.url, "the original")],
  );
}

function makePanel() {
  const made = h("dialog", { class: "evidence", "aria-labelledby": "evidence-title" });
  // A click beside the panel falls on the dialog itself, which its contents cover.
  made.addEventListener("click", (event) => event.target === made && made.close());
  document.body.append(made);
  return made;
}

/**
 * The record's title and text with its quotes marked; those of the sentence strongly, those of others faintly.
 * @param {import("./types").CitationInContext} cited
 * @param {Set<string>} wanted
 */
function marked(cited, wanted) {
  return /** @type {const} */ (["title", "text"]).map((field) => {
    const quotes = cited.quotes.filter((quote) => quote.field === field);
    if (!quotes.length) return field === "title" && cited.title && h("h3", { lang: cited.language }, cited.title);
    const words = quotes[0].before + quotes[0].exact + quotes[0].after;
    const translations = quotes.filter((quote) => quote.translation && wanted.has(quote.id));
    return [
      h(field === "title" ? "h3" : "p", { class: "words", lang: cited.language }, pieces(words, quotes, wanted)),
      translations.map((quote) => h("p", { class: "small" }, "Translated: ", h("q", {}, quote.translation))),
    ];
  });
}

/**
 * Cut words where quotes begin and end: quotes may overlap, and a mark inside a mark says nothing more.
 * @param {string} words
 * @param {import("./types").QuoteInContext[]} quotes
 * @param {Set<string>} wanted
 */
function pieces(words, quotes, wanted) {
  // `before` is told by the API as text, so that nobody has to count code points in a language that counts half of them twice.
  const spans = quotes.map((quote) => ({
    from: quote.before.length,
    to: quote.before.length + quote.exact.length,
    strong: wanted.has(quote.id),
  }));
  const cuts = [...new Set([0, words.length, ...spans.flatMap((span) => [span.from, span.to])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const covering = spans.filter((span) => span.from <= from && from < span.to);
    const piece = words.slice(from, cuts[index + 1]);
    if (!covering.length) return piece;
    return covering.some((span) => span.strong)
      ? h("mark", {}, piece)
      : h("span", { class: "also", title: plain("quoted_elsewhere_in_this_story") }, piece);
  });
}
