// @ts-check
// Verification while somebody types: each pause asks the service whether the records bear the words out.

import { ClientError } from "../client/client.js";
import { at, fill, h } from "../dom.js";
import { api } from "../session.js";

const PAUSE_MILLISECONDS = 350;
const WORDS = { found: "Borne out", not_found: "Not borne out", not_checkable: "For the reader to judge" };

/**
 * Watch a field, and return the place where the verdict on its words stands.
 * @param {HTMLTextAreaElement} area
 * @param {string[]} records
 */
export function checkAsTyped(area, records) {
  const place = h("div", { class: "small", role: "status" });
  let timer = 0;
  let asked = new AbortController();
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(check, PAUSE_MILLISECONDS);
  });
  async function check() {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    if (!area.value.trim()) return fill(place);
    try {
      const body = { sentences: [{ text: area.value, record_ids: records }] };
      const { sentences } = await api.send("post", "/v1/verifications", { body, signal });
      const [{ verdict, reason, evidence }] = sentences;
      fill(
        place,
        h("p", {}, h("b", { class: `verdict-${verdict}` }, WORDS[verdict]), `: ${reason}`),
        evidence.length > 0 &&
          h(
            "ul",
            {},
            evidence.map((each) => h("li", {}, h("q", {}, each.exact))),
          ),
      );
    } catch (error) {
      if (!signal.aborted) fill(place, error instanceof ClientError ? error.message : String(error));
    }
  }
  return place;
}
