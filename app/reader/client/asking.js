// Built from clients/typescript by `npm run build`: change it there.
// One request: how it is written, how often it is tried, and how its answer is read.
import { ClientError, NoAnswerError, UnexpectedAnswerError, errorIn, letGo, mediaType, retryAfter, } from "./errors.js";
import { readText } from "./streams.js";
export const TERMS = {
    tries: 4,
    firstPause: 0.5,
    longestPause: 20,
    longestWait: 60,
    patience: 900,
    silence: 45,
    largest: 64 * 1024 * 1024,
};
export const JSON_TYPE = "application/json";
/** What changes nothing when it is done twice. */
const HARMLESS = new Set(["GET", "PUT", "DELETE"]);
/** Whoever answers so may have done what was asked. */
const PERHAPS_DONE = new Set([408, 500, 502, 504]);
/** Write a request: its address, with what stands in its path and query, and how it is sent. */
export function request(base, method, path, given, key) {
    const parts = { ...given.path };
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
        const part = String(parts[name] ?? "");
        // Whoever joins addresses takes these for something else.
        if (["", ".", ".."].includes(part))
            throw new TypeError(`${path}: ${name} is no name of anything here.`);
        return encodeURIComponent(part);
    });
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(given.query ?? {}))
        if (value !== null && value !== undefined && value !== "")
            query.set(name, String(value));
    const headers = new Headers({ Accept: JSON_TYPE, ...given.headers });
    if (key)
        headers.set("Authorization", `Bearer ${key}`);
    if (given.body !== undefined)
        headers.set("Content-Type", JSON_TYPE);
    const verb = method.toUpperCase();
    return {
        address: `${base}${filled}${query.size ? `?${query}` : ""}`,
        // A story that is asked for again under the same word is written once.
        isRepeatable: given.repeatable ?? (HARMLESS.has(verb) || headers.has("Idempotency-Key")),
        how: {
            method: verb,
            headers,
            ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
            cache: given.fresh || key ? "no-cache" : "default",
            credentials: "omit",
            // A key goes nowhere but where it was meant to go.
            redirect: "manual",
        },
    };
}
/** Send a request, again where that may help, and return what `read` makes of a good answer; throw a ClientError otherwise. */
export async function tried(sent, read, { terms, seconds, signal, ask, }) {
    for (let failures = 1;; failures += 1) {
        const late = new AbortController();
        const timer = setTimeout(() => late.abort(new Error("The answer took too long.")), seconds * 1000);
        let asked = null;
        try {
            const answer = await ask(sent.address, {
                ...sent.how,
                signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]),
            });
            if (answer.ok)
                return await read(answer);
            asked = retryAfter(answer);
            if (failures >= terms.tries || !isWorthwhile(answer, sent, asked, terms))
                throw await errorIn(answer, (it) => readWhole(it, terms));
            letGo(answer);
        }
        catch (error) {
            if (signal?.aborted || error instanceof ClientError)
                throw error;
            if (!sent.isRepeatable || failures >= terms.tries)
                throw new NoAnswerError(error);
        }
        finally {
            clearTimeout(timer);
        }
        await pause(asked ?? pauseAfter(failures, terms), signal);
    }
}
/** Tell whether what was answered so may be asked once more (RFC 9110, 9.2.2 and 15.5.9). */
function isWorthwhile(answer, { isRepeatable }, asked, { longestWait }) {
    if (asked !== null && asked > longestWait)
        return false;
    if (answer.status === 429)
        return true;
    if (answer.status === 503)
        return isRepeatable || asked !== null;
    // A 502 that is a problem of this API's tells that a writer failed, which was paid for and would fail again.
    const isOurs = mediaType(answer) === "application/problem+json";
    return isRepeatable && PERHAPS_DONE.has(answer.status) && !(answer.status === 502 && isOurs);
}
export function pauseAfter(failures, { firstPause, longestPause }) {
    return Math.min(longestPause, firstPause * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
/** Wait, unless the caller gives up meanwhile. */
export async function pause(seconds, signal) {
    await new Promise((resolve, reject) => {
        const stop = () => {
            clearTimeout(timer);
            reject(signal?.reason);
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener("abort", stop);
            resolve();
        }, seconds * 1000);
        if (signal?.aborted)
            stop();
        else
            signal?.addEventListener("abort", stop, { once: true });
    });
}
/** Read an answer of one media type, and of no other, to its end; nothing where the service says nothing. */
export async function readAs(type, answer, terms) {
    if (answer.status === 204)
        return "";
    const kind = mediaType(answer);
    if (kind === type)
        return readWhole(answer, terms);
    letGo(answer);
    throw new UnexpectedAnswerError(answer.status, `It is ${kind || "of no media type"}, not ${type}.`);
}
/** How long it may take is bounded where it is asked for. */
function readWhole(answer, { largest, patience }) {
    return readText(answer, { largest, silence: patience });
}
export async function readJson(answer, terms) {
    const text = await readAs(JSON_TYPE, answer, terms);
    return answer.status === 204 ? undefined : parsed(text, answer.status);
}
export function parsed(text, status) {
    try {
        return JSON.parse(text);
    }
    catch {
        throw new UnexpectedAnswerError(status, "It is not JSON.");
    }
}
/** Tell whether what was read is a JSON object. */
export function isObject(told) {
    return typeof told === "object" && told !== null && !Array.isArray(told);
}
