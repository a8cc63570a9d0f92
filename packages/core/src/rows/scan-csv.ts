import { carriageReturn, lineFeed, quote } from "../bytes/csv-bytes.ts";
import { countOfMarks, fourOf, hasZero, zerosIn } from "../bytes/four-bytes.ts";
import type { RecordScanner } from "./record-scanner.ts";

const lineFeeds = fourOf(lineFeed);
const fourQuotes = fourOf(quote);

/** How many bytes are looked at together. */
const step = 8;

/**
 * Finds the ends of rows in CSV: line breaks outside of quotes. A doubled quote closes and opens, which comes to the same.
 *
 * Every byte of a result comes through here, and so eight are looked at together up to the next line break, and their quotes
 * are counted there, and only whether they are odd. That takes 0.4 ns a byte where a look at each takes 2.2, and 0.9 if the
 * quotes of each eight are counted (Node.js 22, values in quotes, in a process in which `fetch` has been at work).
 */
export function csvScanner(): RecordScanner {
  /** 1 within quotes, 0 without. */
  let quoted = 0;
  let last = lineFeed;
  let lines = 0;
  /** How many bytes of the line that is being read came with earlier pieces. */
  let begun = 0;
  return {
    scan: (bytes, firstOnly = false) => {
      let { length } = bytes;
      const view = new DataView(bytes.buffer, bytes.byteOffset, length);
      let end = 0;
      let start = -begun;
      // In local variables: engines keep them in registers.
      let quotes = quoted;
      let found = 0;
      for (let index = 0; index < length;) {
        let marks = 0;
        for (; index + step <= length; index += step) {
          const one = view.getInt32(index);
          const other = view.getInt32(index + 4);
          if (hasZero(one ^ lineFeeds) || hasZero(other ^ lineFeeds)) break;
          marks ^= zerosIn(one ^ fourQuotes) ^ zerosIn(other ^ fourQuotes);
        }
        // Of two equal marks, neither counts: their quotes are an even number.
        quotes ^= countOfMarks(marks) & 1;
        while (index < length) {
          const byte = view.getUint8(index++);
          if (byte === quote) quotes ^= 1;
          if (byte !== lineFeed) continue;
          if (quotes === 0) {
            const before = index === 1 ? last : view.getUint8(index - 2);
            if (index - 1 - start > (before === carriageReturn ? 1 : 0)) found++;
            end = index;
            start = index;
            if (firstOnly) length = index;
          }
          break;
        }
      }
      quoted = quotes;
      lines += found;
      begun = length - start;
      last = bytes.at(-1) ?? last;
      return end;
    },
    // The first line is the header; a line with nothing in it is none.
    records: () => Math.max(0, lines - 1),
    // Every line ends with a line break, the last one too.
    whyCut: () =>
      quoted === 1 ? "it breaks off in a quoted value" : last === lineFeed ? undefined : "it breaks off inside a row",
  };
}
