import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";
import { concatenate } from "../bytes/concatenate.ts";

/** How many characters are encoded at a time: a string of any length never has a copy of its size. */
const portion = 64 * 1024;

/**
 * Turns chunks, strings or bytes, into UTF-8 without a byte order mark. A character may be cut anywhere.
 *
 * @throws TypeError for UTF-16, and for anything that is neither a string nor bytes.
 */
export async function* utf8Chunks(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  /** The first bytes, until it is certain whether they are a mark. */
  let start: Uint8Array<ArrayBuffer> | undefined = new Uint8Array(0);
  for await (const chunk of encoded(chunks)) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    const first = chunk.slice(0, 3);
    start = concatenate([start, first], start.length + first.length);
    if (start.length < 3) continue;
    yield withoutMark(start);
    yield chunk.subarray(first.length);
    start = undefined;
  }
  if (start !== undefined) yield withoutMark(start);
}

function withoutMark(start: Uint8Array): Uint8Array {
  const [first, second, third] = start;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw argumentError("UnsupportedEncoding", "Cannot read the CSV: it is UTF-16, and Salesforce takes UTF-8");
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? start.subarray(3) : start;
}

async function* encoded(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  /** The first half of a character, whose other half is in the next string. */
  let half = "";
  for await (const chunk of chunks) {
    if (typeof chunk === "string") {
      const text = half + chunk;
      half = "";
      for (let from = 0; from < text.length;) {
        let to = Math.min(from + portion, text.length);
        if (isFirstHalf(text.charCodeAt(to - 1))) to--;
        if (to > from) yield encoder.encode(text.slice(from, to));
        if (to === text.length - 1) {
          half = text.slice(to);
          break;
        }
        from = to;
      }
    } else if (chunk instanceof Uint8Array) {
      yield chunk;
    } else {
      throw argumentError(
        "InvalidSource",
        `Cannot read the CSV: expected chunks of strings or bytes, got ${describeValue(chunk)}`,
      );
    }
  }
  if (half !== "") yield encoder.encode(half);
}

const isFirstHalf = (code: number): boolean => code >= 0xd8_00 && code <= 0xdb_ff;
