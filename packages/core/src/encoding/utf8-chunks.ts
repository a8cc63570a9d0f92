import { describeValue } from "../arguments/describe-value.ts";
import { turns } from "../async/turns.ts";
import { argumentError } from "../errors/argument-error.ts";
import type { Ungzip } from "../bytes/ungzip-chunks.ts";
import { byteReader, type ByteReader, decodingReader } from "./byte-reader.ts";
import { countLineEnds } from "./count-line-ends.ts";
import { joinBytes } from "../bytes/join-bytes.ts";
import { isEnough, refuseForeign } from "./refuse-foreign.ts";
import { stringReader } from "./string-reader.ts";

/** How a source is read. */
export interface Utf8Options {
  /** The encoding of bytes that the caller named, as `checkEncoding` gives it. */
  readonly encoding: string | undefined;
  /** The line on which the chunk ends that was given last. It is asked when all of that was taken. */
  readonly line: () => number;
  /** Is told the encoding that bytes are read in, once it is known. */
  readonly onEncoding: (encoding: string) => void;
  /** Is told of each piece of the source how many bytes it has; of a string, in UTF-8. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Turns the pieces of a source, strings or bytes, into UTF-8 without a byte order mark. A character may be cut anywhere, and
 * strings and bytes may be mixed. Bytes are unpacked where they are gzip, and read in the encoding that they show or that
 * the caller named.
 *
 * @throws TypeError for anything that is neither a string nor bytes, and for what is no CSV; with the line, for what is not
 *   in the encoding.
 */
export async function* utf8Chunks(
  pieces: AsyncIterable<unknown>,
  { encoding, line, onEncoding, onBytes }: Utf8Options,
): AsyncGenerator<Uint8Array> {
  /** What is there, until it is certain that it is CSV. */
  let start: Uint8Array | undefined = new Uint8Array(0);
  let known: string | undefined;
  let createUngzip: (() => Ungzip) | undefined;
  /** What reads the bytes that come one after another. */
  let bytes: ByteReader | undefined;
  const lineNow = (): number => (start === undefined ? line() : 1 + countLineEnds(start));
  const learn = (found: string): void => onEncoding((known = found));
  const strings = stringReader(lineNow);

  const give = function* (chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const chunk of chunks) {
      if (start === undefined) yield chunk;
      else {
        start = joinBytes(start, chunk);
        if (isEnough(start)) yield* giveStart();
      }
    }
  };
  const giveStart = function* (): Generator<Uint8Array> {
    if (start === undefined) return;
    const first = withoutMark(start);
    start = undefined;
    refuseForeign(first);
    if (first.length > 0) yield first;
  };
  const endBytes = function* (): Generator<Uint8Array> {
    if (bytes !== undefined) yield* give(bytes.end());
    bytes = undefined;
  };
  const counted = function* (chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const chunk of chunks) {
      onBytes(chunk.length);
      yield chunk;
    }
  };

  // A piece may be all of a file: its chunks are as many turns.
  const turnEnd = turns();
  const inTurns = async function* (chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) {
      yield chunk;
      const over = turnEnd();
      if (over !== undefined) await over;
    }
  };

  for await (const piece of pieces) {
    if (typeof piece === "string") {
      if (piece === "") continue;
      yield* endBytes();
      if (known === undefined) learn(encoding === "utf-16" ? "utf-16le" : (encoding ?? "utf-8"));
      yield* inTurns(give(counted(strings.push(piece))));
    } else if (piece instanceof Uint8Array) {
      if (piece.length === 0) continue;
      strings.end();
      onBytes(piece.length);
      // Loaded for who has such a file: it begins with this byte, and no character does.
      if (piece[0] === 0x1f) ({ createUngzip } = await import("../bytes/gzip-steps.ts"));
      bytes ??=
        known === undefined
          ? byteReader({ encoding, line: lineNow, onEncoding: learn, createUngzip })
          : decodingReader(known, lineNow);
      yield* inTurns(give(bytes.push(piece)));
    } else {
      throw argumentError(
        "InvalidSource",
        `Cannot read the CSV: expected strings or bytes, got ${describeValue(piece)}`,
      );
    }
  }
  strings.end();
  yield* endBytes();
  yield* giveStart();
}

const withoutMark = (start: Uint8Array): Uint8Array =>
  start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? start.subarray(3) : start;
