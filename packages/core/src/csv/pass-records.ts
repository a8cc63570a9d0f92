import { carriageReturn, lineFeed, quote } from "../bytes/csv-bytes.ts";
import { countOfMarks, fourOf, hasLess, hasZero, zerosIn } from "../bytes/four-bytes.ts";
import type { CsvPosition } from "./find-record-end.ts";

const fourQuotes = fourOf(quote);
const lineFeeds = fourOf(lineFeed);

/** Line ends are less, and so are the tab and what no text has. */
const firstText = carriageReturn + 1;

/** What a record is like that needs no more than counting. */
export interface UsualRecord {
  /** How many values it has; any number where this is `undefined`. */
  readonly values: number | undefined;
  /** Whether it ends with CR LF, and not with LF. */
  readonly hasReturn: boolean;
  /** How many bytes it has at least. */
  readonly shortest: number;
}

/** How far {@link passRecords} went. */
interface Passed {
  /** How many records it passed. */
  readonly rows: number;
  /** Where the last of them ends. */
  readonly end: number;
}

/**
 * Passes over whole records that need no more than counting, and moves the position behind them. It stops before the
 * first that is not like the usual one, that there is no room for, that does not end in the chunk, or that would have to be
 * refused: `findRecordEnd` is what those are for. One call for many records takes half the time, and four bytes at a time
 * a third less.
 *
 * @param from - Where a record begins.
 */
export function passRecords(
  position: CsvPosition,
  bytes: Uint8Array,
  from: number,
  usual: UsualRecord,
  room: { readonly rows: number; readonly bytes: number },
): Passed {
  const { delimiter } = position;
  const { hasReturn, shortest } = usual;
  const wanted = usual.values === undefined ? -1 : usual.values - 1;
  const last = Math.min(bytes.length, from + room.bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fourDelimiters = fourOf(delimiter);
  let { line } = position;
  let rows = 0;
  let end = from;
  let index = from;
  record: while (rows < room.rows) {
    let lines = 0;
    let delimiters = 0;
    for (;;) {
      // Outside of quotes, up to what is neither a delimiter nor part of a value.
      for (; index + 4 <= last; index += 4) {
        const four = view.getInt32(index);
        if (hasLess(four, firstText) || hasZero(four ^ fourQuotes)) break;
        delimiters += countOfMarks(zerosIn(four ^ fourDelimiters));
      }
      let byte: number;
      for (; ; index++) {
        if (index >= last) break record;
        byte = view.getUint8(index);
        if (byte === delimiter) delimiters++;
        else if (byte === quote || byte === lineFeed || byte === carriageReturn) break;
      }
      if (byte !== quote) break;
      if (index > end && view.getUint8(index - 1) !== delimiter) break record;
      // In quotes, up to the one behind which no other stands.
      do {
        for (index++; index + 4 <= last; index += 4) {
          const four = view.getInt32(index);
          if (hasZero(four ^ fourQuotes)) break;
          lines += countOfMarks(zerosIn(four ^ lineFeeds));
        }
        for (; ; index++) {
          if (index >= last) break record;
          byte = view.getUint8(index);
          if (byte === quote) break;
          if (byte === lineFeed) lines++;
        }
        if (++index >= last) break record;
        byte = view.getUint8(index);
      } while (byte === quote);
      if (byte !== delimiter) {
        if (byte === lineFeed || byte === carriageReturn) break;
        break record;
      }
      delimiters++;
      index++;
    }
    if (hasReturn) {
      if (view.getUint8(index) !== carriageReturn || ++index >= last) break;
    }
    if (view.getUint8(index++) !== lineFeed || index - end < shortest) break;
    if (wanted !== -1 && delimiters !== wanted) break;
    rows++;
    end = index;
    line += lines + 1;
  }
  position.line = line;
  return { rows, end };
}
