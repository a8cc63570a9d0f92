import type { RecordScanner } from "./record-scanner.ts";

const quote = 0x22;
const lineFeed = 0x0a;

/** A scanner that counts. */
export interface CsvScanner extends RecordScanner {
  /** How many records have ended, the header among them. */
  readonly count: () => number;
}

/** Finds the ends of rows in CSV: line breaks outside of quotes. A doubled quote closes and opens, which comes to the same. */
export function csvScanner(): CsvScanner {
  let quoted = false;
  let count = 0;
  let last = lineFeed;
  return {
    scan: (bytes) => {
      let end = 0;
      for (let index = 0; index < bytes.length; index++) {
        const byte = bytes[index];
        if (byte === quote) quoted = !quoted;
        else if (byte === lineFeed && !quoted) {
          end = index + 1;
          count++;
        }
      }
      last = bytes.at(-1) ?? last;
      return end;
    },
    count: () => count,
    // Every line ends with a line break, the last one too.
    whyCut: () =>
      quoted ? "it breaks off in a quoted value" : last === lineFeed ? undefined : "it breaks off inside a row",
  };
}
