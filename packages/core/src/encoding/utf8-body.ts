import { concatenate } from "../bytes/concatenate.ts";
import { argumentError } from "../errors/argument-error.ts";
import { decodingReader } from "./byte-reader.ts";
import { countLineEnds } from "./count-line-ends.ts";
import { findBadUtf8 } from "./decoders/find-bad-utf8.ts";
import { findEncoding } from "./find-encoding.ts";
import { findLoneHalf } from "./find-lone-half.ts";
import { refuseForeign } from "./refuse-foreign.ts";

/**
 * Checks that a body is UTF-8, and takes its byte order mark off: Salesforce would read that as a part of the first
 * column's name. UTF-16 that shows itself becomes UTF-8.
 *
 * @param name - What the caller calls it, for errors.
 * @throws TypeError with the line, for what is neither; for CSV, with the format that it is instead.
 */
export function utf8Body(
  name: string,
  body: string | Uint8Array<ArrayBuffer>,
  isCsv: boolean,
): string | Uint8Array<ArrayBuffer> {
  if (typeof body === "string") return utf8String(name, body);
  const start = body.subarray(0, 1024);
  const { encoding, mark } = findEncoding(start, undefined);
  const rest = body.subarray(mark);
  if (encoding === "utf-8" && findBadUtf8(rest) === -1) return rest;
  if (isCsv) refuseForeign(start);
  let line = 1;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = decodingReader(encoding, () => line);
  for (const read of [reader.push(rest), reader.end()]) {
    for (const chunk of read) {
      line += countLineEnds(chunk, chunks.at(-1)?.at(-1));
      chunks.push(new Uint8Array(chunk));
    }
  }
  return concatenate(
    chunks,
    chunks.reduce((sum, { length }) => sum + length, 0),
  );
}

/** Checks that a string can be written in UTF-8, and takes its byte order mark off. */
export function utf8String(name: string, text: string): string {
  const lone = findLoneHalf(text);
  if (lone === -1) return text.startsWith("\uFEFF") ? text.slice(1) : text;
  const line = 1 + countLineEnds(new TextEncoder().encode(text.slice(0, lone)));
  throw argumentError("InvalidEncoding", `Cannot use ${name}: line ${line} has half of a character`);
}
