// @ts-check
// The desk: what a key opens. Its pages are fetched together, when somebody first goes there.

export * as draft from "./draft.js";
export * as home from "./home.js";
export * as progress from "./progress.js";
export * as write from "./write.js";
