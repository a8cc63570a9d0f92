import Papa from "papaparse";
import { type ResultFile, resultFile, type ResultFileOptions } from "./result-file.ts";

/** A CSV file that comes into being with its first row. */
export interface CsvFile {
  /**
   * Writes a line, in one piece or several; the header line goes before the first one.
   *
   * @returns what to wait for where the disk is slower.
   */
  readonly write: (...line: readonly (string | Uint8Array)[]) => Promise<void> | undefined;
  /** Writes a row of values, likewise. */
  readonly writeRow: (values: readonly string[]) => Promise<void> | undefined;
  /** Writes lines that are CSV already, likewise. @param count - How many rows they are. */
  readonly writeLines: (lines: Uint8Array, count: number) => Promise<void> | undefined;
  /** Ends the file. @returns the file, to be put in its place; `undefined` where there was no row. */
  readonly close: () => Promise<ResultFile | undefined>;
  /** Takes away what was written. */
  readonly discard: () => Promise<void>;
  readonly rows: () => number;
}

/** How much is gathered before it is written: a call for each row takes half of the time, and text of each by itself as much. */
const most = 65_536;

/** Makes a CSV file of lines with the line ends of Unix. */
export function csvFile(path: string, header: () => string | Uint8Array, options: ResultFileOptions): CsvFile {
  let file: ResultFile | undefined;
  let rows = 0;
  let pieces: Uint8Array[] = [];
  let size = 0;
  /** Rows that are no text yet, behind the pieces, and how many characters they have. */
  let gathered: (readonly string[])[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    pushGathered();
    if (size === 0) return;
    const [first] = pieces;
    const data = first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces);
    pieces = [];
    size = 0;
    await file?.write(data);
  };
  const push = (line: string | Uint8Array): void => {
    const bytes = typeof line === "string" ? Buffer.from(line) : line;
    pieces.push(bytes);
    size += bytes.length;
  };
  const pushGathered = (): void => {
    if (gathered.length > 0) push(csvLines(gathered));
    gathered = [];
    characters = 0;
  };
  const write: CsvFile["write"] = (...line) => {
    if (file === undefined) return begin(() => write(...line));
    pushGathered();
    rows++;
    for (const piece of line) push(piece);
    return size >= most ? flush() : undefined;
  };
  const writeRow: CsvFile["writeRow"] = (values) => {
    if (file === undefined) return begin(() => writeRow(values));
    rows++;
    gathered.push(values);
    for (const value of values) characters += value.length;
    return size + characters >= most ? flush() : undefined;
  };
  const writeLines: CsvFile["writeLines"] = (lines, count) => {
    if (file === undefined) return begin(() => writeLines(lines, count));
    pushGathered();
    rows += count;
    push(lines);
    return size >= most ? flush() : undefined;
  };
  const begin = async (writeFirst: () => Promise<void> | undefined): Promise<void> => {
    file = await resultFile(path, options);
    push(header());
    await writeFirst();
  };
  return {
    write,
    writeRow,
    writeLines,
    close: async () => {
      await flush();
      await file?.close();
      return file;
    },
    discard: async () => await file?.discard(),
    rows: () => rows,
  };
}

/** Makes a line of CSV, with commas. */
export const csvLine = (values: readonly string[]): string => csvLines([values]);

const csvLines = (rows: readonly (readonly string[])[]): string => `${Papa.unparse([...rows], { newline: "\n" })}\n`;
