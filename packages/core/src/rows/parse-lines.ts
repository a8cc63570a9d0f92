import Papa from "papaparse";
import { Unreadable } from "./unreadable.ts";

/**
 * Reads the lines of CSV by a parser that takes it in any form. Lines with nothing in them are left out.
 *
 * @param firstRow - The number of the first line, for the error.
 * @throws Unreadable where the quotes are wrong.
 */
export function parseLines(text: string, delimiter: string, firstRow: number): string[][] {
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
