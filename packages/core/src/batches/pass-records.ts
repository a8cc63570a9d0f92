import { carriageReturn, comma, lineFeed, quote } from "./csv-bytes.ts";
import type { CsvPosition } from "./find-record-end.ts";

/** How far {@link passRecords} went. */
interface Passed {
  /** How many records it passed. */
  readonly rows: number;
  /** Where the last of them ends. */
  readonly end: number;
}

/**
 * Passes over whole records that need no more than counting, and moves the position behind them. It stops before the
 * first that is short enough to be blank, that there is no room for, that does not end in the chunk, or that it would
 * have to refuse: `findRecordEnd` is what those are for. One call for many records takes half the time.
 *
 * @param from - Where a record begins.
 * @param short - How many bytes a record has that is not passed.
 */
export function passRecords(
  position: CsvPosition,
  bytes: Uint8Array,
  from: number,
  short: number,
  room: { readonly rows: number; readonly bytes: number },
): Passed {
  const { length } = bytes;
  const last = Math.min(length, from + room.bytes);
  let { line } = position;
  let rows = 0;
  let end = from;
  let index = from;
  record: while (rows < room.rows) {
    let lines = 0;
    for (;;) {
      // Outside of quotes. Nothing is read from behind the end: that would make every read slow.
      if (index >= last) break record;
      let byte = bytes[index] as number;
      while (byte > quote || (byte !== quote && byte !== lineFeed && byte !== carriageReturn)) {
        if (++index >= last) break record;
        byte = bytes[index] as number;
      }
      if (byte !== quote) break;
      if (index > end && bytes[index - 1] !== comma) break record;
      do {
        if (++index >= last) break record;
        while ((byte = bytes[index] as number) !== quote) {
          if (byte === lineFeed) lines++;
          if (++index >= last) break record;
        }
        if (++index >= last) break record;
        byte = bytes[index] as number;
      } while (byte === quote);
      if (byte !== comma && byte !== lineFeed && byte !== carriageReturn) break record;
    }
    // A line feed may stand behind a carriage return.
    const isReturn = bytes[index++] === carriageReturn;
    if (isReturn && index >= last) break;
    if (isReturn && bytes[index] === lineFeed) index++;
    if (index - end <= short) break;
    rows++;
    end = index;
    line += lines + 1;
  }
  position.line = line;
  return { rows, end };
}
