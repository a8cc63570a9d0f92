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
export const lineEndings: Readonly<Record<string, string>> = { LF: "\n", CRLF: "\r\n" };

/** How the CSV of a job of Bulk API 2.0 is written. */
export interface CsvDialect {
  readonly columnDelimiter: string;
  readonly lineEnding: string;
}
