import { columnDelimiters, type CsvDialect, lineEndings } from "../../org/bulk-2/csv-dialect.ts";

/**
 * Writes a line of CSV: every value in quotes, quotes doubled (recorded).
 *
 * @param dialect - How; default: as in Bulk API 1.0, with commas and LF.
 */
export function csvLine(
  values: readonly string[],
  { columnDelimiter, lineEnding }: CsvDialect = { columnDelimiter: "COMMA", lineEnding: "LF" },
): string {
  const cells = values.map((value) => `"${value.replaceAll('"', '""')}"`);
  return cells.join(columnDelimiters[columnDelimiter]) + (lineEndings[lineEnding] ?? "\n");
}
