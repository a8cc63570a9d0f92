import type { RecordScanner } from "./record-scanner.ts";

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Finds the ends of rows in CSV: line breaks outside of quotes. A doubled quote closes and opens, which comes to the same. */
export function csvScanner(): RecordScanner {
  let quoted = false;
  let last = lineFeed;
  let lines = 0;
  /** How many bytes of the line that is being read came with earlier pieces. */
  let begun = 0;
  return {
    scan: (bytes) => {
      let end = 0;
      let start = -begun;
      // In local variables, and past most bytes at once: every byte that is read comes through here.
      let isQuoted = quoted;
      let found = 0;
      for (let index = 0; index < bytes.length; index++) {
        const byte = bytes[index] ?? 0;
        if (byte > quote) continue;
        if (byte === quote) isQuoted = !isQuoted;
        else if (byte === lineFeed && !isQuoted) {
          const before = index === 0 ? last : bytes[index - 1];
          if (index - start > (before === carriageReturn ? 1 : 0)) found++;
          end = index + 1;
          start = end;
        }
      }
      quoted = isQuoted;
      lines += found;
      begun = bytes.length - start;
      last = bytes.at(-1) ?? last;
      return end;
    },
    // The first line is the header; a line with nothing in it is none.
    records: () => Math.max(0, lines - 1),
    // Every line ends with a line break, the last one too.
    whyCut: () =>
      quoted ? "it breaks off in a quoted value" : last === lineFeed ? undefined : "it breaks off inside a row",
  };
}
