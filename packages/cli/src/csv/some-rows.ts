import { csvRecords, startOfFile } from "./csv-records.ts";
import { keptLines } from "./kept-lines.ts";

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
 * Gives the header line and some of the rows of CSV; each row stays as it is, with the line end of Unix, and on the line on
 * which it stands in the file. What has a quote that is never closed is given to its end, for core to refuse.
 */
export async function* someRows(
  chunks: AsyncIterable<Uint8Array>,
  { skip, take }: RowRange,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (skip === 0 && take === Number.POSITIVE_INFINITY) {
    yield* chunks;
    return;
  }
  let pieces: Uint8Array[] = [];
  let size = 0;
  // The header line is the first record.
  let number = -1;
  const place = startOfFile();
  const lines = keptLines();
  for await (const record of csvRecords(chunks, place)) {
    number++;
    // It is read to its end all the same: its hash is that of all of it.
    if (number > 0 && (number <= skip || number > skip + take) && !place.isOpen) continue;
    for (const piece of [...lines.upTo(place.line), record, newLine]) {
      pieces.push(piece);
      size += piece.length;
      if (size < most) continue;
      yield Buffer.concat(pieces);
      pieces = [];
      size = 0;
    }
    lines.passed(record);
  }
  if (size > 0) yield Buffer.concat(pieces);
}
