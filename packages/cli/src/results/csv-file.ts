import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { once } from "node:events";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import Papa from "papaparse";

/** A CSV file that comes into being with its first row. */
export interface CsvFile {
  /** Writes a row; the header goes before the first one. Waits where the disk is slower. */
  readonly write: (cells: readonly string[]) => Promise<void>;
  /** Closes the file. @returns its path, `undefined` where there was no row. */
  readonly close: () => Promise<string | undefined>;
  readonly rows: () => number;
}

/** Makes a CSV file, in UTF-8 with the line ends of Unix. */
export function csvFile(path: string, header: () => readonly string[]): CsvFile {
  let stream: WriteStream | undefined;
  let rows = 0;
  const open = async (): Promise<WriteStream> => {
    await mkdir(dirname(path), { recursive: true });
    const opened = createWriteStream(path);
    await once(opened, "open");
    return opened;
  };
  return {
    write: async (cells) => {
      const isFirst = stream === undefined;
      stream ??= await open();
      const text = isFirst ? csvLine(header()) + csvLine(cells) : csvLine(cells);
      rows++;
      if (!stream.write(text)) await once(stream, "drain");
    },
    close: async () => {
      if (stream === undefined) return undefined;
      stream.end();
      await finished(stream);
      return path;
    },
    rows: () => rows,
  };
}

/** Writes a line of CSV. */
export const csvLine = (cells: readonly string[]): string => `${Papa.unparse([[...cells]], { newline: "\n" })}\n`;
