// @ts-check
// Records and stories over time: bars for records, marks for stories, and the same numbers as a table.

import { h, svg } from "./dom.js";
import { counted, number } from "./format.js";

const STEP = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };
const MOST_BARS = 120;
const [WIDTH, HEIGHT, FLOOR, ROOF] = [720, 190, 24, 26];
const NAMES = {
  hour: new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }),
  day: new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }),
};

/**
 * Draw the volume of a beat or an entity by day; by week where days would be too many to see.
 * @param {import("./types").Volume} days
 * @param {string} name
 */
export function volumeChart(days, name) {
  const volume = span(days, "day") > MOST_BARS ? weeks(days) : days;
  if (!volume.points.length) return h("p", { class: "small" }, "No record of it has been gathered yet.");
  const interval = volume.interval === "week" ? "week" : "day";
  return h(
    "section",
    { class: "volume", "aria-labelledby": "volume-title" },
    h("h2", { id: "volume-title" }, "How much is said"),
    drawing(filled(volume, interval), interval, name),
    h(
      "p",
      { class: "small keys" },
      h("span", { class: "key bar-key", "aria-hidden": "true" }),
      `records a ${interval} `,
      h("span", { class: "key mark-key", "aria-hidden": "true" }),
      "a story was published",
    ),
    table(volume, interval),
  );
}

/**
 * @param {import("./types").Volume} volume
 * @param {"day" | "week"} interval
 */
function span(volume, interval) {
  const times = volume.points.map((point) => Date.parse(point.start));
  return times.length ? (times[times.length - 1] - times[0]) / STEP[interval] + 1 : 0;
}

/**
 * Add days up to weeks, which begin on Monday as those of the API do: asking once more would hold the page up.
 * @param {import("./types").Volume} days
 * @returns {import("./types").Volume}
 */
function weeks(days) {
  const found = /** @type {Map<number, import("./types").VolumePoint>} */ (new Map());
  for (const { start, records, stories } of days.points) {
    const moment = new Date(start);
    const monday = moment.getTime() - ((moment.getUTCDay() + 6) % 7) * STEP.day;
    const week = found.get(monday) ?? { start: new Date(monday).toISOString(), records: 0, stories: 0 };
    found.set(monday, { ...week, records: week.records + records, stories: week.stories + stories });
  }
  return { ...days, interval: "week", points: [...found.values()] };
}

/**
 * Put in the intervals that the API leaves out; of a very long time, the newest part.
 * @param {import("./types").Volume} volume
 * @param {"day" | "week"} interval
 */
function filled(volume, interval) {
  const known = new Map(volume.points.map((point) => [Date.parse(point.start), point]));
  const last = Math.max(...known.keys());
  const count = Math.min(Math.round(span(volume, interval)), MOST_BARS * 2);
  return Array.from({ length: count }, (_, index) => {
    const start = last - (count - 1 - index) * STEP[interval];
    return known.get(start) ?? { start: new Date(start).toISOString(), records: 0, stories: 0 };
  });
}

/**
 * @param {import("./types").VolumePoint[]} points
 * @param {"day" | "week"} interval
 * @param {string} name
 */
function drawing(points, interval, name) {
  const most = Math.max(1, ...points.map((point) => point.records));
  const total = points.reduce((sum, point) => sum + point.records, 0);
  const stories = points.reduce((sum, point) => sum + point.stories, 0);
  const [first, last] = [day(points[0]), day(points[points.length - 1])];
  const label = `${name}: ${counted(total, "record")} and ${counted(stories, "story", "stories")} from ${first} to ${last}, at most ${number(most)} records a ${interval}. The numbers follow as a table.`;
  const step = WIDTH / Math.max(points.length, 12);
  const room = HEIGHT - FLOOR - ROOF;
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, class: "chart" },
    svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT - FLOOR, y2: HEIGHT - FLOOR, class: "axis" }),
    svg("text", { x: 0, y: 12 }, `${number(most)} ${most === 1 ? "record" : "records"}`),
    points.map((point, index) => {
      const height = (point.records / most) * room;
      const [x, width] = [index * step + step * 0.1, step * 0.8];
      return [
        point.records > 0 &&
          svg(
            "rect",
            { x, y: HEIGHT - FLOOR - height, width, height, class: "bar" },
            svg("title", {}, `${day(point)}: ${counted(point.records, "record")}`),
          ),
        point.stories > 0 &&
          svg(
            "circle",
            { cx: x + width / 2, cy: ROOF - 8, r: 4, class: "mark" },
            svg("title", {}, `${day(point)}: ${counted(point.stories, "story", "stories")}`),
          ),
      ];
    }),
    svg("text", { x: 0, y: HEIGHT - 6 }, first),
    points.length > 1 &&
      svg("text", { x: Math.min(WIDTH, points.length * step), y: HEIGHT - 6, "text-anchor": "end" }, last),
  );
}

/** @param {import("./types").VolumePoint} point */
const day = (point) => NAMES.day.format(new Date(point.start));

/**
 * @param {import("./types").Volume} volume
 * @param {string} interval
 */
function table(volume, interval) {
  const rows = [...volume.points]
    .reverse()
    .map((point) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, day(point)),
        h("td", {}, number(point.records)),
        h("td", {}, number(point.stories)),
      ),
    );
  return h(
    "details",
    {},
    h("summary", {}, "The numbers as a table"),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Volume as a table" },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, interval === "week" ? "Week of" : "Day (UTC)"),
            h("th", { scope: "col" }, "Records"),
            h("th", { scope: "col" }, "Stories"),
          ),
        ),
        h("tbody", {}, rows),
      ),
    ),
  );
}
