import { Damaged } from "../bytes/damaged.ts";
import { isGzip } from "../bytes/gzip.ts";
import type { Ungzip } from "../bytes/ungzip-chunks.ts";
import { argumentError } from "../errors/argument-error.ts";
import type { ByteDecoder, Decoded } from "./decoders/byte-decoder.ts";
import { createDecoder } from "./decoders/create-decoder.ts";
import { findEncoding } from "./find-encoding.ts";
import { joinBytes } from "../bytes/join-bytes.ts";
import { isEnough, refuseForeign } from "./refuse-foreign.ts";

/** Takes bytes as they come, and gives UTF-8. */
export interface ByteReader {
  readonly push: (bytes: Uint8Array) => Generator<Uint8Array, void>;
  /** Says that no more bytes come. */
  readonly end: () => Generator<Uint8Array, void>;
}

/** How bytes are to be read. */
export interface ByteReaderOptions {
  /** The encoding that the caller named, if any. */
  readonly encoding: string | undefined;
  /** The line on which what was given last ends. It is asked after all of that was taken. */
  readonly line: () => number;
  /** Is told the encoding once it is known. */
  readonly onEncoding: (encoding: string) => void;
  /** Makes a decompressor. */
  readonly createUngzip: (() => Ungzip) | undefined;
}

/** How many bytes are decoded at a time: bytes of any number never have a copy of their size. */
const portion = 64 * 1024;

/**
 * Reads the bytes of a source from their beginning: gzip is unpacked, the encoding found, what is no CSV refused.
 *
 * @throws TypeError with the line, for bytes that are not in the encoding.
 */
export function byteReader(options: ByteReaderOptions, mayBePacked = true): ByteReader {
  let start: Uint8Array = new Uint8Array(0);
  let reader: ByteReader | undefined;
  const begin = function* (): Generator<Uint8Array, ByteReader> {
    let rest = start;
    start = new Uint8Array(0);
    if (mayBePacked && options.createUngzip !== undefined && isGzip(rest)) {
      reader = unpackingReader(options.createUngzip(), byteReader(options, false));
    } else {
      refuseForeign(rest);
      const { encoding, mark } = findEncoding(rest, options.encoding);
      options.onEncoding(encoding);
      reader = decodingReader(encoding, options.line);
      rest = rest.subarray(mark);
    }
    yield* reader.push(rest);
    return reader;
  };
  return {
    *push(bytes) {
      if (reader !== undefined) {
        yield* reader.push(bytes);
        return;
      }
      start = joinBytes(start, bytes);
      if (isEnough(start)) yield* begin();
    },
    *end() {
      yield* (reader ?? (yield* begin())).end();
    },
  };
}

/** Reads bytes that stand somewhere in a source, in an encoding that is known. */
export function decodingReader(encoding: string, line: () => number): ByteReader {
  const decoder: ByteDecoder = createDecoder(encoding);
  const give = function* ({ utf8, fault }: Decoded): Generator<Uint8Array, void> {
    // What is before it first, so that its line can be told.
    if (utf8.length > 0) yield utf8;
    if (fault === undefined) return;
    const hint = encoding === "utf-8" ? '; where Excel saved it, the option encoding: "windows-1252" reads it' : "";
    throw argumentError("InvalidEncoding", `Cannot read the rows as ${encoding}: line ${line()} ${fault}${hint}`);
  };
  return {
    *push(bytes) {
      for (let at = 0; at < bytes.length; at += portion) {
        yield* give(decoder.decode(bytes.subarray(at, at + portion), false));
      }
    },
    *end() {
      yield* give(decoder.decode(new Uint8Array(0), true));
    },
  };
}

function unpackingReader(ungzip: Ungzip, reader: ByteReader): ByteReader {
  return {
    *push(bytes) {
      const chunks = ungzip.push(bytes);
      for (;;) {
        let chunk: IteratorResult<Uint8Array, void>;
        try {
          chunk = chunks.next();
        } catch (error) {
          if (error instanceof Damaged)
            throw argumentError("InvalidSource", `Cannot read the source: ${error.message}`);
          throw error;
        }
        if (chunk.done === true) return;
        yield* reader.push(chunk.value);
      }
    },
    *end() {
      if (!ungzip.isWhole()) {
        throw argumentError("InvalidSource", "Cannot read the source: it is gzip, and breaks off before its end");
      }
      yield* reader.end();
    },
  };
}
