// Built from clients/typescript by `npm run build`: change it there.
// A client of the Storywire API: typed by path and method, for browsers and for Node. It needs nothing but fetch.
import { TERMS, isObject, parsed, pause, pauseAfter, readAs, readJson, request, tried } from "./asking.js";
import { ClientError, NoAnswerError, ProblemError, UnexpectedAnswerError, letGo, mediaType } from "./errors.js";
import { events, lines } from "./streams.js";
export { ClientError, NoAnswerError, ProblemError, UnexpectedAnswerError } from "./errors.js";
const FORMS = {
    txt: "text/plain",
    md: "text/markdown",
    html: "text/html",
    jsonld: "application/ld+json",
    ninjs: "application/ninjs+json",
};
const OVER = new Set(["succeeded", "failed", "cancelled"]);
export class Client {
    #base;
    #key;
    #fetch;
    #terms;
    /** `base` is the address of the deployment, with its path where it has one; in a page of its own that path alone. */
    constructor(base, { key = null, fetch: given, ...terms } = {}) {
        this.#base = base.replace(/\/+$/, "");
        this.#key = typeof key === "function" ? key : () => key;
        this.#fetch = given ?? ((...asked) => fetch(...asked));
        this.#terms = { ...TERMS, ...terms };
    }
    /** Read something. */
    async get(path, ...[given]) {
        return (await this.#ask("get", path, given, this.#readJson));
    }
    /** Send something and read the answer, which is undefined where there is none. */
    async send(method, path, ...[given]) {
        return (await this.#ask(method, path, given, this.#readJson));
    }
    /** The same, with the head of the answer: its status, and headers such as ETag and Location. */
    async answer(method, path, ...[given]) {
        return this.#ask(method, path, given, async (answer) => {
            return { status: answer.status, headers: answer.headers, body: (await this.#readJson(answer)) };
        });
    }
    /** Read a story as text in another form. */
    async form(slug, form, manner = {}) {
        const type = FORMS[form];
        const given = { ...manner, path: { slug, form }, headers: { ...manner.headers, Accept: type } };
        return this.#ask("get", "/v1/stories/{slug}.{form}", given, (answer) => readAs(type, answer, this.#terms));
    }
    /** Yield each item of a list; a page is asked for when it is come to. */
    async *items(path, ...given) {
        for await (const page of this.pages(path, ...given))
            yield* page.items;
    }
    /** Yield each page of a list. */
    async *pages(path, ...[given]) {
        const told = given ?? {};
        const seen = new Set();
        for (let cursor = null;;) {
            const query = cursor === null ? { ...told.query } : { ...told.query, cursor };
            const page = await this.#ask("get", path, { ...told, query }, this.#readJson);
            if (!isPage(page))
                throw new UnexpectedAnswerError(200, "It is no page of a list.");
            yield page;
            cursor = page.next_cursor;
            if (cursor === null)
                return;
            if (seen.has(cursor))
                throw new UnexpectedAnswerError(200, "The list leads back to a page that was read.");
            seen.add(cursor);
        }
    }
    /** Follow a synthesis to its end, or what happens for as long as you like: on where it broke off. */
    events(path, ...[given]) {
        const told = given ?? {};
        const type = "text/event-stream";
        const isEndless = path === "/v1/changes";
        return this.#follow("", told.signal, {
            path,
            type,
            from: (last) => ({
                ...told,
                headers: { ...told.headers, ...(last ? { "Last-Event-ID": last } : {}), Accept: type },
            }),
            cut: events,
            place: (event) => event.id,
            isLast: (now) => !isEndless && OVER.has(now.status),
            end: isEndless ? "anew" : "break",
        });
    }
    /** Read every story, or each that has changed after a change, one by one: on where it broke off. */
    export({ after = 0, ...manner } = {}) {
        const type = "application/x-ndjson";
        return this.#follow(String(after), manner.signal, {
            path: "/v1/export.ndjson",
            type,
            from: (last) => ({ ...manner, query: { after: last }, headers: { ...manner.headers, Accept: type } }),
            cut: async function* (body, bounds) {
                for await (const line of lines(body, bounds))
                    if (line.trim())
                        yield { id: "", data: line };
            },
            place: (_, line) => String(line.seq),
            isLast: () => false,
            end: "end",
        });
    }
    /** Have a story written and return it, telling of each step on the way; throw the problem that it ended in. */
    async write(request, { onProgress, key = word(), signal } = {}) {
        const headers = { Prefer: "respond-async", "Idempotency-Key": key };
        let now = (await this.send("post", "/v1/syntheses", { body: request, headers, signal }));
        const path = { synthesis_id: now.id };
        for await (now of this.events("/v1/syntheses/{synthesis_id}/events", { path, signal }))
            onProgress?.(now);
        if (now.problem)
            throw new ProblemError(now.problem);
        if (now.story === null)
            throw new ClientError(`The synthesis ${now.id} is ${now.status}, without a story to be seen.`, 0);
        return this.get("/v1/stories/{slug}", { path: { slug: now.story }, signal });
    }
    #readJson = (answer) => readJson(answer, this.#terms);
    async *#follow(last, signal, stream) {
        for (let failures = 1;; failures += 1) {
            const answer = await this.#ask("get", stream.path, stream.from(last), (head) => head, this.#terms.silence);
            if (answer.status === 204)
                return;
            if (mediaType(answer) !== stream.type || !answer.body) {
                letGo(answer);
                throw new UnexpectedAnswerError(answer.status, `It is no stream of ${stream.type}.`);
            }
            let cause = new Error("The stream ended too soon.");
            try {
                for await (const event of stream.cut(answer.body, this.#terms)) {
                    const item = parsed(event.data, answer.status);
                    if (!isObject(item))
                        throw new UnexpectedAnswerError(answer.status, "What it brings is no object.");
                    const told = item;
                    failures = 0;
                    last = stream.place(event, told) || last;
                    yield told;
                    if (stream.isLast(told))
                        return;
                }
                if (stream.end === "end")
                    return;
                if (stream.end === "anew")
                    failures = Math.min(failures, this.#terms.tries - 1);
            }
            catch (error) {
                if (signal?.aborted || error instanceof ClientError)
                    throw error;
                cause = error;
            }
            if (failures >= this.#terms.tries)
                throw new NoAnswerError(cause);
            await pause(pauseAfter(Math.max(1, failures), this.#terms), signal);
        }
    }
    async #ask(method, path, given = {}, read, seconds = this.#terms.patience) {
        const sent = request(this.#base, method, path, given, this.#key());
        return tried(sent, read, { terms: this.#terms, seconds, signal: given.signal, ask: this.#fetch });
    }
}
function isPage(told) {
    if (!isObject(told) || !Array.isArray(told.items))
        return false;
    return told.next_cursor === null || typeof told.next_cursor === "string";
}
/** Return a word that nobody else has; `randomUUID` is not there in a page that came over plain HTTP. */
function word() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
