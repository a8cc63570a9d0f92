import { csvRecordBlocks, delimiterOf } from "../../csv/csv-records.ts";
import type { ByteEncoding } from "../../csv/byte-encoding.ts";

/** A file that was loaded, as it is here. */
export interface LocalFile {
  /** Opens it as it was sent. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** What stands between its values; `undefined` where its header line tells. */
  readonly delimiter: string | undefined;
  /** How its bytes are read and written. */
  readonly encoding: ByteEncoding;
  /** Tells, once it was read to its end, whether it is what was loaded. */
  readonly isSame: () => boolean;
}

/** The rows of a file, one after another. */
export interface LocalRows {
  readonly header: Uint8Array;
  readonly delimiter: string;
  /**
   * Gives the row of this number, from 1, as a promise only where it has to be read first. Numbers may only grow.
   *
   * @returns `undefined` behind the last one.
   */
  readonly row: (rowNumber: number) => Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Reads what is left. @returns whether it was the file that was loaded. */
  readonly end: () => Promise<boolean>;
  /** Leaves the file, however far it was read. */
  readonly close: () => Promise<void>;
  /** Writes cells as they are to stand before those of the file. */
  readonly write: (cells: readonly string[]) => Uint8Array;
}

/** Opens a file to have its rows beside what became of them. */
export async function localRows(file: LocalFile): Promise<LocalRows> {
  const blocks = csvRecordBlocks(file.open());
  let records: Iterator<Uint8Array> = [][Symbol.iterator]();
  /** The header line is the record with the number 0. */
  let number = -1;
  let current: Uint8Array | undefined;
  const row: LocalRows["row"] = (rowNumber) => {
    while (number < rowNumber) {
      const next = records.next();
      if (next.done === true) return rowLater(rowNumber);
      number++;
      current = next.value;
    }
    return current;
  };
  const rowLater = async (rowNumber: number): Promise<Uint8Array | undefined> => {
    const next = await blocks.next();
    if (next.done === true) return undefined;
    records = next.value[Symbol.iterator]();
    return await row(rowNumber);
  };
  const header = withoutMark((await row(0)) ?? new Uint8Array(0));
  const delimiter = file.delimiter ?? String.fromCodePoint(delimiterOf(header));
  return {
    header,
    delimiter,
    row,
    end: async () => {
      while ((await row(number + 1)) !== undefined);
      return file.isSame();
    },
    close: async () => void (await blocks.return()),
    write: (cells) => file.encoding.encode(cells.map((cell) => quoted(cell, delimiter)).join(delimiter)),
  };
}

const quoted = (text: string, delimiter: string): string =>
  /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
