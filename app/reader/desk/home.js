// @ts-check
// The way in: the key, and what was written lately.

import { ClientError } from "../client/client.js";
import { at, h } from "../dom.js";
import { counted, time } from "../format.js";
import { api, key } from "../session.js";

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ signal, go }) {
  if (!key.get()) return door(go, at`/desk`);
  const { items } = await api.get("/v1/syntheses", { query: { limit: 30 }, signal });
  return {
    title: "The desk",
    nodes: [
      h("h1", {}, "The desk"),
      h(
        "p",
        { class: "pair" },
        h("button", { type: "button", class: "main", onclick: () => go(at`/desk/write`) }, "Write a story"),
        h("button", { type: "button", onclick: () => forget(go) }, "Forget the key"),
      ),
      h("h2", {}, "Written lately"),
      items.length
        ? h("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Syntheses" }, table(items))
        : h("p", {}, "Nothing yet."),
    ],
  };
}

/**
 * Ask for a key; used by every page of the desk that is reached without one.
 * @param {(path: string) => void} go
 * @param {string} next where to go with it
 * @returns {import("../app.js").Page}
 */
export function door(go, next) {
  const field = h("input", {
    name: "key",
    type: "password",
    autocomplete: "off",
    required: true,
    "aria-describedby": "key-told",
    size: 36,
  });
  const told = h("p", { class: "error", role: "alert" });
  const form = h(
    "form",
    {
      class: "filters",
      onsubmit: async (event) => {
        event.preventDefault();
        key.set(field.value.trim());
        try {
          await api.get("/v1/syntheses", { query: { limit: 1 } });
          go(next);
        } catch (error) {
          key.forget();
          told.textContent = error instanceof ClientError ? error.message : String(error);
        }
      },
    },
    h("label", {}, "Key ", field),
    h("button", { type: "submit", class: "main" }, "Open the desk"),
  );
  return {
    title: "The desk",
    nodes: [
      h("h1", {}, "The desk"),
      h(
        "p",
        { id: "key-told" },
        "Choose records, have a story written from them, watch it being written, change a sentence and publish. This takes a key with the scopes ",
        h("code", {}, "synthesize"),
        " and ",
        h("code", {}, "edit"),
        ", made with ",
        h("code", {}, "storywire keys create"),
        ". It is kept by this tab alone, until the tab is closed.",
      ),
      form,
      told,
    ],
  };
}

/** @param {(path: string) => void} go */
function forget(go) {
  key.forget();
  go(at`/desk`);
}

/** @param {import("../types").Synthesis[]} items */
function table(items) {
  const rows = items.map((each) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, h("a", { href: at`/desk/syntheses/${each.id}` }, time(each.created_at, true))),
      h("td", {}, counted(each.record_ids.length, "record")),
      h("td", {}, each.status),
      h("td", {}, each.story && h("a", { href: at`/desk/stories/${each.story}` }, each.story)),
    ),
  );
  const head = ["When", "From", "How it stands", "Story"].map((word) => h("th", { scope: "col" }, word));
  return h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows));
}
