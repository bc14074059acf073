// @ts-check
// Stories as lists show them, and lists that go on.

import { Refusal, get } from "./api.js";
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
 * A list of stories with a button for more, fetched as they are asked for.
 * @param {string} path
 * @param {Record<string, string | null | undefined>} parameters
 * @param {AbortSignal} signal
 * @param {{beat?: boolean, empty?: string, level?: "h2" | "h3"}} [manner]
 */
export function storyList(
  path,
  parameters,
  signal,
  { beat = true, empty = "No story has been published here yet.", level = "h3" } = {},
) {
  /** @type {(story: import("./types").StorySummary) => HTMLElement} */
  const shown = (story) => card(story, { beat, level });
  return growingList(path, { ...parameters, fields: FIELDS }, signal, shown, empty);
}

/**
 * A list that is fetched page by page, with a button for the next one.
 * @template Item
 * @param {string} path
 * @param {Record<string, string | null | undefined>} parameters
 * @param {AbortSignal} signal
 * @param {(item: Item) => HTMLElement} shown
 * @param {string} empty what is said where there is nothing
 */
export async function growingList(path, parameters, signal, shown, empty) {
  const list = h("div", { class: "cards" });
  const more = h("button", { type: "button", onclick: () => extend() }, "More");
  const trouble = h("p", { role: "alert" });
  /** @type {string | null} */
  let cursor = null;
  async function add() {
    /** @type {{items: Item[], next_cursor: string | null}} */
    const page = await get(path, { ...parameters, limit: 20, cursor }, { signal });
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
      if (!signal.aborted) trouble.textContent = error instanceof Refusal ? error.message : String(error);
    }
  }
  const first = await add();
  return first.length ? h("div", {}, list, trouble, more) : h("p", {}, empty);
}
