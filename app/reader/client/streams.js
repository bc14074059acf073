// Built from clients/typescript by `npm run build`: change it there.
// Events (the HTML standard, section 9.2.6) and lines, cut out of a stream of bytes.
import { UnexpectedAnswerError } from "./errors.js";
/** Longer than anything that is sent here. */
const LONGEST = 8 * 1024 * 1024;
/**
 * Yield each whole line; what stands after the last end of a line is none. Lines end with LF, or, of events, with CR or both too.
 * A stream that is silent for so many seconds is as one that broke off.
 */
export async function* lines(stream, silence, ends = /\n/) {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    let kept = "";
    try {
        for (;;) {
            const { value, done } = await inTime(reader.read(), silence);
            if (done)
                return;
            kept += decoder.decode(value, { stream: true });
            // Of a CR at the end nobody knows yet whether a LF follows.
            const held = kept.endsWith("\r") ? "\r" : "";
            const whole = kept.slice(0, kept.length - held.length).split(ends);
            kept = whole.pop() + held;
            if (kept.length > LONGEST)
                throw new UnexpectedAnswerError(200, "A line of the stream does not end.");
            yield* whole;
        }
    }
    finally {
        // Whoever stops reading hangs up.
        await reader.cancel().catch(() => { });
    }
}
/** Return what a promise comes to, and throw where that takes more than so many seconds. */
async function inTime(promise, seconds) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error("Nothing came for too long.")), seconds * 1000);
    });
    try {
        return await Promise.race([promise, late]);
    }
    finally {
        clearTimeout(timer);
    }
}
/** Yield each whole event with the id by which one goes on after it; one that is not ended by an empty line is none. */
export async function* events(stream, silence) {
    let id = "";
    let data = [];
    let size = 0;
    for await (const line of lines(stream, silence, /\r\n|\n|\r/)) {
        if (line === "") {
            if (data.length)
                yield { id, data: data.join("\n") };
            [data, size] = [[], 0];
            continue;
        }
        const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
        if (name === "data") {
            data.push(value);
            size += value.length + 1;
            if (size > LONGEST)
                throw new UnexpectedAnswerError(200, "An event does not end.");
            // Ids go back in a header; those of this API are numbers.
        }
        else if (name === "id" && /^[\x20-\x7e]*$/.test(value))
            id = value;
    }
}
