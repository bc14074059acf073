// @ts-check
// A story: its text with footnotes, and everything that tells what it is worth.

import { leftOut, method, notes, related } from "../account.js";
import { ClientError } from "../client/client.js";
import { at, h } from "../dom.js";
import { counted, languageName, time } from "../format.js";
import { sentencesOf, showQuotes } from "../sentences.js";
import { api, key } from "../session.js";
import { weightBar } from "../weights.js";

/** @typedef {import("../types").Story} Story */

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ parts: [slug], signal }) {
  const story = await api.get("/v1/stories/{slug}", { path: { slug }, signal });
  const article = h("article", { class: "story" });
  article.append(
    head(story),
    tools(article, story),
    h(
      "div",
      { class: "body", lang: story.language },
      story.sections.map((section) => [
        section.heading && h("h2", {}, section.heading),
        section.paragraphs.map((paragraph) => h("p", {}, sentencesOf(story, paragraph.sentences))),
      ]),
    ),
    ...[
      soFar(story),
      questions(story),
      weightBar(story.citations),
      notes(story),
      leftOut(story),
      method(story),
      related(story),
    ].filter((part) => part !== null),
  );
  return { title: story.title, nodes: article };
}

/** @param {Story} story */
function head(story) {
  const { methodology: method } = story;
  const changed = story.revision > 1;
  return h(
    "header",
    {},
    story.status !== "published" &&
      h(
        "p",
        { class: "banner" },
        story.status === "draft" ? "A draft: only whoever holds a key sees it." : `This story is ${story.status}.`,
        story.replaced_by && [" It became ", h("a", { href: at`/stories/${story.replaced_by}` }, "another story"), "."],
      ),
    h("p", { class: "kicker" }, h("a", { href: at`/beats/${story.beat.slug}` }, story.beat.name)),
    h("h1", { lang: story.language }, story.title),
    h("p", { class: "dek", lang: story.language }, story.dek),
    h(
      "p",
      { class: "small" },
      `Written by a machine from ${counted(method.record_count, "record")} of ${counted(method.publisher_count, "publisher")}`,
      method.human_edited && ", edited by a person",
      " · ",
      time(story.published_at, true),
      changed && [
        " · ",
        h("a", { href: at`/stories/${story.slug}/revisions` }, `revision ${story.revision}`),
        " of ",
        time(story.updated_at, true),
      ],
      ` · ${languageName(story.language)}`,
      key.get() && [" · ", h("a", { href: at`/desk/stories/${story.slug}` }, "At the desk")],
    ),
    story.image && picture(story.image),
  );
}

/**
 * A picture stands on somebody else's server, which would learn who reads what: it is fetched when the reader says so.
 * @param {import("../types").Image} image
 */
function picture(image) {
  const place = h("p", { class: "picture" });
  let host = "";
  try {
    host = new URL(image.url).host;
  } catch {
    return null;
  }
  const show = h(
    "button",
    {
      type: "button",
      onclick: () =>
        place.replaceChildren(
          h("img", { src: image.url, alt: image.credit ?? "", referrerpolicy: "no-referrer" }),
          h("span", { class: "small" }, image.credit),
        ),
    },
    "Show the picture",
  );
  place.append(show, h("span", { class: "small" }, ` from ${host}`, image.credit && `, ${image.credit}`));
  return place;
}

/**
 * @param {HTMLElement} article
 * @param {Story} story
 */
function tools(article, story) {
  const quotes = h(
    "button",
    { type: "button", "aria-pressed": "false", onclick: () => toggle() },
    "Show the quotes beneath each sentence",
  );
  const checked = h("span", { class: "small", role: "status" });
  const check = h(
    "button",
    { type: "button", onclick: () => verify(article, story, checked) },
    "Check every sentence now",
  );
  function toggle() {
    const shown = quotes.getAttribute("aria-pressed") !== "true";
    quotes.setAttribute("aria-pressed", String(shown));
    showQuotes(article, story, shown);
  }
  return h("p", { class: "tools" }, quotes, " ", check, " ", checked);
}

/**
 * @param {HTMLElement} article
 * @param {Story} story
 * @param {HTMLElement} told
 */
async function verify(article, story, told) {
  told.textContent = "Checking …";
  try {
    const found = await api.get("/v1/stories/{slug}/verification", { path: { slug: story.slug } });
    told.textContent = `${counted(found.found, "sentence")} found in the records, ${found.not_found} not found, ${found.not_checkable} left to the reader (rules ${found.rules_version}).`;
    for (const verdict of found.sentences) {
      const place = article.querySelector(`.sentence[data-id="${CSS.escape(verdict.id)}"]`);
      if (!(place instanceof HTMLElement)) continue;
      place.dataset.verdict = verdict.verdict;
      place.title = verdict.verdict === "found" ? "" : verdict.reason;
    }
  } catch (error) {
    told.textContent = error instanceof ClientError ? error.message : String(error);
  }
}

/** @param {Story} story */
function soFar(story) {
  if (!story.story_so_far.length) return null;
  return h(
    "section",
    { class: "aside", "aria-labelledby": "so-far" },
    h("h2", { id: "so-far" }, "The story so far"),
    h("p", { lang: story.language }, sentencesOf(story, story.story_so_far)),
  );
}

/** @param {Story} story */
function questions(story) {
  if (!story.faq.length) return null;
  const items = story.faq.map((item) => [
    h("h3", { lang: story.language }, item.question),
    h("p", { lang: story.language }, sentencesOf(story, item.answer)),
  ]);
  return h("section", { "aria-labelledby": "questions" }, h("h2", { id: "questions" }, "Questions"), items);
}
