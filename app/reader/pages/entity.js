// @ts-check
// An entity: its names, where it is talked about, how much, with whom, and the stories that link it.

import { storyList } from "../cards.js";
import { volumeChart } from "../chart.js";
import { at, h, outward } from "../dom.js";
import { counted, languageName, time } from "../format.js";
import { api } from "../session.js";

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ parts: [slug], signal }) {
  const given = { path: { slug }, signal };
  const [entity, stories, volume] = await Promise.all([
    api.get("/v1/entities/{slug}", given),
    storyList((further) => api.get("/v1/entities/{slug}/stories", { ...given, query: further }), signal),
    api.get("/v1/entities/{slug}/volume", { ...given, query: { interval: "day" } }),
  ]);
  const names = Object.entries(entity.aliases).filter(([, aliases]) => aliases.length > 0);
  return {
    title: entity.name,
    nodes: [
      h("p", { class: "kicker" }, entity.kind),
      h("h1", {}, entity.name),
      entity.description && h("p", { class: "dek" }, entity.description),
      h(
        "dl",
        { class: "facts" },
        names.map(([tag, aliases]) => [
          h("dt", {}, `Also, in ${languageName(tag)}`),
          h("dd", { lang: tag }, aliases.join(", ")),
        ]),
        entity.same_as.length > 0 && [
          h("dt", {}, "The same as"),
          h(
            "dd",
            {},
            entity.same_as.map((address) => [outward(address, address), " "]),
          ),
        ],
        h("dt", {}, "Named in"),
        h("dd", {}, `${counted(entity.record_count, "record")} and ${counted(entity.story_count, "story", "stories")}`),
        entity.first_seen && [
          h("dt", {}, "First and last seen"),
          h("dd", {}, time(entity.first_seen), " – ", time(entity.last_seen)),
        ],
      ),
      volumeChart(volume, entity.name),
      entity.beats.length > 0 && [
        h("h2", {}, "Beats"),
        h(
          "ul",
          { class: "chips" },
          entity.beats.map((beat) =>
            h("li", {}, h("a", { href: at`/beats/${beat.slug}` }, beat.name), ` ${beat.record_count}`),
          ),
        ),
      ],
      entity.co_mentioned.length > 0 && [
        h("h2", {}, "Named together with"),
        h(
          "ul",
          { class: "chips" },
          entity.co_mentioned.map((other) =>
            h("li", {}, h("a", { href: at`/entities/${other.slug}` }, other.name), ` ${other.record_count}`),
          ),
        ),
      ],
      h("h2", {}, "Stories"),
      stories,
    ],
  };
}
