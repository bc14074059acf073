// @ts-check
// A bar of how the weight of a story spreads over its sources, with the same as a list for whoever does not see it.

import { h } from "./dom.js";
import { counted, percent } from "./format.js";

const SHADES = 6;

/** @param {import("./types").Citation[]} citations */
export function weightBar(citations) {
  /** @type {Map<string, {name: string, weight: number, records: number}>} */
  const sources = new Map();
  for (const { source, weight } of citations) {
    const kept = sources.get(source.slug) ?? { name: source.name, weight: 0, records: 0 };
    sources.set(source.slug, { ...kept, weight: kept.weight + weight, records: kept.records + 1 });
  }
  const sorted = [...sources.values()].sort((a, b) => b.weight - a.weight);
  const shade = (/** @type {number} */ index) => `shade shade-${Math.min(index, SHADES - 1)}`;
  const bar = h("div", { class: "weights", "aria-hidden": "true" });
  sorted.forEach((each, index) => {
    const part = h("span", { class: shade(index), title: `${each.name} ${percent(each.weight)}` });
    part.style.flexGrow = String(Math.max(each.weight, 0.004));
    bar.append(part);
  });
  const list = sorted.map((each, index) =>
    h(
      "li",
      {},
      h("span", { class: `${shade(index)} key`, "aria-hidden": "true" }),
      `${each.name} `,
      h("b", {}, percent(each.weight)),
      ` ${counted(each.records, "record")}`,
    ),
  );
  return h(
    "section",
    { class: "spread", "aria-labelledby": "spread-title" },
    h("h2", { id: "spread-title" }, "What the story rests on"),
    bar,
    h("ul", { class: "keys" }, list),
  );
}
