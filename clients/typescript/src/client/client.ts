// A client of the Storywire API: typed by path and method, for browsers and for Node. It needs nothing but fetch.

import { TERMS, isObject, parsed, pause, pauseAfter, readAs, readJson, request, tried } from "./asking.js";
import type { AnyGiven, Options, Terms } from "./asking.js";
import { ClientError, NoAnswerError, ProblemError, UnexpectedAnswerError, letGo, mediaType } from "./errors.js";
import { events, lines } from "./streams.js";
import type { Bounds, ServerSentEvent } from "./streams.js";
import type { Answer, EventOf, Item, Last, ListPath, Manner, Method, PathOf, Schemas } from "./types.js";

export type { Options } from "./asking.js";
export { ClientError, NoAnswerError, ProblemError, UnexpectedAnswerError } from "./errors.js";
export type * from "./types.js";

const FORMS = {
  txt: "text/plain",
  md: "text/markdown",
  html: "text/html",
  jsonld: "application/ld+json",
  ninjs: "application/ninjs+json",
};
const OVER = new Set(["succeeded", "failed", "cancelled"]);

/** What a stream is, and how one goes on with it after the last item that came whole. */
interface Stream<T> {
  path: PathOf<"get">;
  type: string;
  from: (last: string) => AnyGiven;
  cut: (body: ReadableStream<Uint8Array>, bounds: Bounds) => AsyncGenerator<ServerSentEvent>;
  place: (event: ServerSentEvent, told: T) => string;
  isLast: (told: T) => boolean;
  /** What the end of the connection means: the end, a break, or that the service wants to be asked anew. */
  end: "end" | "break" | "anew";
}

export class Client {
  readonly #base: string;
  readonly #key: () => string | null;
  readonly #fetch: typeof fetch;
  readonly #terms: Terms;

  /** `base` is the address of the deployment, with its path where it has one; in a page of its own that path alone. */
  constructor(base: string, { key = null, fetch: given, ...terms }: Options = {}) {
    this.#base = base.replace(/\/+$/, "");
    this.#key = typeof key === "function" ? key : () => key;
    this.#fetch = given ?? ((...asked) => fetch(...asked));
    this.#terms = { ...TERMS, ...terms };
  }

