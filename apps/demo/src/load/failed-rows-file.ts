import type { FailedRow } from "@sfbulk/browser";

/** A row that was not written, as it was sent, and why. */
export type FailedRecord = Pick<FailedRow, "record" | "errors" | "mayBeWritten">;

/** The rows of a load that were not written. */
export interface FailedRowsFile {
  /** CSV with the columns that were sent, and `sf__Error` behind them. */
  readonly file: File;
  readonly rows: number;
  /** Rows that are not in it: they may have been written, or what was sent as them cannot be read. */
  readonly leftOut: number;
}

const rowsAtOnce = 2000;

/** Makes a file of rows that were not written, to be mended and loaded again. */
export async function failedRowsFile(failed: AsyncIterable<FailedRecord>, fileName: string): Promise<FailedRowsFile> {
  const { default: parser } = await import("papaparse");
  const parts: string[] = [];
  let columns: readonly string[] | undefined;
  let waiting: string[][] = [];
  let rows = 0;
  let leftOut = 0;
  const write = (): void => {
    if (waiting.length > 0) parts.push(`${parser.unparse(waiting, { newline: "\n" })}\n`);
    waiting = [];
  };
  for await (const { record, errors, mayBeWritten } of failed) {
    const names = Object.keys(record);
    if (mayBeWritten === true || names.length === 0) {
      leftOut++;
      continue;
    }
    if (columns === undefined) {
      columns = names;
      waiting.push([...names, "sf__Error"]);
    }
    rows++;
    const why = errors.map(({ statusCode, message }) => `${statusCode}: ${message}`).join("; ");
    waiting.push([...columns.map((name) => record[name] ?? ""), why]);
    if (waiting.length >= rowsAtOnce) write();
  }
  write();
  const name = `${fileName.replace(/\.[a-z]{2,4}$/i, "")}-failed-rows.csv`;
  return { file: new File(parts, name, { type: "text/csv" }), rows, leftOut };
}
