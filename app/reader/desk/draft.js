// @ts-check
// A story in an editor's hands: each sentence with its verdict, changes that are checked while they are typed, publishing and retracting.

import { ProblemError } from "../client/client.js";
import { at, h, say } from "../dom.js";
import { openEvidence } from "../evidence.js";
import { counted } from "../format.js";
import { everySentence } from "../sentences.js";
import { api, key } from "../session.js";
import { door } from "./home.js";
import { checkAsTyped } from "./typing.js";
import { refused } from "./write.js";

/** @typedef {import("../types").Story} Story */
/** @typedef {import("../types").Sentence} Sentence */
/** @typedef {import("../types").SentenceVerdict} SentenceVerdict */
/** @typedef {{story: Story, tag: string, reload: () => void}} Desk */

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ parts: [slug], signal, go }) {
  if (!key.get()) return door(go, at`/desk/stories/${slug}`);
  const given = { path: { slug }, signal, fresh: true };
  const answer = await api.answer("get", "/v1/stories/{slug}", given);
  const story = answer.body;
  const checked = await api.get("/v1/stories/{slug}/verification", given);
  const verdicts = new Map(checked.sentences.map((verdict) => [verdict.id, verdict]));
  const desk = { story, tag: answer.headers.get("ETag") ?? "", reload: () => go(at`/desk/stories/${slug}`) };
  const refusedCount = story.methodology.rejected_sentences;
  /** @type {import("../types").RefusedSentences} */
  const left = refusedCount
    ? await api
        .get("/v1/syntheses/{synthesis_id}/refused", {
          path: { synthesis_id: story.methodology.synthesis_id },
          signal,
          fresh: true,
        })
        .catch(withoutThem)
    : { items: [] };
  return {
    title: `Desk: ${story.title}`,
    nodes: [
      h(
        "p",
        { class: "kicker" },
        h("a", { href: at`/desk` }, "The desk"),
        ` · ${story.status} · revision ${story.revision}`,
      ),
      h("h1", { lang: story.language }, story.title),
      h("p", { class: "dek", lang: story.language }, story.dek),
      h(
        "p",
        {},
        `${counted(checked.found, "sentence")} found in the records, ${checked.not_found} not found, ${checked.not_checkable} left to the reader.`,
        refusedCount > 0 &&
          ` While it was written, verification refused ${counted(refusedCount, "sentence")}, which ${refusedCount === 1 ? "was" : "were"} left out.`,
      ),
      actions(desk),
      headline(desk),
      h("h2", {}, "Sentence by sentence"),
      everySentence(story).map((sentence) => sentenceRow(desk, sentence, verdicts.get(sentence.id))),
      refusals(story, left.items),
    ],
  };
}

/**
 * A key that only reads is not shown them, and a story that was mirrored was written elsewhere.
 * @param {unknown} error
 */
function withoutThem(error) {
  if (error instanceof ProblemError && [403, 404].includes(error.status)) return { items: [] };
  throw error;
}

/**
 * What the writer wanted to say and verification refused: struck out, and no part of the story.
 * @param {Story} story
 * @param {import("../types").RefusedSentence[]} items
 */
function refusals(story, items) {
  if (!items.length) return null;
  return h(
    "section",
    { "aria-labelledby": "refused" },
    h("h2", { id: "refused" }, "Refused while it was written"),
    h("p", { class: "small" }, "No reader sees these sentences: nothing bears them out."),
    items.map(({ text, reason }) =>
      h(
        "div",
        { class: "editable" },
        h("p", { lang: story.language }, h("del", {}, text)),
        h("p", { class: "small" }, h("b", { class: "verdict-not_found" }, "refused"), `: ${reason}`),
      ),
    ),
  );
}

/** @param {Desk} desk */
function actions(desk) {
  const { story } = desk;
  const told = h("div", {});
  const reason = h("input", { name: "reason", required: true, maxlength: 2000, size: 34 });
  const publish = async () => {
    try {
      await api.send("post", "/v1/stories/{slug}/publish", { path: { slug: story.slug } });
      say("Published");
      desk.reload();
    } catch (error) {
      refused(told, error);
    }
  };
  /** @param {Event} event */
  const retract = async (event) => {
    event.preventDefault();
    try {
      const path = { slug: story.slug };
      await api.send("post", "/v1/stories/{slug}/retract", { path, body: { reason: reason.value } });
      desk.reload();
    } catch (error) {
      refused(told, error);
    }
  };
  return [
    h(
      "div",
      { class: "pair" },
      story.status === "draft" && h("button", { type: "button", class: "main", onclick: publish }, "Publish"),
      h("a", { href: at`/stories/${story.slug}` }, "See it as readers do"),
      h("a", { href: at`/stories/${story.slug}/revisions` }, "Revisions"),
    ),
    h(
      "details",
      {},
      h("summary", {}, "Retract this story"),
      h(
        "form",
        { class: "filters", onsubmit: retract },
        h("label", {}, "Reason, which readers are told ", reason),
        h("button", { type: "submit" }, "Retract"),
      ),
    ),
    told,
  ];
}

