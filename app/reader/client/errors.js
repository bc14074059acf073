// Built from clients/typescript by `npm run build`: change it there.
// What can go wrong: a problem that the service tells of, no answer at all, or an answer that is not of this API.
/** Anything that the client throws, but for an AbortError of the caller's own making. `status` is 0 where there was no answer. */
export class ClientError extends Error {
    status;
    constructor(message, status, options) {
        super(message, options);
        this.status = status;
        this.name = new.target.name;
    }
}
/** The service says what is wrong (RFC 9457). */
export class ProblemError extends ClientError {
    problem;
    requestId;
    retryAfter;
    /** The last part of the problem's type, such as `not-found`. */
    kind;
    title;
    errors;
    constructor(problem, requestId = null, 
    /** In how many seconds to come back. */
    retryAfter = null) {
        super(problem.detail, problem.status);
        this.problem = problem;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
        this.kind = problem.type.split("/").pop() ?? "";
        this.title = problem.title;
        this.errors = problem.errors ?? [];
    }
}
/** Nobody answered, or the answer broke off, each time that it was tried; `cause` is what the last try came to. */
export class NoAnswerError extends ClientError {
    constructor(cause) {
        super("The service did not answer. Is the connection there?", 0, { cause });
    }
}
/** Something answered, but not as this API does: a page of a proxy, no JSON. */
export class UnexpectedAnswerError extends ClientError {
    constructor(status, told) {
        super(`Not an answer of this API, with status ${status}. ${told}`, status);
    }
}
/** Return the error that an answer stands for; `read` gives its text, and what is not read is let go of. */
export async function errorIn(answer, read) {
    const kind = mediaType(answer);
    if (kind === "application/problem+json") {
        const problem = await read(answer)
            .then(problemIn)
            .catch(() => null);
        if (problem)
            return new ProblemError(problem, answer.headers.get("X-Request-Id"), retryAfter(answer));
    }
    letGo(answer);
    const place = answer.type === "opaqueredirect" ? "another address" : answer.headers.get("Location");
    const told = place ? `It leads to ${place}; is the address right?` : `It is ${kind || "of no media type"}.`;
    return new UnexpectedAnswerError(answer.status, told);
}
/** Hang up on an answer that nobody wants to read. */
export function letGo(answer) {
    answer.body?.cancel().catch(() => { });
}
export function mediaType(answer) {
    return (answer.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
}
/** Return in how many seconds to come back (RFC 9110, 10.2.3); null where nothing that can be understood is said of it. */
export function retryAfter(answer) {
    const told = answer.headers.get("Retry-After") ?? "";
    if (/^\d{1,10}$/.test(told))
        return Number(told);
    const moment = Date.parse(told);
    return Number.isNaN(moment) ? null : Math.max(0, (moment - Date.now()) / 1000);
}
function problemIn(text) {
    const told = JSON.parse(text);
    const isOne = typeof told?.type === "string" && typeof told.detail === "string" && typeof told.status === "number";
    return isOne ? told : null;
}
