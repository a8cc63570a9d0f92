import { countOf } from "../errors/count-of.ts";
import { parseLines } from "./parse-lines.ts";
import { Unreadable } from "./unreadable.ts";
import { usualLines } from "./usual-lines.ts";

/** A table as CSV tells it. */
export interface Table {
  readonly header: readonly string[];
  /** How many rows it has. */
  readonly length: number;
  /** Reads the values of a row, from 0: as many as the header has. */
  readonly row: (index: number) => readonly string[];
}

/**
 * Reads CSV, with commas unless told otherwise. Lines with nothing in them are left out, and a line of one empty value in
 * quotes is a row; line ends may be of any kind. Most rows of a large table are read when they are asked for.
 *
 * @param bytes - The text in UTF-8, where few rows will be read of many.
 * @throws Unreadable, which says which line is wrong, without quoting it.
 */
export function readCsv(text: string, header?: readonly string[], delimiter = ",", bytes?: Uint8Array): Table {
  const first = header === undefined ? 1 : 0;
  const usual = usualLines(text, delimiter, bytes);
  if (usual?.width !== undefined && (header === undefined || usual.width === header.length)) {
    return {
      header: header ?? usual.line(0),
      length: usual.length - first,
      row: (index) => usual.line(index + first),
    };
  }
  const data = parseLines(text, delimiter, 1 - first);
  const columns = header ?? data.shift();
  if (columns === undefined) throw new Unreadable("it has no header");
  const uneven = data.findIndex(({ length }) => length !== columns.length);
  if (uneven !== -1) {
    const values = countOf(data[uneven]?.length ?? 0, "value");
    throw new Unreadable(`row ${uneven + 1} has ${values} for ${countOf(columns.length, "column")}`);
  }
  return { header: columns, length: data.length, row: (index) => data[index] ?? [] };
}

/** Gives all rows of a table, made of their values. */
export const rowsOf = <T>({ length, row }: Table, make: (values: readonly string[]) => T): T[] =>
  Array.from({ length }, (_, index) => make(row(index)));

/**
 * Counts the rows beneath the header, however many values each has.
 *
 * @throws Unreadable where the quotes are wrong.
 */
export const countCsvRows = (text: string): number =>
  Math.max(0, (usualLines(text, ",")?.length ?? parseLines(text, ",", 0).length) - 1);