/** @param {Desk} desk */
function headline(desk) {
  const { story } = desk;
  const title = h("input", { name: "title", value: story.title, maxlength: 300, lang: story.language, size: 60 });
  const dek = h("textarea", { name: "dek", maxlength: 600, lang: story.language }, story.dek);
  return h(
    "details",
    {},
    h("summary", {}, "Change title and dek"),
    changeForm(desk, [h("label", {}, "Title ", title), h("label", {}, "Dek ", dek)], () => ({
      ...(title.value === story.title ? {} : { title: title.value }),
      ...(dek.value === story.dek ? {} : { dek: dek.value }),
    })),
  );
}

/**
 * @param {Desk} desk
 * @param {Sentence} sentence
 * @param {SentenceVerdict | undefined} verdict
 */
function sentenceRow(desk, sentence, verdict) {
  const { story } = desk;
  const text = sentence.runs.map((run) => run.text).join("");
  const place = h("div", {});
  const edit = h(
    "button",
    {
      type: "button",
      "aria-expanded": "false",
      "aria-label": `Change sentence ${sentence.id}`,
      onclick: () => toggle(),
    },
    "Change",
  );
  const kept = verdict?.verdict !== "not_found";
  function toggle() {
    const open = edit.getAttribute("aria-expanded") !== "true";
    edit.setAttribute("aria-expanded", String(open));
    place.replaceChildren(...(open ? [editor(desk, sentence, text)] : []));
    place.querySelector("textarea")?.focus();
  }
  return h(
    "div",
    { class: "editable" },
    h("p", { lang: story.language }, kept ? text : h("del", {}, text)),
    h(
      "p",
      { class: "small" },
      verdict && h("b", { class: `verdict-${verdict.verdict}` }, verdict.verdict.replace("_", " ")),
      verdict && verdict.verdict !== "found" && `: ${verdict.reason}`,
      " · ",
      sentence.citations.map((count) => [
        h(
          "button",
          {
            type: "button",
            class: "plain",
            "aria-haspopup": "dialog",
            "aria-label": `Open note ${count}`,
            onclick: () => openEvidence(story, count, sentence),
          },
          `note ${count}`,
        ),
        " ",
      ]),
      edit,
    ),
    place,
  );
}

/**
 * @param {Desk} desk
 * @param {Sentence} sentence
 * @param {string} text
 */
function editor(desk, sentence, text) {
  const area = h("textarea", { lang: desk.story.language, maxlength: 4000 }, text);
  const drop = h("input", { type: "checkbox" });
  const records = desk.story.citations
    .filter((cited) => sentence.citations.includes(cited.number))
    .map((cited) => cited.record_id);
  return changeForm(
    desk,
    [
      h("label", {}, "The sentence ", area),
      checkAsTyped(area, records),
      h("label", {}, drop, " leave the sentence out"),
    ],
    () => ({ sentences: [{ id: sentence.id, text: drop.checked ? null : area.value }] }),
  );
}

/**
 * A form whose change becomes a revision, with a note that readers see.
 * @param {Desk} desk
 * @param {Node[]} fields
 * @param {() => Partial<import("../types").StoryEdit>} change
 */
function changeForm(desk, fields, change) {
  const told = h("div", {});
  const note = h("input", { name: "note", required: true, maxlength: 2000, size: 34 });
  const cause = h(
    "select",
    { name: "cause" },
    h("option", { value: "edit" }, "an edit"),
    h("option", { value: "correction" }, "a correction"),
  );
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    try {
      // If-Match: whoever changed the story meanwhile is not written over.
      /** @type {Record<string, string>} */
      const headers = desk.tag ? { "If-Match": desk.tag } : {};
      /** @type {import("../types").StoryEdit} */
      const body = { note: note.value, cause: cause.value === "correction" ? "correction" : "edit", ...change() };
      await api.send("patch", "/v1/stories/{slug}", { path: { slug: desk.story.slug }, body, headers });
      say("Saved as a new revision");
      desk.reload();
    } catch (error) {
      refused(told, error);
    }
  };
  return h(
    "form",
    { onsubmit: save },
    fields,
    h(
      "div",
      { class: "filters" },
      h("label", {}, "What was changed, and why ", note),
      h("label", {}, "It is ", cause),
      h("button", { type: "submit", class: "main" }, "Save"),
    ),
    told,
  );
}
