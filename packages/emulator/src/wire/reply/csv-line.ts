/** The column delimiters of Bulk API 2.0, by their names. */
export const columnDelimiters: Readonly<Record<string, string>> = {
  BACKQUOTE: "`",
  CARET: "^",
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  TAB: "\t",
};

/** The line endings of Bulk API 2.0, by their names. */
const lineEndings: Readonly<Record<string, string>> = { LF: "\n", CRLF: "\r\n" };

/** How the CSV of a job of Bulk API 2.0 is written. */
export interface CsvDialect {
  readonly columnDelimiter: string;
  readonly lineEnding: string;
}

/** Writes a line of CSV in a dialect: every value in quotes, quotes doubled. */
export function dialectLine({ columnDelimiter, lineEnding }: CsvDialect, values: readonly string[]): string {
  const cells = values.map((value) => `"${value.replaceAll('"', '""')}"`);
  return cells.join(columnDelimiters[columnDelimiter]) + (lineEndings[lineEnding] ?? "\n");
}
