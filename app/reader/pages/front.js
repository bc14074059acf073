// @ts-check
// The front page: the newest story, then the newest of each beat. It looks for new stories while it is open.

import { FIELDS, card } from "../cards.js";
import { at, fill, h, say } from "../dom.js";
import { api } from "../session.js";

const LOOK_MILLISECONDS = 10_000;
const [ON_THE_PAGE, OF_A_BEAT] = [60, 6];

/**
 * @param {import("../app.js").Visit} visit
 * @returns {Promise<import("../app.js").Page>}
 */
export async function show({ signal }) {
  const [stories, beats] = await Promise.all([newest(signal), beatsWithStories(signal)]);
  const place = h("div", {});
  fill(place, frontPage(stories, beats));
  const stop = setInterval(async () => {
    if (document.visibilityState !== "visible") return;
    try {
      // The answer is 304, and small, as long as nothing has happened.
      const now = await newest(signal, true);
      if (sameList(now, stories)) return;
      const fresh = now.filter((story) => !stories.some((known) => known.slug === story.slug));
      stories.splice(0, stories.length, ...now);
      keepFocus(place, () => fill(place, frontPage(stories, beats)));
      if (fresh.length) say(`New: ${fresh.map((story) => story.title).join("; ")}`);
    } catch {
      // Looked for again in a moment; what is on the page stays readable.
    }
  }, LOOK_MILLISECONDS);
  signal.addEventListener("abort", () => clearInterval(stop));
  return { title: "Storywire", nodes: [h("h1", { class: "hidden" }, "The front page"), place], wide: true };
}

/**
 * @param {AbortSignal} signal
 * @param {boolean} [fresh]
 */
async function newest(signal, fresh = false) {
  const query = { limit: ON_THE_PAGE, fields: FIELDS };
  return (await api.get("/v1/stories", { query, signal, fresh })).items;
}

/** @param {AbortSignal} signal */
async function beatsWithStories(signal) {
  const { items } = await api.get("/v1/beats", { signal });
  return items.filter((beat) => beat.story_count > 0);
}

/**
 * @param {import("../types").StorySummary[]} now
 * @param {import("../types").StorySummary[]} before
 */
const sameList = (now, before) =>
  now.length === before.length &&
  now.every((story, index) => story.slug === before[index].slug && story.revision === before[index].revision);

/**
 * Do something to a place, and give the focus back to the link that had it.
 * @param {Element} place
 * @param {() => void} change
 */
function keepFocus(place, change) {
  const held = place.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  change();
  if (held)
    /** @type {HTMLElement | null} */ (place.querySelector(`a[href="${CSS.escape(held)}"]`))?.focus({
      preventScroll: true,
    });
}

/**
 * @param {import("../types").StorySummary[]} stories
 * @param {import("../types").BeatSummary[]} beats
 */
function frontPage(stories, beats) {
  if (!stories.length)
    return h(
      "div",
      {},
      h("h2", {}, "No story yet"),
      h("p", {}, "As soon as one is published it stands here. ", h("a", { href: at`/desk` }, "Write one at the desk.")),
    );
  const [lead, ...others] = stories;
  /** @type {Map<string, import("../types").StorySummary[]>} */
  const byBeat = new Map();
  for (const story of others) byBeat.set(story.beat.slug, [...(byBeat.get(story.beat.slug) ?? []), story]);
  return [
    card(lead, { level: "h2", beat: true, lead: true }),
    beats.length > 1 &&
      h(
        "nav",
        { class: "chips", "aria-label": "Beats" },
        beats.map((beat) => [h("a", { href: at`/beats/${beat.slug}` }, beat.name), " "]),
      ),
    h("div", { class: "beats" }, [...byBeat.values()].map(ofBeat)),
  ];
}

/** @param {import("../types").StorySummary[]} stories */
function ofBeat(stories) {
  const { slug, name } = stories[0].beat;
  return h(
    "section",
    { "aria-labelledby": `beat-${slug}` },
    h("h2", { id: `beat-${slug}` }, h("a", { href: at`/beats/${slug}` }, name)),
    stories.slice(0, OF_A_BEAT).map((story) => card(story)),
  );
}
