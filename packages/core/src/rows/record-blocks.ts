import { concatenate } from "../bytes/concatenate.ts";
import { TooLarge } from "../bytes/gzip.ts";
import type { RecordScanner } from "./record-scanner.ts";

/** Cuts bytes that come piece by piece at the ends of records. */
export interface RecordBlocks {
  /**
   * Gives the whole records that are there with these bytes, in blocks; none where none has ended. At each of them, `records`
   * tells how many there are up to its end.
   *
   * @throws TooLarge
   */
  readonly push: (bytes: Uint8Array<ArrayBuffer>) => Iterable<Uint8Array<ArrayBuffer>>;
  /** Gives what is left at the end. */
  readonly rest: () => Uint8Array<ArrayBuffer>;
  readonly records: () => number;
  readonly whyCut: () => string | undefined;
}

/**
 * Of more bytes than these none are copied to join them with the record that began before: that record comes in a block of
 * its own then. A block more takes longer than copying so few, and copying all is a tenth of what an export takes, with the
 * memory that is collected for it (Node.js 22, pieces of 256 kB).
 */
const uncopied = 64 * 1024;

/** How many bytes are taken together of what rows are made of: those of more outlive the young generation of the heap. */
export const bytesForRows: number = 64 * 1024;

/** How a result is cut. */
export interface CutOptions {
  /** How many bytes are taken together at most. Default: as many as come. */
  readonly bytesAtOnce?: number | undefined;
}

/**
 * Makes a cutter.
 *
 * @param maxBytes - How many bytes one record may have: no more are held in memory.
 */
export function recordBlocks(
  { scan, records, whyCut }: RecordScanner,
  maxBytes: number,
  { bytesAtOnce = Infinity }: CutOptions = {},
): RecordBlocks {
  let held: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const hold = (bytes: Uint8Array<ArrayBuffer>): void => {
    if (bytes.length > 0) held.push(bytes);
    length += bytes.length;
  };
  const release = (): Uint8Array<ArrayBuffer> => {
    const all = concatenate(held, length);
    held = [];
    length = 0;
    return all;
  };
  function* cut(bytes: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>, void> {
    let rest = bytes;
    for (const firstOnly of length > 0 && bytes.length > uncopied ? [true, false] : [false]) {
      const end = scan(rest, firstOnly);
      if (end === 0) break;
      hold(rest.subarray(0, end));
      rest = rest.subarray(end);
      yield release();
    }
    hold(rest);
    if (length > maxBytes) throw new TooLarge(`a record of more than ${maxBytes} bytes`);
  }
  return {
    push: function* (bytes) {
      for (let at = 0; at < bytes.length; at += bytesAtOnce) yield* cut(bytes.subarray(at, at + bytesAtOnce));
    },
    rest: release,
    records,
    whyCut,
  };
}
