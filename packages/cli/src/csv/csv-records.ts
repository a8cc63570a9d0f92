const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;

/** Where a record begins. */
export interface RecordPlace {
  /** The line, from 1. */
  line: number;
  /** How many bytes stand before it. */
  byte: number;
  /** Whether a quote of it is never closed, so that it is all that is left. */
  isOpen: boolean;
}

/** The beginning of a file. */
export const startOfFile = (): RecordPlace => ({ line: 1, byte: 0, isOpen: false });

/**
 * Cuts CSV into its records, as bytes and without their line ends, whatever these are and however they are mixed. Those in
 * quotes are values. Lines without anything, and with two quotes alone, are no records: Salesforce reads over them.
 *
 * It is for CSV that core takes, or is about to refuse: quotes that stand wrong are core's to name.
 *
 * @param place - Is told where the record begins that comes.
 */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array>,
  place: RecordPlace = startOfFile(),
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const records of csvRecordBlocks(chunks, place)) yield* records;
}

/**
 * Does the same with the records of one chunk at a time: a promise for each record takes longer than to find it.
 *
 * @returns blocks, each of which must be read to its end before the next one is asked for.
 */
export async function* csvRecordBlocks(
  chunks: AsyncIterable<Uint8Array>,
  place: RecordPlace = startOfFile(),
): AsyncGenerator<Iterable<Uint8Array>, void, undefined> {
  let rest: Uint8Array = new Uint8Array(0);
  let isQuoted = false;
  let line = 1;
  let startLine = 1;
  let offset = 0;
  let isAfterReturn = false;
  const recordsIn = function* (chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    const from = rest.length;
    const bytes = from === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let index = from; index < bytes.length; index++) {
      const byte = bytes[index] as number;
      if (byte > quote) continue;
      if (byte === quote) isQuoted = !isQuoted;
      else if (byte === lineFeed || byte === carriageReturn) {
        // Of the two bytes of one line end, the first ends the line.
        if (byte === lineFeed ? !isAfterReturn || index > start : !isQuoted) line++;
        if (!isQuoted) {
          if (!isBlank(bytes, start, index)) {
            place.line = startLine;
            place.byte = offset + start;
            yield bytes.subarray(start, index);
          }
          start = index + 1;
          startLine = line;
        }
        isAfterReturn = byte === carriageReturn && !isQuoted;
      }
    }
    rest = bytes.subarray(start);
    offset += start;
  };
  for await (const chunk of chunks) yield recordsIn(chunk);
  place.line = startLine;
  place.byte = offset;
  place.isOpen = isQuoted;
  if (!isBlank(rest, 0, rest.length)) yield [rest];
}

/** Tells whether a line has nothing in it, quotes included. */
const isBlank = (bytes: Uint8Array, start: number, end: number): boolean =>
  start === end || (end - start === 2 && bytes[start] === quote && bytes[start + 1] === quote);

/** Gives the values of a record as they stand there, quotes included. */
export function cellsOf(record: Uint8Array, delimiter: number): Uint8Array[] {
  const cells: Uint8Array[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < record.length; index++) {
    const byte = record[index];
    if (byte === quote) isQuoted = !isQuoted;
    else if (byte === delimiter && !isQuoted) {
      cells.push(record.subarray(start, index));
      start = index + 1;
    }
  }
  cells.push(record.subarray(start));
  return cells;
}

/** Gives the value of a cell without its quotes, by a decoder of its bytes. */
export function valueOf(cell: Uint8Array, decode: (bytes: Uint8Array) => string): string {
  const text = decode(cell);
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Every delimiter that core knows. */
const delimiters = Buffer.from(",;\t|^`");

/** Gives what stands between the values, by the header line: the one that it has, a comma where it has none, and the first where core will ask. */
export function delimiterOf(header: Uint8Array): number {
  let isQuoted = false;
  for (const byte of header) {
    if (byte === quote) isQuoted = !isQuoted;
    else if (!isQuoted && delimiters.includes(byte)) return byte;
  }
  return 0x2c;
}
