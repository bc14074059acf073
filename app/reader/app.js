// @ts-check
// Which page stands at which address, and what happens when a reader goes from one to the next.

import { ClientError, ProblemError } from "./client/client.js";
import { BASE, fill, h, say } from "./dom.js";
import { closeEvidence } from "./evidence.js";
import * as beat from "./pages/beat.js";
import * as beats from "./pages/beats.js";
import * as entity from "./pages/entity.js";
import * as front from "./pages/front.js";
import * as revisions from "./pages/revisions.js";
import * as search from "./pages/search.js";
import * as story from "./pages/story.js";
import { key } from "./session.js";

/**
 * @typedef {object} Visit
 * @property {string[]} parts the variable parts of the address
 * @property {URLSearchParams} query
 * @property {AbortSignal} signal ends when the reader goes elsewhere
 * @property {(path: string, instead?: boolean) => void} go
 */
/** @typedef {{title: string, nodes: import("./dom.js").Child, wide?: boolean}} Page */
/** @typedef {{show: (visit: Visit) => Promise<Page>}} Place */

// The desk is fetched when somebody goes there: most people only read.
const desk = () => import("./desk/desk.js");
/** @type {[RegExp, () => Place | Promise<Place>][]} */
const PLACES = [
  [/^\/$/, () => front],
  [/^\/stories\/([^/]+)$/, () => story],
  [/^\/stories\/([^/]+)\/revisions$/, () => revisions],
  [/^\/beats$/, () => beats],
  [/^\/beats\/([^/]+)$/, () => beat],
  [/^\/entities\/([^/]+)$/, () => entity],
  [/^\/search$/, () => search],
  [/^\/desk$/, async () => (await desk()).home],
  [/^\/desk\/write$/, async () => (await desk()).write],
  [/^\/desk\/syntheses\/([^/]+)$/, async () => (await desk()).progress],
  [/^\/desk\/stories\/([^/]+)$/, async () => (await desk()).draft],
];

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
let leaving = new AbortController();
let here = "";

/**
 * @param {string} path
 * @param {boolean} [instead] whether it takes the place of this page in the history, which nobody wants to come back to
 */
function go(path, instead = false) {
  history.replaceState({ ...history.state, top: scrollY }, "");
  if (instead) history.replaceState({}, "", path);
  else history.pushState({}, "", path);
  visit(true);
}

/** @param {boolean} moved whether the reader came from another page of ours, and has to be told that this is a new one */
async function visit(moved) {
  here = location.pathname + location.search;
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  closeEvidence();
  main.setAttribute("aria-busy", "true");
  const page = await find(signal);
  if (signal.aborted || !page) return;
  main.removeAttribute("aria-busy");
  main.classList.toggle("wide", page.wide === true);
  fill(main, page.nodes);
  document.title = page.title === "Storywire" ? page.title : `${page.title} – Storywire`;
  for (const link of document.querySelectorAll(".masthead nav a"))
    if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (place) place.scrollIntoView();
  else if (moved) scrollTo(0, history.state?.top ?? 0);
  if (!moved) return;
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  say(page.title);
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Page | null>} null where the reader has gone elsewhere meanwhile
 */
async function find(signal) {
  const path = location.pathname.slice(BASE.length).replace(/(.)\/$/, "$1") || "/";
  try {
    for (const [pattern, place] of PLACES) {
      const found = pattern.exec(path);
      if (!found) continue;
      const parts = found.slice(1).map(decodeURIComponent);
      return await (await place()).show({ parts, query: new URLSearchParams(location.search), signal, go });
    }
    return trouble("Nothing here", "There is no page at this address.");
  } catch (error) {
    if (signal.aborted) return null;
    if (error instanceof ProblemError) return trouble(error.title, error.message, error.status);
    if (error instanceof ClientError) return trouble("No answer", error.message);
    console.error(error);
    return trouble("This page failed", String(error));
  }
}

/**
 * @param {string} what
 * @param {string} message
 * @param {number} [status]
 * @returns {Page}
 */
function trouble(what, message, status = 0) {
  const retracted = status === 410 && location.pathname.includes("/stories/");
  const title = retracted ? "This story was retracted" : what;
  return {
    title,
    nodes: h(
      "div",
      { class: "trouble" },
      h("h1", {}, title),
      h("p", {}, message),
      status === 401 &&
        h(
          "p",
          {},
          key.get() ? "The key that this tab holds is not accepted." : "Reading here takes a key.",
          " ",
          h("a", { href: `${BASE}/desk` }, "Give a key"),
        ),
      h("p", {}, h("a", { href: `${BASE}/` }, "To the front page")),
    ),
  };
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (
    !(link instanceof HTMLAnchorElement) ||
    event.defaultPrevented ||
    event.button ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  const path = link.pathname.slice(BASE.length);
  const ours = link.origin === location.origin && PLACES.some(([pattern]) => pattern.test(path));
  if (!ours || (link.hash && link.pathname === location.pathname && link.search === location.search)) return;
  event.preventDefault();
  go(link.href);
});

document.getElementById("find")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (document.getElementById("find-q"));
  go(`${BASE}/search?${new URLSearchParams({ q: field.value.trim() })}`);
});

addEventListener("popstate", () => {
  // Going to a place further down the same page is a step in the history, too.
  if (location.pathname + location.search !== here) visit(true);
});
history.scrollRestoration = "manual";
visit(false);
