// @ts-check
// Stories as lists show them, and lists that go on.

import { ClientError } from "./client/client.js";
import { at, h, say } from "./dom.js";
import { time } from "./format.js";

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
 * @template Item
 * @typedef {(further: {limit: number, cursor: string | null}) => Promise<{items: Item[], next_cursor: string | null}>} Pages asks for a page of a list
 */

/**
 * A list of stories with a button for more, fetched as they are asked for.
 * @param {(further: {limit: number, cursor: string | null, fields: string}) => Promise<import("./types").StoryPage>} ask
 * @param {AbortSignal} signal
 * @param {{beat?: boolean, empty?: string, level?: "h2" | "h3"}} [manner]
 */
export function storyList(
  ask,
  signal,
  { beat = true, empty = "No story has been published here yet.", level = "h3" } = {},
) {
  /** @type {(story: import("./types").StorySummary) => HTMLElement} */
  const shown = (story) => card(story, { beat, level });
  return growingList((further) => ask({ ...further, fields: FIELDS }), signal, shown, empty);
}

/**
 * A list that is fetched page by page, with a button for the next one.
 * @template Item
 * @param {Pages<Item>} ask
 * @param {AbortSignal} signal
 * @param {(item: Item) => HTMLElement} shown
 * @param {string} empty what is said where there is nothing
 */
export async function growingList(ask, signal, shown, empty) {
  const list = h("div", { class: "cards" });
  const more = h("button", { type: "button", onclick: () => extend() }, "More");
  const trouble = h("p", { role: "alert" });
  /** @type {string | null} */
  let cursor = null;
  async function add() {
    const page = await ask({ limit: 20, cursor });
    const added = page.items.map(shown);
    list.append(...added);
    cursor = page.next_cursor;
    more.hidden = cursor === null;
    return added;
  }
  async function extend() {
    try {
      const added = await add();
      say(`${added.length} more`);
      added[0]?.querySelector("a")?.focus();
    } catch (error) {
      if (!signal.aborted) trouble.textContent = error instanceof ClientError ? error.message : String(error);
    }
  }
  const first = await add();
  return first.length ? h("div", {}, list, trouble, more) : h("p", {}, empty);
}
