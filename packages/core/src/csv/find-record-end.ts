import { argumentError } from "../errors/argument-error.ts";
import { carriageReturn, comma, lineFeed, quote } from "../bytes/csv-bytes.ts";

/** What the bytes read so far end in. Numbers, since they are compared for every value. */
export const csvState = {
  startOfValue: 0,
  value: 1,
  quoted: 2,
  /** A quote in a quoted value, which ends it or is the first of two. */
  quoteInQuoted: 3,
  /** A carriage return, which may have a line feed behind it. */
  return: 4,
} as const;

/** How a record ends. */
export type RecordEnd = "none" | "LF" | "CRLF" | "CR";

/** Where a reader of CSV stands, from one chunk of bytes to the next. */
export interface CsvPosition {
  /** The byte that stands between values. */
  readonly delimiter: number;
  state: (typeof csvState)[keyof typeof csvState];
  /** The line, counted from 1: line feeds, and carriage returns on their own outside of quotes. */
  line: number;
  /** The line on which the quote was opened that was opened last. */
  quoteLine: number;
  /** How many delimiters the record has that is being read. */
  delimiters: number;
  /** How many values the record had that ended last. */
  values: number;
  /** How it ended. */
  end: RecordEnd;
}

/** Begins to read CSV. */
export const startOfCsv = (delimiter: number = comma): CsvPosition => ({
  delimiter,
  state: csvState.startOfValue,
  line: 1,
  quoteLine: 1,
  delimiters: 0,
  values: 0,
  end: "none",
});

/**
 * Finds the end of a record, line end included, and moves the position there; -1 where the chunk ends before.
 *
 * It reads CSV as Salesforce's own client does: LF, CR LF and CR alone end a record, except in quotes; a quote stands at
 * the start of a value, and one within it is doubled. Anything else it refuses, and so does this. It is a loop over bytes
 * and not `indexOf`, since in a file where every value is quoted the calls cost more than the bytes between.
 *
 * @param from - Where the record, or the rest of it, begins.
 * @throws TypeError with the line, for a quote that stands where none may stand.
 * @see https://github.com/forcedotcom/wsc (its class CSVReader)
 */
export function findRecordEnd(position: CsvPosition, bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  const { delimiter } = position;
  const highest = Math.max(quote, delimiter);
  let { state, line, delimiters } = position;
  let index = from;
  while (index < length) {
    // Of each loop over the bytes of a value, `index` is where it stopped.
    if (state === csvState.quoted) {
      let byte: number;
      while ((byte = bytes[index] as number) !== quote) {
        if (byte === lineFeed) line++;
        if (++index === length) break;
      }
      if (index === length) break;
      index++;
      state = csvState.quoteInQuoted;
    } else if (state === csvState.value) {
      let byte: number;
      while ((byte = bytes[index] as number) > highest || !isSpecial(byte, delimiter)) if (++index === length) break;
      if (index === length) break;
    } else if (state === csvState.return) {
      const hasLineFeed = bytes[index] === lineFeed;
      position.line = line;
      position.delimiters = delimiters;
      endRecord(position, hasLineFeed ? "CRLF" : "CR");
      return hasLineFeed ? index + 1 : index;
    }
    if (index === length) break;
    const byte = bytes[index++] as number;
    if (byte === delimiter) {
      delimiters++;
      state = csvState.startOfValue;
    } else if (byte === quote && state !== csvState.value) {
      if (state === csvState.startOfValue) position.quoteLine = line;
      state = csvState.quoted;
    } else if (byte === lineFeed) {
      position.line = line + 1;
      position.delimiters = delimiters;
      endRecord(position, "LF");
      return index;
    } else if (byte === carriageReturn) {
      line++;
      state = csvState.return;
    } else if (state === csvState.startOfValue) state = csvState.value;
    else throw strayQuote(state, line);
  }
  position.state = state;
  position.line = line;
  position.delimiters = delimiters;
  return -1;
}

/** Ends the record that is being read. */
export function endRecord(position: CsvPosition, end: RecordEnd): void {
  position.state = csvState.startOfValue;
  position.values = position.delimiters + 1;
  position.delimiters = 0;
  position.end = end;
}

const isSpecial = (byte: number, delimiter: number): boolean =>
  byte === delimiter || byte === quote || byte === lineFeed || byte === carriageReturn;

const strayQuote = (state: CsvPosition["state"], line: number): TypeError =>
  argumentError(
    "InvalidCsv",
    state === csvState.value
      ? `Cannot read the CSV: line ${line} has a quote inside a value that does not begin with one; Salesforce wants such a value in quotes, and the quote doubled`
      : `Cannot read the CSV: line ${line} has text behind the quote that ends a value; Salesforce wants quotes in a value doubled, and nothing between a quote and the comma`,
  );
