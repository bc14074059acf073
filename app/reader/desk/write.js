// @ts-check
// Choose records, see what a story may cost, and have it written.

import { ProblemError } from "../client/client.js";
import { at, fill, h } from "../dom.js";
import { counted } from "../format.js";
import { choice } from "../pages/search.js";
import { api, key } from "../session.js";
import { CHOSEN, chosenBefore, filters, listRecords, paste } from "./choosing.js";
import { door } from "./home.js";

const MOST = 500;

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ signal, go }) {
  if (!key.get()) return door(go, at`/desk/write`);
  const [beats, sources] = await Promise.all([api.get("/v1/beats", { signal }), api.get("/v1/sources", { signal })]);
  const chosen = chosenBefore();
  const results = h("div", { "aria-label": "Records", role: "group" });
  const bar = h("div", { class: "bar-below" });
  const told = h("div", { role: "status" });
  const count = h("b", {});
  const terms = termsOfWriting(beats.items);

  function changed() {
    sessionStorage.setItem(CHOSEN, JSON.stringify([...chosen]));
    count.textContent = `${counted(chosen.size, "record")} chosen`;
    for (const button of bar.querySelectorAll("button")) button.disabled = chosen.size < 1 || chosen.size > MOST;
    for (const box of results.querySelectorAll("input")) box.checked = chosen.has(box.value);
  }

  /** @param {Record<string, string>} filters */
  const find = (filters) => listRecords(results, filters, chosen, changed, signal);
  const request = () => ({ record_ids: [...chosen], ...wishes(terms) });
  fill(
    bar,
    count,
    h("button", { type: "button", onclick: () => estimate(request(), told) }, "Estimate"),
    h("button", { type: "button", class: "main", onclick: () => write(request(), told, go) }, "Write the story"),
    h("button", { type: "button", onclick: () => (chosen.clear(), changed()) }, "Choose none"),
    told,
  );
  await find({});
  changed();
  return {
    title: "Write a story",
    nodes: [
      h("p", { class: "kicker" }, h("a", { href: at`/desk` }, "The desk")),
      h("h1", {}, "Write a story"),
      h("h2", {}, "1. Choose records"),
      filters(beats.items, sources.items, find),
      paste(chosen, changed),
      results,
      h("h2", {}, "2. Say how"),
      terms,
      bar,
    ],
  };
}

/** @param {import("../types").BeatSummary[]} beats */
function termsOfWriting(beats) {
  return h(
    "form",
    { class: "filters", "aria-label": "How to write", onsubmit: (event) => event.preventDefault() },
    h("label", {}, "Angle ", h("input", { name: "angle", maxlength: 500, placeholder: "what it should be about" })),
    choice(
      "Beat",
      "beat",
      "",
      beats.map((beat) => [beat.slug, beat.name]),
    ),
    choice("Language", "language", "", [
      ["en", "English"],
      ["zh", "Chinese"],
    ]),
    h(
      "label",
      {},
      "Provider ",
      h("input", { name: "provider", maxlength: 64, placeholder: "the usual one", size: 12 }),
    ),
    h("label", {}, "Model ", h("input", { name: "model", maxlength: 128, placeholder: "the usual one", size: 14 })),
    h(
      "label",
      {},
      "At most, US dollars ",
      h("input", { name: "max_cost_usd", type: "number", min: 0, step: "any", size: 6 }),
    ),
    h(
      "label",
      {},
      "Then ",
      h(
        "select",
        { name: "publish" },
        h("option", { value: "" }, "keep it as a draft"),
        h("option", { value: "yes" }, "publish it"),
      ),
    ),
  );
}

/** @param {HTMLFormElement} form */
function wishes(form) {
  const given = new FormData(form);
  const word = (/** @type {string} */ name) => String(given.get(name) ?? "").trim() || null;
  const most = word("max_cost_usd");
  return {
    angle: word("angle"),
    beat: word("beat"),
    language: word("language"),
    provider: word("provider"),
    model: word("model"),
    max_cost_usd: most === null ? null : Number(most),
    publish: word("publish") === "yes",
  };
}

/**
 * @param {import("../types").SynthesisRequest} request
 * @param {HTMLElement} told
 */
async function estimate(request, told) {
  try {
    const found = await api.send("post", "/v1/syntheses/estimate", { body: request });
    const writer = [found.provider, found.model].filter(Boolean).join(", ");
    fill(
      told,
      h(
        "p",
        {},
        `${writer}: at most ${counted(found.input_tokens, "token")} in, ${counted(found.output_tokens, "token")} out, ${found.cost_usd} US dollars.`,
      ),
    );
  } catch (error) {
    refused(told, error);
  }
}

/**
 * @param {import("../types").SynthesisRequest} request
 * @param {HTMLElement} told
 * @param {(path: string) => void} go
 */
async function write(request, told, go) {
  const word = [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  try {
    const headers = { Prefer: "respond-async", "Idempotency-Key": `desk-${word}` };
    const made = await api.send("post", "/v1/syntheses", { body: request, headers });
    sessionStorage.removeItem(CHOSEN);
    go("slug" in made ? at`/desk/stories/${made.slug}` : `${at`/desk/syntheses/${made.id}`}?then=draft`);
  } catch (error) {
    refused(told, error);
  }
}

/**
 * Say why something was refused, with each place that is wrong.
 * @param {HTMLElement} place
 * @param {unknown} error
 */
export function refused(place, error) {
  const message = error instanceof Error ? error.message : String(error);
  const errors = error instanceof ProblemError ? error.errors : [];
  fill(
    place,
    h(
      "div",
      { class: "error", role: "alert" },
      h("p", {}, message),
      errors.length > 0 &&
        h(
          "ul",
          {},
          errors.map((each) => h("li", {}, h("code", {}, each.pointer), ` ${each.detail}`)),
        ),
    ),
  );
}
