// @ts-check
// Stories as lists show them, and lists that go on.

import { Refusal, get } from "./api.js";
import { at, h, say } from "./dom.js";
import { counted, time } from "./format.js";

export const FIELDS = "slug,title,dek,beat,published_at,updated_at,language,revision,word_count,status";

/**
 * @param {Pick<import("./types").StorySummary, "slug" | "title" | "dek" | "published_at"> & Partial<import("./types").StorySummary>} story
 * @param {{level?: "h2" | "h3", beat?: boolean, lead?: boolean}} [manner]
 */
export function card(story, { level = "h3", beat = false, lead = false } = {}) {
  return h(
    "article",
    { class: lead ? "card lead" : "card" },
    h(level, { lang: story.language }, h("a", { href: at`/stories/${story.slug}` }, story.title)),
    h("p", { lang: story.language, class: "dek" }, story.dek),
    h(
      "p",
      { class: "small" },
      beat && story.beat && [h("a", { href: at`/beats/${story.beat.slug}` }, story.beat.name), " · "],
      time(story.published_at),
      (story.revision ?? 1) > 1 && ` · revision ${story.revision}`,
    ),
  );
}

/**
 * A list of stories with a button for more, fetched as they are asked for.
 * @param {string} path
 * @param {Record<string, string | null | undefined>} parameters
 * @param {AbortSignal} signal
 * @param {{beat?: boolean, empty?: string, level?: "h2" | "h3"}} [manner]
 */
export async function storyList(
  path,
  parameters,
  signal,
  { beat = true, empty = "No story has been published here yet.", level = "h3" } = {},
) {
  const list = h("div", { class: "cards" });
  const more = h("button", { type: "button", onclick: () => extend() }, "More stories");
  const trouble = h("p", { role: "alert" });
  /** @type {string | null} */
  let cursor = null;
  async function add() {
    /** @type {import("./types").StoryPage} */
    const page = await get(path, { ...parameters, fields: FIELDS, limit: 20, cursor }, { signal });
    const added = page.items.map((story) => card(story, { beat, level }));
    list.append(...added);
    cursor = page.next_cursor;
    more.hidden = cursor === null;
    return added;
  }
  async function extend() {
    try {
      const added = await add();
      say(`${counted(added.length, "more story", "more stories")}`);
      added[0]?.querySelector("a")?.focus();
    } catch (error) {
      if (!signal.aborted) trouble.textContent = error instanceof Refusal ? error.message : String(error);
    }
  }
  const first = await add();
  return first.length ? h("div", {}, list, trouble, more) : h("p", {}, empty);
}
