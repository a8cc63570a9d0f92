import { cellsOf, csvRecords, delimiterOf, startOfFile, valueOf } from "./csv-records.ts";
import { keptLines } from "./kept-lines.ts";

/** Names the columns of a file anew: a name for each; `undefined` for one that is left out. */
export type ColumnChoice = (columns: readonly string[], firstRow: readonly string[]) => readonly (string | undefined)[];

/** How the bytes of a file are to be read. */
export interface ByteReading {
  /** The delimiter as its character; `undefined` where the header line tells it. */
  readonly delimiter: string | undefined;
  /** Reads the bytes of a name or a value. */
  readonly decode: (bytes: Uint8Array) => string;
  /** Writes a name in the encoding of the file. */
  readonly encode: (text: string) => Uint8Array;
}

/** The most that is looked at to find the header line and the first row. A longer line is core's to refuse. */
const most = 1_048_576;

/**
 * Leaves columns out of CSV and names others anew. Where nothing is chosen, the file passes as it is; where names alone
 * change, all but the header line does; else every value stays as it stands, quotes included. Each row stays on its line.
 */
export async function* chooseColumns(
  input: AsyncIterable<Uint8Array>,
  reading: ByteReading,
  choose: ColumnChoice,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = input[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let isEnded = false;
  let size = 0;
  let records: Uint8Array[] = [];
  // The third record is begun when the second has ended.
  while (!isEnded && records.length < 3 && size < most) {
    const { done, value } = await source.next();
    isEnded = done === true;
    if (value === undefined) continue;
    pieces.push(value);
    size += value.length;
    records = await firstRecords(pieces);
  }
  const head = withoutMark(Buffer.concat(pieces));
  const whole = async function* (first: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      if (first.length > 0) yield first;
      if (!isEnded) yield* { [Symbol.asyncIterator]: () => source };
    } finally {
      await source.return?.();
    }
  };
  const [header = new Uint8Array(0), firstRow] = records.map(withoutMark);
  const delimiter = reading.delimiter?.codePointAt(0) ?? delimiterOf(header);
  const names = (record: Uint8Array | undefined): string[] =>
    record === undefined ? [] : cellsOf(record, delimiter).map((cell) => valueOf(cell, reading.decode));
  const columns = names(header);
  const chosen = choose(columns, names(firstRow));
  const isSame = chosen.every((name, place) => name === columns[place]);
  if (isSame) {
    yield* whole(Buffer.concat(pieces));
    return;
  }
  const between = Uint8Array.of(delimiter);
  const line = Buffer.concat([
    joined(
      chosen.flatMap((name) => (name === undefined ? [] : [reading.encode(quoted(name, delimiter))])),
      between,
    ),
    newLine,
  ]);
  if (!chosen.includes(undefined)) {
    const start = Buffer.from(head).indexOf(header);
    // Where the header line ends, the line end of the file goes on.
    yield* whole(Buffer.concat([head.subarray(0, start), line.subarray(0, -1), head.subarray(start + header.length)]));
    return;
  }
  if (line.length === 1) {
    await source.return?.();
    return;
  }
  const kept = chosen.flatMap((name, column) => (name === undefined ? [] : [column]));
  const place = startOfFile();
  const lines = keptLines();
  let isHeader = true;
  for await (const record of csvRecords(whole(head), place)) {
    yield* lines.upTo(place.line);
    const left = isHeader ? line : keep(record, kept, delimiter, between);
    isHeader = false;
    yield left;
    lines.passed(left.subarray(0, -1));
  }
}

function keep(record: Uint8Array, kept: readonly number[], delimiter: number, between: Uint8Array): Uint8Array {
  const cells = cellsOf(record, delimiter);
  const left = kept.flatMap((place) => cells[place] ?? []);
  // A line without anything is no row: one with an empty value has quotes.
  const isEmpty = left.length < 2 && left.every((cell) => cell.length === 0);
  return Buffer.concat([isEmpty ? noValue : joined(left, between), newLine]);
}

const newLine = Uint8Array.of(0x0a);
const noValue = Buffer.from('""');

function joined(cells: readonly Uint8Array[], between: Uint8Array): Uint8Array {
  return Buffer.concat(cells.flatMap((cell, index) => (index === 0 ? [cell] : [between, cell])));
}

/** Puts quotes around what would be read as something else. */
function quoted(text: string, delimiter: number): string {
  const isPlain = !/["\r\n]/.test(text) && !text.includes(String.fromCodePoint(delimiter));
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** Gives the first records that are whole, and the beginning of the next. */
async function firstRecords(pieces: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  const given = async function* (): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield await Promise.resolve(piece);
  };
  try {
    for await (const record of csvRecords(given())) {
      found.push(record);
      if (found.length === 3) break;
    }
  } catch {
    // A quote that is open here may be closed further on.
  }
  return found;
}

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
