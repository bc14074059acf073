// @ts-check
// The key that this tab holds, and the client of the public API with which every page asks.

import { Client } from "./client/client.js";
import { BASE } from "./dom.js";

const KEY = "storywire-key";

/** The key that was given at the desk; it lives as long as the tab. */
export const key = {
  get: () => sessionStorage.getItem(KEY),
  /** @param {string} secret */
  set: (secret) => sessionStorage.setItem(KEY, secret),
  forget: () => sessionStorage.removeItem(KEY),
};

export const api = new Client(BASE, { key: key.get });
