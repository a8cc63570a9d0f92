/** Where a reader of CSV stands, from one chunk of bytes to the next. */
export interface CsvPosition {
  /** What the bytes before were part of. `return`: a carriage return that may have a line feed behind it. */
  state: "start of value" | "value" | "quoted" | "quote in quoted" | "return";
  /** The line, counted from 1: line feeds, and carriage returns on their own outside of quotes. */
  line: number;
  /** The line on which the quote was opened that was opened last. */
  quoteLine: number;
}

/** Begins to read CSV. */
export const startOfCsv = (): CsvPosition => ({ state: "start of value", line: 1, quoteLine: 1 });

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const comma = 0x2c;

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
  let { state } = position;
  let index = from;
  while (index < length) {
    if (state === "quoted") {
      let lines = 0;
      let byte = bytes[index];
      while (byte !== quote && index < length) {
        if (byte === lineFeed) lines++;
        byte = bytes[++index];
      }
      position.line += lines;
      if (index >= length) break;
      state = "quote in quoted";
      index++;
      continue;
    }
    if (state === "return") {
      position.state = "start of value";
      return bytes[index] === lineFeed ? index + 1 : index;
    }
    // Values without quotes, and the commas between them.
    let byte = bytes[index] as number;
    if (state === "value") {
      while (byte > comma || (byte !== comma && byte !== quote && byte !== lineFeed && byte !== carriageReturn)) {
        if (++index >= length) break;
        byte = bytes[index] as number;
      }
      if (index >= length) break;
    }
    index++;
    if (byte === comma) state = "start of value";
    else if (byte === lineFeed) {
      position.line++;
      position.state = "start of value";
      return index;
    } else if (byte === carriageReturn) {
      position.line++;
      if (index < length) {
        position.state = "start of value";
        return bytes[index] === lineFeed ? index + 1 : index;
      }
      state = "return";
    } else if (state === "start of value") {
      if (byte === quote) {
        state = "quoted";
        position.quoteLine = position.line;
      } else state = "value";
    } else if (state === "quote in quoted" && byte === quote) state = "quoted";
    else throw strayQuote(state, position.line);
  }
  position.state = state;
  return -1;
}

const strayQuote = (state: CsvPosition["state"], line: number): TypeError =>
  new TypeError(
    state === "value"
      ? `Cannot read the CSV: line ${line} has a quote inside a value that does not begin with one; Salesforce wants such a value in quotes, and the quote doubled`
      : `Cannot read the CSV: line ${line} has text behind the quote that ends a value; Salesforce wants quotes in a value doubled, and nothing between a quote and the comma`,
  );
