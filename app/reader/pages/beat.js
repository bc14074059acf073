// @ts-check
// A beat: what it is, how much is said, who is named, and its stories.

import { storyList } from "../cards.js";
import { volumeChart } from "../chart.js";
import { at, h } from "../dom.js";
import { counted } from "../format.js";
import { api } from "../session.js";

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ parts: [slug], signal }) {
  const given = { path: { slug }, signal };
  const [beat, stories, volume] = await Promise.all([
    api.get("/v1/beats/{slug}", given),
    storyList((further) => api.get("/v1/beats/{slug}/stories", { ...given, query: further }), signal, { beat: false }),
    api.get("/v1/beats/{slug}/volume", { ...given, query: { interval: "day" } }),
  ]);
  const names = Object.entries(beat.names).filter(([tag, name]) => name !== beat.name && tag !== "en");
  return {
    title: beat.name,
    nodes: [
      h("p", { class: "kicker" }, h("a", { href: at`/beats` }, "Beats")),
      h(
        "h1",
        {},
        beat.name,
        names.map(([tag, name]) => [" ", h("small", { lang: tag }, name)]),
      ),
      beat.description && h("p", { class: "dek" }, beat.description),
      h(
        "p",
        { class: "small" },
        `${counted(beat.story_count, "story", "stories")} from ${counted(beat.record_count, "record")}`,
      ),
      volumeChart(volume, beat.name),
      beat.top_entities.length > 0 && h("h2", {}, "Most named"),
      h(
        "ul",
        { class: "chips" },
        beat.top_entities.map((entity) =>
          h("li", {}, h("a", { href: at`/entities/${entity.slug}` }, entity.name), ` ${entity.record_count}`),
        ),
      ),
      h("h2", {}, "Stories"),
      stories,
    ],
  };
}
