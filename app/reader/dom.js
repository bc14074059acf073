// @ts-check
// Elements made one by one: whatever a record says reaches the page as text, never as markup.

/** @typedef {import("./types").Child} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Given */

const WEB = new Set(["http:", "https:"]);
export const BASE = document.documentElement.dataset.base ?? "";

/**
 * Make an element. A function under `onclick` and the like listens to that event; true sets a bare attribute; null, undefined and false set none.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Given} [given]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(name, value === true ? "" : String(value));
  }
  put(made, children);
  return made;
}

/**
 * Make an element of a drawing.
 * @param {string} tag
 * @param {Record<string, string | number>} given
 * @param {...Child} children
 */
export function svg(tag, given, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, String(value));
  put(made, children);
  return made;
}

/**
 * Append children; a string becomes a text node.
 * @param {Node} parent
 * @param {Child} children
 */
export function put(parent, children) {
  for (const child of /** @type {Child[]} */ ([children]).flat(8)) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/**
 * Put other children in place of those that are there.
 * @param {Element} parent
 * @param {...Child} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren();
  put(parent, children);
}

/**
 * A path of this site; each value is encoded as one part of it.
 * @param {TemplateStringsArray} parts
 * @param {...(string | number)} values
 */
export function at(parts, ...values) {
  return BASE + parts.reduce((path, part, index) => path + encodeURIComponent(values[index - 1]) + part);
}

/**
 * A link to another site, or plain text where the address is none that a reader may follow.
 * @param {string | null} address
 * @param {...Child} children
 */
export function outward(address, ...children) {
  let fit = false;
  try {
    fit = WEB.has(new URL(address ?? "").protocol);
  } catch {
    fit = false;
  }
  return fit
    ? h("a", { href: address, rel: "noopener nofollow external", class: "out" }, ...children)
    : h("span", {}, ...children);
}

/** @param {string} words Told to whoever listens to the page rather than looks at it. */
export function say(words) {
  const place = document.getElementById("said");
  if (place) place.textContent = words;
}
