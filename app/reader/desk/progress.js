// @ts-check
// A story being written, stage by stage, as the service tells of it.

import { ClientError } from "../client/client.js";
import { at, fill, h, say } from "../dom.js";
import { counted, time } from "../format.js";
import { api, key } from "../session.js";
import { door } from "./home.js";
import { refused } from "./write.js";

/** @typedef {import("../types").Synthesis} Synthesis */

const STAGES = /** @type {const} */ ([
  ["read", "Read the records"],
  ["write", "Write"],
  ["verify", "Verify each sentence"],
  ["store", "Store"],
]);
const OVER = new Set(["succeeded", "failed", "cancelled"]);
// Long enough to see that it is done.
const PAUSE_MILLISECONDS = 900;

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ parts: [id], query, signal, go }) {
  if (!key.get()) return door(go, at`/desk/syntheses/${id}`);
  const path = { synthesis_id: id };
  const first = await api.get("/v1/syntheses/{synthesis_id}", { path, signal, fresh: true });
  const place = h("div", {});
  fill(place, standing(first, go));
  // Whoever has just pressed “write” is led on to the draft; whoever looks a synthesis up stays here.
  const done = (/** @type {Synthesis} */ now) => {
    if (query.get("then") === "draft" && now.status === "succeeded" && now.story)
      setTimeout(() => signal.aborted || go(at`/desk/stories/${now.story ?? ""}`, true), PAUSE_MILLISECONDS);
  };
  if (OVER.has(first.status)) done(first);
  else follow(first, place, signal, go, done);
  return {
    title: "Being written",
    nodes: [
      h("p", { class: "kicker" }, h("a", { href: at`/desk` }, "The desk")),
      h("h1", {}, `A story from ${counted(first.record_ids.length, "record")}`),
      h("p", { class: "small" }, `${first.id} · `, time(first.created_at, true)),
      place,
    ],
  };
}

/**
 * @param {Synthesis} first
 * @param {HTMLElement} place
 * @param {AbortSignal} signal
 * @param {(path: string) => void} go
 * @param {(now: Synthesis) => void} done
 */
async function follow(first, place, signal, go, done) {
  let stage = "";
  try {
    const path = { synthesis_id: first.id };
    for await (const now of api.events("/v1/syntheses/{synthesis_id}/events", { path, signal })) {
      fill(place, standing(now, go));
      if (now.stage !== stage) say(STAGES.find(([name]) => name === now.stage)?.[1] ?? now.status);
      stage = now.stage;
      done(now);
    }
  } catch (error) {
    if (!signal.aborted)
      place.append(
        h("p", { class: "error", role: "alert" }, error instanceof ClientError ? error.message : String(error)),
      );
  }
}

/**
 * @param {Synthesis} synthesis
 * @param {(path: string) => void} go
 */
function standing(synthesis, go) {
  const { status, stage, progress, problem, story, usage, id } = synthesis;
  const told = h("div", {});
  const act = (/** @type {"cancel" | "retry"} */ what) => async () => {
    try {
      await api.send("post", `/v1/syntheses/{synthesis_id}/${what}`, { path: { synthesis_id: id } });
      go(at`/desk/syntheses/${id}`);
    } catch (error) {
      refused(told, error);
    }
  };
  return [
    h(
      "p",
      {},
      h("b", {}, status),
      usage.input_tokens > 0 &&
        ` · ${counted(usage.input_tokens, "token")} in, ${counted(usage.output_tokens, "token")} out, ${usage.cost_usd} US dollars`,
    ),
    h("progress", { max: 1, value: progress, "aria-label": "How far it is" }),
    h(
      "ol",
      { class: "stages" },
      STAGES.map(([name, words]) =>
        h(
          "li",
          { "aria-current": !OVER.has(status) && name === stage ? "step" : null },
          words,
          synthesis.timings[name] !== undefined && ` · ${synthesis.timings[name].toFixed(2)} s`,
        ),
      ),
    ),
    story && h("p", {}, h("a", { href: at`/desk/stories/${story}` }, "Read the draft at the desk")),
    problem &&
      h(
        "section",
        { class: "banner" },
        h("h2", {}, problem.title),
        h("p", {}, problem.detail),
        h(
          "ul",
          {},
          (problem.errors ?? []).map((each) =>
            h("li", {}, each.pointer && [h("b", {}, each.pointer), " "], each.detail),
          ),
        ),
      ),
    h(
      "p",
      { class: "pair" },
      !OVER.has(status) && h("button", { type: "button", onclick: act("cancel") }, "Cancel"),
      (status === "failed" || status === "cancelled") &&
        h("button", { type: "button", onclick: act("retry") }, "Try again"),
    ),
    told,
  ];
}
