import { countOf } from "../errors/count-of.ts";
import Papa from "papaparse";
import { Unreadable } from "./unreadable.ts";

/** A table as CSV tells it. */
export interface Table {
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/**
 * Reads CSV, with commas unless told otherwise. Lines with nothing in them are left out, and a line of one empty value in
 * quotes is a row; line ends may be of any kind.
 *
 * @throws Unreadable, which says which line is wrong, without quoting it.
 */
export function readCsv(text: string, header?: readonly string[], delimiter = ","): Table {
  const data = readLines(text, delimiter, header === undefined ? 0 : 1);
  const columns = header ?? data.shift();
  if (columns === undefined) throw new Unreadable("it has no header");
  const uneven = data.findIndex(({ length }) => length !== columns.length);
  if (uneven !== -1) {
    const values = countOf(data[uneven]?.length ?? 0, "value");
    throw new Unreadable(`row ${uneven + 1} has ${values} for ${countOf(columns.length, "column")}`);
  }
  return { header: columns, lines: data };
}

/**
 * Counts the rows beneath the header, however many values each has.
 *
 * @throws Unreadable where the quotes are wrong.
 */
export const countCsvRows = (text: string): number => Math.max(0, readLines(text, ",", 0).length - 1);

function readLines(text: string, delimiter: string, firstRow: number): string[][] {
  const { data, errors } = Papa.parse<string[]>(withoutEmptyLines(withLineFeeds(text)), { delimiter, newline: "\n" });
  const [broken] = errors;
  if (broken !== undefined) throw new Unreadable(`the quotes of row ${(broken.row ?? 0) + firstRow} are wrong`);
  return data;
}

/** The parser takes one kind of line end, and guesses wrong where there are several. Those in quotes are values. */
const withLineFeeds = (text: string): string =>
  text.includes("\r") ? text.replace(/"[^"]*"|\r\n?/g, (part) => (part.startsWith('"') ? part : "\n")) : text;

/** By itself the parser leaves out a row of one empty value, too, and takes what stands behind the last line end for a row. */
function withoutEmptyLines(text: string): string {
  const some = text.includes("\n\n")
    ? text.replace(/"[^"]*"|\n{2,}/g, (part) => (part.startsWith('"') ? part : "\n"))
    : text;
  return some.slice(some.startsWith("\n") ? 1 : 0, some.endsWith("\n") ? -1 : undefined);
}
