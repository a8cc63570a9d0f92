import Papa from "papaparse";
import { Unreadable } from "./unreadable.ts";

/** A table as CSV tells it. */
export interface Table {
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/**
 * Reads CSV, with commas unless told otherwise. Empty lines are left out, line ends may be of any kind.
 *
 * @throws Unreadable, which says which line is wrong, without quoting it.
 */
export function readCsv(text: string, header?: readonly string[], delimiter = ","): Table {
  const { data, errors } = Papa.parse<string[]>(withLineFeeds(text), {
    delimiter,
    newline: "\n",
    skipEmptyLines: true,
  });
  const [broken] = errors;
  if (broken !== undefined)
    throw new Unreadable(`the quotes of row ${(broken.row ?? 0) + (header === undefined ? 0 : 1)} are wrong`);
  const columns = header ?? data.shift();
  if (columns === undefined) throw new Unreadable("it has no header");
  const uneven = data.findIndex(({ length }) => length !== columns.length);
  if (uneven !== -1) {
    throw new Unreadable(`row ${uneven + 1} has ${data[uneven]?.length} values for ${columns.length} columns`);
  }
  return { header: columns, lines: data };
}

/** The parser takes one kind of line end, and guesses wrong where there are several. Those in quotes are values. */
const withLineFeeds = (text: string): string =>
  text.includes("\r") ? text.replace(/"[^"]*"|\r\n?/g, (part) => (part.startsWith('"') ? part : "\n")) : text;

/** Writes a line of CSV with its line break. Every value is quoted, as Salesforce does, so that an empty line is none. */
export const writeCsvLine = (values: readonly string[]): string =>
  `${Papa.unparse([[...values]], { quotes: true, newline: "\n" })}\n`;
