// @ts-check
// Sentences with their links and their footnotes, which open what each rests on.

import { at, h } from "./dom.js";
import { openEvidence } from "./evidence.js";
import { gap } from "./format.js";

const WORD_JOINER = "\u2060";

/**
 * Sentences one after the other, as a paragraph has them.
 * @param {import("./types").Story} story
 * @param {import("./types").Sentence[]} sentences
 */
export function sentencesOf(story, sentences) {
  return sentences.map((sentence, index) => [index ? gap(story.language) : "", sentenceOf(story, sentence)]);
}

/**
 * @param {import("./types").Story} story
 * @param {import("./types").Sentence} sentence
 */
export function sentenceOf(story, sentence) {
  const made = h(
    "span",
    { class: "sentence", "data-id": sentence.id, "data-support": sentence.support },
    sentence.runs.map(runOf),
  );
  for (const count of sentence.citations) made.append(noteOf(story, count, sentence));
  made.append(h("span", { class: "rests", hidden: true }));
  return made;
}

/** @param {import("./types").Run} run */
function runOf(run) {
  if (run.entity) return h("a", { href: at`/entities/${run.entity}`, class: "in-text" }, run.text);
  if (run.beat) return h("a", { href: at`/beats/${run.beat}`, class: "in-text" }, run.text);
  if (run.story) return h("a", { href: at`/stories/${run.story}`, class: "in-text" }, run.text);
  return run.text;
}

/**
 * @param {import("./types").Story} story
 * @param {number} count
 * @param {import("./types").Sentence} [sentence]
 */
function noteOf(story, count, sentence) {
  const cited = story.citations.find((citation) => citation.number === count);
  const label = `Note ${count}, ${cited?.source.name ?? "a record"}: open the quote`;
  const open = (/** @type {Event} */ event) => {
    event.preventDefault();
    openEvidence(story, count, sentence);
  };
  // A link, since a button would be torn from its sentence at the end of a line; opened in another tab it leads to the note.
  return h(
    "sup",
    {},
    WORD_JOINER,
    h(
      "a",
      { href: `#note-${count}`, class: "note", "aria-haspopup": "dialog", "aria-label": label, onclick: open },
      count,
    ),
  );
}

/**
 * Show or hide, beneath each sentence, the quotes that it rests on.
 * @param {Element} article
 * @param {import("./types").Story} story
 * @param {boolean} shown
 */
export function showQuotes(article, story, shown) {
  const quotes = new Map(story.citations.flatMap((cited) => cited.quotes.map((quote) => [quote.id, { cited, quote }])));
  const sentences = new Map(everySentence(story).map((sentence) => [sentence.id, sentence]));
  for (const place of article.querySelectorAll(".sentence")) {
    const sentence = sentences.get(/** @type {HTMLElement} */ (place).dataset.id ?? "");
    const rests = /** @type {HTMLElement | null} */ (place.querySelector(".rests"));
    if (!sentence || !rests) continue;
    rests.hidden = !shown;
    if (rests.childElementCount) continue;
    for (const id of sentence.quotes) {
      const found = quotes.get(id);
      if (!found) continue;
      const { cited, quote } = found;
      const who = [cited.author, cited.community ?? cited.source.name].filter(Boolean).join(", ");
      rests.append(
        h(
          "span",
          { class: "rest" },
          `${cited.number} `,
          h("q", { lang: cited.language }, quote.exact),
          quote.translation && ` (${quote.translation})`,
          ` — ${who}`,
        ),
      );
    }
  }
}

/**
 * @param {import("./types").Story} story
 * @returns {import("./types").Sentence[]}
 */
export function everySentence(story) {
  return [
    ...story.sections.flatMap((section) => section.paragraphs.flatMap((paragraph) => paragraph.sentences)),
    ...story.story_so_far,
    ...story.faq.flatMap((item) => item.answer),
  ];
}
