import Papa from "papaparse";
import { type ResultFile, resultFile, type ResultFileOptions } from "./result-file.ts";

/** A CSV file that comes into being with its first row. */
export interface CsvFile {
  /** Writes a row; the header goes before the first one. Waits where the disk is slower. */
  readonly write: (cells: readonly string[]) => Promise<void>;
  /** Ends the file. @returns the file, to be put in its place; `undefined` where there was no row. */
  readonly close: () => Promise<ResultFile | undefined>;
  /** Takes away what was written. */
  readonly discard: () => Promise<void>;
  readonly rows: () => number;
}

/** Makes a CSV file, in UTF-8 with the line ends of Unix. */
export function csvFile(path: string, header: () => readonly string[], options: ResultFileOptions): CsvFile {
  let file: ResultFile | undefined;
  let rows = 0;
  return {
    write: async (cells) => {
      const isFirst = file === undefined;
      file ??= await resultFile(path, options);
      rows++;
      await file.write(isFirst ? csvLine(header()) + csvLine(cells) : csvLine(cells));
    },
    close: async () => {
      await file?.close();
      return file;
    },
    discard: async () => await file?.discard(),
    rows: () => rows,
  };
}

/** Writes a line of CSV. */
export const csvLine = (cells: readonly string[]): string => `${Papa.unparse([[...cells]], { newline: "\n" })}\n`;
