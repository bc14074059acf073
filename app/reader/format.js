// @ts-check
// Times, numbers and languages as a reader expects them.

import { h } from "./dom.js";

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
const NUMBER = new Intl.NumberFormat("en-GB");
const LANGUAGES = new Intl.DisplayNames("en", { type: "language", fallback: "code" });
const JOINED = /^(?:zh|ja|yue|wuu)\b/i;

/**
 * @param {string | null} moment
 * @param {boolean} [exactly] with the time of day
 */
export function time(moment, exactly = false) {
  return moment
    ? h("time", { datetime: moment }, (exactly ? MOMENT : DAY).format(new Date(moment)))
    : h("span", {}, "no date");
}

/** @param {number} value */
export const number = (value) => NUMBER.format(value);

/** @param {number} share 0 to 1 */
export const percent = (share) => (share > 0 && share < 0.01 ? "under 1%" : `${Math.round(share * 100)}%`);

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** @param {string | null} tag */
export function languageName(tag) {
  try {
    return tag ? (LANGUAGES.of(tag) ?? tag) : "";
  } catch {
    return tag ?? "";
  }
}

/**
 * What stands between two sentences: nothing where the language is written without spaces.
 * @param {string | null} tag
 */
export const gap = (tag) => (tag && JOINED.test(tag) ? "" : " ");

/** @param {string} word such as `no_quotable_text` */
export const plain = (word) => word.replaceAll("_", " ");
