// @ts-check
// The public API and nothing else: questions, problems, the key, and events as they come.

import { BASE } from "./dom.js";

const KEY = "storywire-key";

/** An answer that is a problem document (RFC 9457), or no answer at all (status 0). */
export class Refusal extends Error {
  /** @param {Partial<import("./types").Problem> & {status: number}} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title ?? `The service answered ${problem.status}.`);
    this.status = problem.status;
    this.title = problem.title ?? "";
    this.errors = problem.errors ?? [];
  }
}

/** The key that was given at the desk; it lives as long as the tab. */
export const key = {
  get: () => sessionStorage.getItem(KEY),
  /** @param {string} secret */
  set: (secret) => sessionStorage.setItem(KEY, secret),
  forget: () => sessionStorage.removeItem(KEY),
};

/** @typedef {{method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal, fresh?: boolean}} Wish */

/**
 * Ask, and return the answer once it is known to be a good one; raise Refusal otherwise.
 * @param {string} path as made by `at`
 * @param {Wish} [wish]
 */
export async function ask(path, { method = "GET", body, headers = {}, signal, fresh = false } = {}) {
  const secret = key.get();
  /** @type {Record<string, string>} */
  const sent = { Accept: "application/json", ...headers };
  if (secret) sent.Authorization = `Bearer ${secret}`;
  if (body !== undefined) sent["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: sent,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      cache: fresh || secret ? "no-cache" : "default",
      credentials: "omit",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refusal({
      status: 0,
      title: "No answer",
      detail: "The service did not answer. Is the connection there?",
    });
  }
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

/**
 * Read something.
 * @template T
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} [parameters] empty ones are left out
 * @param {Wish} [wish]
 * @returns {Promise<T>}
 */
export async function get(path, parameters = {}, wish = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  const answer = await ask(query.size ? `${path}?${query}` : path, wish);
  return answer.json();
}

/**
 * Send something and read the answer.
 * @template T
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Wish} [wish]
 * @returns {Promise<T>}
 */
export async function send(method, path, body, wish = {}) {
  return (await ask(path, { ...wish, method, body })).json();
}

/** @param {Response} answer */
async function refusal(answer) {
  try {
    return new Refusal({ ...(await answer.json()), status: answer.status });
  } catch {
    return new Refusal({ status: answer.status });
  }
}

/**
 * Follow a synthesis: server-sent events over fetch, which can bear a key where EventSource cannot. Goes on after a break from the last event.
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<import("./types").Synthesis>}
 */
export async function* events(id, signal) {
  let last = "0";
  for (let failures = 0; failures < 6; failures += 1) {
    try {
      const answer = await ask(`${BASE}/v1/syntheses/${encodeURIComponent(id)}/events`, {
        headers: { Accept: "text/event-stream", "Last-Event-ID": last },
        signal,
      });
      if (answer.status === 204 || !answer.body) return;
      for await (const event of parse(answer.body)) {
        failures = 0;
        last = event.id || last;
        const synthesis = JSON.parse(event.data);
        yield synthesis;
        if (["succeeded", "failed", "cancelled"].includes(synthesis.status)) return;
      }
    } catch (error) {
      if (signal.aborted || (error instanceof Refusal && error.status >= 400 && error.status < 500)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** failures));
  }
  throw new Refusal({
    status: 0,
    detail: "The service stopped telling how it goes. The work goes on; load the page again.",
  });
}

/**
 * Cut a stream into events (the HTML standard, section 9.2.6), as far as this service writes them.
 * @param {ReadableStream<Uint8Array>} stream
 * @returns {AsyncGenerator<{id: string, data: string}>}
 */
async function* parse(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let kept = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (kept + decoder.decode(value, { stream: true })).replaceAll("\r\n", "\n").split("\n\n");
    kept = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = { id: "", data: "" };
      for (const line of block.split("\n")) {
        if (line.startsWith("id:")) event.id = line.slice(3).trim();
        if (line.startsWith("data:")) event.data += line.slice(5).trimStart();
      }
      if (event.data) yield event;
    }
  }
}
