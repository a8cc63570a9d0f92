import { csvRecords, delimiterOf } from "../csv/csv-records.ts";
import type { ByteEncoding } from "../csv/byte-encoding.ts";

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
  /** Gives the row of this number, from 1. Numbers may only grow. @returns `undefined` behind the last one. */
  readonly row: (rowNumber: number) => Promise<Uint8Array | undefined>;
  /** Reads what is left. @returns whether it was the file that was loaded. */
  readonly end: () => Promise<boolean>;
  /** Writes cells as they are to stand before those of the file. */
  readonly write: (cells: readonly string[]) => Uint8Array;
}

/** Opens a file to have its rows beside what became of them. */
export async function localRows(file: LocalFile): Promise<LocalRows> {
  const records = csvRecords(file.open())[Symbol.asyncIterator]();
  const first = await records.next();
  const header = withoutMark(first.done === true ? new Uint8Array(0) : first.value);
  const delimiter = file.delimiter ?? String.fromCodePoint(delimiterOf(header));
  let number = 0;
  let current: Uint8Array | undefined;
  return {
    header,
    delimiter,
    row: async (rowNumber) => {
      while (number < rowNumber) {
        const next = await records.next();
        if (next.done === true) return undefined;
        number++;
        current = next.value;
      }
      return current;
    },
    end: async () => {
      for (let next = await records.next(); next.done !== true; next = await records.next());
      return file.isSame();
    },
    write: (cells) => file.encoding.encode(cells.map((cell) => quoted(cell, delimiter)).join(delimiter)),
  };
}

const quoted = (text: string, delimiter: string): string =>
  /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