  /** Read something. */
  async get<P extends PathOf<"get">>(path: P, ...[given]: Last<P, "get">): Promise<Answer<P, "get">> {
    return (await this.#ask("get", path, given, this.#readJson)) as Answer<P, "get">;
  }

  /** Send something and read the answer, which is undefined where there is none. */
  async send<M extends Method, P extends PathOf<M>>(method: M, path: P, ...[given]: Last<P, M>): Promise<Answer<P, M>> {
    return (await this.#ask(method, path, given, this.#readJson)) as Answer<P, M>;
  }

  /** The same, with the head of the answer: its status, and headers such as ETag and Location. */
  async answer<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    ...[given]: Last<P, M>
  ): Promise<{ status: number; headers: Headers; body: Answer<P, M> }> {
    return this.#ask(method, path, given, async (answer) => {
      return { status: answer.status, headers: answer.headers, body: (await this.#readJson(answer)) as Answer<P, M> };
    });
  }

  /** Read a story as text in another form. */
  async form(slug: string, form: keyof typeof FORMS, manner: Manner = {}): Promise<string> {
    const type = FORMS[form];
    const given = { ...manner, path: { slug, form }, headers: { ...manner.headers, Accept: type } };
    return this.#ask("get", "/v1/stories/{slug}.{form}", given, (answer) => readAs(type, answer, this.#terms));
  }

  /** Yield each item of a list; a page is asked for when it is come to. */
  async *items<P extends ListPath>(path: P, ...given: Last<P, "get">): AsyncGenerator<Item<P>> {
    for await (const page of this.pages(path, ...given)) yield* (page as unknown as { items: Item<P>[] }).items;
  }

  /** Yield each page of a list. */
  async *pages<P extends ListPath>(path: P, ...[given]: Last<P, "get">): AsyncGenerator<Answer<P, "get">> {
    const told: AnyGiven = given ?? {};
    const seen = new Set<string>();
    for (let cursor: string | null = null; ;) {
      const query: object = cursor === null ? { ...told.query } : { ...told.query, cursor };
      const page = await this.#ask("get", path, { ...told, query }, this.#readJson);
      if (!isPage(page)) throw new UnexpectedAnswerError(200, "It is no page of a list.");
      yield page as Answer<P, "get">;
      cursor = page.next_cursor;
      if (cursor === null) return;
      if (seen.has(cursor)) throw new UnexpectedAnswerError(200, "The list leads back to a page that was read.");
      seen.add(cursor);
    }
  }

  /** Follow a synthesis to its end, or what happens for as long as you like: on where it broke off. */
  events<P extends keyof EventOf>(path: P, ...[given]: Last<P, "get">): AsyncGenerator<EventOf[P]> {
    const told: AnyGiven = given ?? {};
    const type = "text/event-stream";
    const isEndless = path === "/v1/changes";
    return this.#follow<EventOf[P]>("", told.signal, {
      path,
      type,
      from: (last) => ({
        ...told,
        headers: { ...told.headers, ...(last ? { "Last-Event-ID": last } : {}), Accept: type },
      }),
      cut: events,
      place: (event) => event.id,
      isLast: (now) => !isEndless && OVER.has((now as Schemas["Synthesis"]).status),
      end: isEndless ? "anew" : "break",
    });
  }

  /** Read every story, or each that has changed after a change, one by one: on where it broke off. */
  export({ after = 0, ...manner }: Manner & { after?: number } = {}): AsyncGenerator<Schemas["ExportLine"]> {
    const type = "application/x-ndjson";
    return this.#follow<Schemas["ExportLine"]>(String(after), manner.signal, {
      path: "/v1/export.ndjson",
      type,
      from: (last) => ({ ...manner, query: { after: last }, headers: { ...manner.headers, Accept: type } }),
      cut: async function* (body, bounds) {
        for await (const line of lines(body, bounds)) if (line.trim()) yield { id: "", data: line };
      },
      place: (_, line) => String(line.seq),
      isLast: () => false,
      end: "end",
    });
  }

  /** Have a story written and return it, telling of each step on the way; throw the problem that it ended in. */
  async write(
    request: Schemas["SynthesisRequest"],
    { onProgress, key = word(), signal }: WritingManner = {},
  ): Promise<Schemas["Story"]> {
    const headers = { Prefer: "respond-async", "Idempotency-Key": key };
    let now = (await this.send("post", "/v1/syntheses", { body: request, headers, signal })) as Schemas["Synthesis"];
    const path = { synthesis_id: now.id };
    for await (now of this.events("/v1/syntheses/{synthesis_id}/events", { path, signal })) onProgress?.(now);
    if (now.problem) throw new ProblemError(now.problem);
    if (now.story === null)
      throw new ClientError(`The synthesis ${now.id} is ${now.status}, without a story to be seen.`, 0);
    return this.get("/v1/stories/{slug}", { path: { slug: now.story }, signal });
  }

  readonly #readJson = (answer: Response): Promise<unknown> => readJson(answer, this.#terms);

  async *#follow<T>(last: string, signal: AbortSignal | undefined, stream: Stream<T>): AsyncGenerator<T> {
    for (let failures = 1; ; failures += 1) {
      const answer = await this.#ask("get", stream.path, stream.from(last), (head) => head, this.#terms.silence);
      if (answer.status === 204) return;
      if (mediaType(answer) !== stream.type || !answer.body) {
        letGo(answer);
        throw new UnexpectedAnswerError(answer.status, `It is no stream of ${stream.type}.`);
      }
      let cause: unknown = new Error("The stream ended too soon.");
      try {
        for await (const event of stream.cut(answer.body, this.#terms)) {
          const item = parsed(event.data, answer.status);
          if (!isObject(item)) throw new UnexpectedAnswerError(answer.status, "What it brings is no object.");
          const told = item as T;
          failures = 0;
          last = stream.place(event, told) || last;
          yield told;
          if (stream.isLast(told)) return;
        }
        if (stream.end === "end") return;
        if (stream.end === "anew") failures = Math.min(failures, this.#terms.tries - 1);
      } catch (error) {
        if (signal?.aborted || error instanceof ClientError) throw error;
        cause = error;
      }
      if (failures >= this.#terms.tries) throw new NoAnswerError(cause);
      await pause(pauseAfter(Math.max(1, failures), this.#terms), signal);
    }
  }

  async #ask<T>(
    method: Method,
    path: string,
    given: AnyGiven = {},
    read: (answer: Response) => T | Promise<T>,
    seconds = this.#terms.patience,
  ): Promise<T> {
    const sent = request(this.#base, method, path, given, this.#key());
    return tried(sent, read, { terms: this.#terms, seconds, signal: given.signal, ask: this.#fetch });
  }
}

export interface WritingManner {
  onProgress?: (now: Schemas["Synthesis"]) => void;
  /** A word of your own, under which the story is written once. */
  key?: string;
  signal?: AbortSignal | undefined;
}

function isPage(told: unknown): told is { items: unknown[]; next_cursor: string | null } {
  if (!isObject(told) || !Array.isArray(told.items)) return false;
  return told.next_cursor === null || typeof told.next_cursor === "string";
}

/** Return a word that nobody else has; `randomUUID` is not there in a page that came over plain HTTP. */
function word(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
