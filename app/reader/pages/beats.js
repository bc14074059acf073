// @ts-check
// Every beat, with how much is filed under it.

import { at, h } from "../dom.js";
import { counted } from "../format.js";
import { api } from "../session.js";

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ signal }) {
  const { items } = await api.get("/v1/beats", { signal });
  const list = items.map((beat) =>
    h(
      "li",
      {},
      h("h2", {}, h("a", { href: at`/beats/${beat.slug}` }, beat.name)),
      beat.description && h("p", {}, beat.description),
      h(
        "p",
        { class: "small" },
        `${counted(beat.story_count, "story", "stories")}, ${counted(beat.record_count, "record")}`,
      ),
    ),
  );
  return { title: "Beats", nodes: [h("h1", {}, "Beats"), h("ul", { class: "plain grid" }, list)], wide: true };
}
