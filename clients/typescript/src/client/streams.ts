// Events (the HTML standard, section 9.2.6) and lines, cut out of a stream of bytes.

import { UnexpectedAnswerError } from "./errors.js";

/** How much one answer, or one piece of a stream, may bring, in characters, and how long it may be silent, in seconds. */
export interface Bounds {
  largest: number;
  silence: number;
}

/** Yield what comes as text; whoever stops reading hangs up. A stream that is silent for too long is as one that broke off. */
async function* texts(stream: ReadableStream<Uint8Array>, silence: number): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (;;) {
      const { value, done } = await inTime(reader.read(), silence);
      yield decoded(decoder, value, done);
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Words that cannot be read are refused: a quote with a mark in the place of a letter is no quote. */
function decoded(decoder: TextDecoder, bytes: Uint8Array | undefined, isLast: boolean): string {
  try {
    return decoder.decode(bytes, { stream: !isLast });
  } catch {
    throw new UnexpectedAnswerError(200, "It is not UTF-8.");
  }
}

/** Read an answer to its end. */
export async function readText(answer: Response, { largest, silence }: Bounds): Promise<string> {
  let text = "";
  if (answer.body)
    for await (const piece of texts(answer.body, silence)) {
      text += piece;
      if (text.length > largest) throw new UnexpectedAnswerError(answer.status, "It is too large.");
    }
  return text;
}

/**
 * Yield each whole line; what stands after the last end of a line is none, and a stream that ends there broke off.
 * Lines end with LF, or, of events, with CR or both too.
 */
export async function* lines(
  stream: ReadableStream<Uint8Array>,
  { largest, silence }: Bounds,
  ends = /\n/,
): AsyncGenerator<string> {
  let kept = "";
  for await (const piece of texts(stream, silence)) {
    kept += piece;
    // Of a CR at the end nobody knows yet whether a LF follows.
    const held = kept.endsWith("\r") ? "\r" : "";
    const whole = kept.slice(0, kept.length - held.length).split(ends);
    kept = whole.pop()! + held;
    if (kept.length > largest) throw new UnexpectedAnswerError(200, "A line of the stream does not end.");
    yield* whole;
  }
  if (kept.trim()) throw new Error("The stream ended within a line.");
}

/** Return what a promise comes to, and throw where that takes more than so many seconds. */
async function inTime<T>(promise: Promise<T>, seconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Nothing came for too long.")), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export interface ServerSentEvent {
  id: string;
  data: string;
}

/** Yield each whole event with the id by which one goes on after it; one that is not ended by an empty line is none. */
export async function* events(
  stream: ReadableStream<Uint8Array>,
  bounds: Bounds,
): AsyncGenerator<ServerSentEvent> {
  let id = "";
  let data: string[] = [];
  let size = 0;
  for await (const line of lines(stream, bounds, /\r\n|\n|\r/)) {
    if (line === "") {
      if (data.length) yield { id, data: data.join("\n") };
      [data, size] = [[], 0];
      continue;
    }
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (name === "data") {
      data.push(value);
      size += value.length + 1;
      if (size > bounds.largest) throw new UnexpectedAnswerError(200, "An event does not end.");
      // Ids go back in a header; those of this API are numbers.
    } else if (name === "id" && /^[\x20-\x7e]*$/.test(value)) id = value;
  }
}
