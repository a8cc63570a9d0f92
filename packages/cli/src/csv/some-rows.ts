import { csvRecords, type RecordPlace } from "./csv-records.ts";

/** Which rows of a file are meant. */
export interface RowRange {
  /** How many rows at its beginning are left out. */
  readonly skip: number;
  /** How many rows are taken at most. */
  readonly take: number;
}

/** All rows. */
export const allRows: RowRange = { skip: 0, take: Number.POSITIVE_INFINITY };

/** How much is gathered before it is given on. */
const most = 65_536;
const newLine = Uint8Array.of(0x0a);

/**
 * Gives the header line and some of the rows of CSV; each row stays as it is, with the line end of Unix.
 *
 * @param onLeftOut - Is told how many lines are left out before the first row that is taken.
 */
export async function* someRows(
  chunks: AsyncIterable<Uint8Array>,
  { skip, take }: RowRange,
  onLeftOut: (lines: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (skip === 0 && take === Number.POSITIVE_INFINITY) {
    yield* chunks;
    return;
  }
  let pieces: Uint8Array[] = [];
  let size = 0;
  // The header line is the first record.
  let number = -1;
  const place: RecordPlace = { line: 1, byte: 0 };
  let firstLine = 0;
  for await (const record of csvRecords(chunks, place)) {
    number++;
    if (number === 1) firstLine = place.line;
    if (number === skip + 1) onLeftOut(place.line - firstLine);
    // It is read to its end all the same: its hash is that of all of it.
    if (number > 0 && (number <= skip || number > skip + take)) continue;
    pieces.push(record, newLine);
    size += record.length + 1;
    if (size < most) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(pieces);
}
