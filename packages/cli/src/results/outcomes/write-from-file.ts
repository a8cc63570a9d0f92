import type { FailedRow, JobRowResult } from "@sfbulk/node";
import type { Org } from "../../connection/org.ts";
import { inFileRows } from "../../load/in-file-rows.ts";
import { isFileChanged } from "../../load/unchanged-file.ts";
import { type LocalFile, localRows, type LocalRows } from "./local-rows.ts";
import {
  columnsBefore,
  type OutcomeFiles,
  outcomeFiles,
  type OutcomeOptions,
  type WrittenResults,
} from "./outcome-files.ts";
import { errorsText, kindOf } from "./row-errors.ts";

/** What became of a row of which the number is known: with the file at hand, each has one. */
type NumberedResult = Pick<JobRowResult, "id" | "success" | "created" | "errors" | "mayBeWritten" | "wholeBatch"> & {
  readonly rowNumber: number | null;
};

/**
 * Writes what became of each row, with the rows as they stand in the file that was loaded.
 *
 * @param results - In the order of the rows.
 * @param skip - How many rows of the file stand before the one with the number 1.
 * @returns `undefined` where it is not the file that was loaded, or where it is not known which row is meant: nothing is left
 *   behind then.
 */
export async function writeFromFile(
  jobId: string,
  org: Org,
  options: OutcomeOptions,
  local: LocalFile,
  results: AsyncIterable<NumberedResult>,
  skip: number = 0,
): Promise<WrittenResults | undefined> {
  try {
    const rows = await localRows(local);
    try {
      return await writeRows(jobId, org, options, results, skip, rows);
    } finally {
      await rows.close();
    }
  } catch (error) {
    if (isFileChanged(error)) return undefined;
    throw error;
  }
}

const newLine = Uint8Array.of(0x0a);

async function writeRows(
  jobId: string,
  org: Org,
  options: OutcomeOptions,
  results: AsyncIterable<NumberedResult>,
  skip: number,
  rows: LocalRows,
): Promise<WrittenResults | undefined> {
  const files = outcomeFiles(jobId, org, options, (kind) =>
    Buffer.concat([rows.write([...columnsBefore[kind], ""]), rows.header, newLine]),
  );
  try {
    return (await copyRows(results, skip, files, rows, options)) ? await files.keep() : undefined;
  } finally {
    await files.discard();
  }
}

/** Writes each row as it stands in the file. @returns whether it was the file that was loaded. */
async function copyRows(
  results: AsyncIterable<NumberedResult>,
  skip: number,
  files: OutcomeFiles,
  rows: LocalRows,
  { failedOnly, onRows }: OutcomeOptions,
): Promise<boolean> {
  for await (const result of results) {
    const { id, success, created, wholeBatch } = result;
    const rowNumber = (result.rowNumber ?? 0) + skip;
    onRows(rowNumber);
    // One result for many rows says of none which it is.
    if (wholeBatch === true) return false;
    if (success && failedOnly) continue;
    const found = rows.row(rowNumber);
    const row = found instanceof Promise ? await found : found;
    if (row === undefined) return false;
    const kind = success ? "success" : kindOf(result);
    const errors = inFile(result.errors, skip);
    if (!success) files.reasons.add(errors, rowNumber);
    const cells = kind === "unprocessed" ? [] : [id ?? "", success ? String(created) : errorsText(errors)];
    // There is one for each row, and a promise takes as long as the line.
    const taken = files[kind].write(rows.write([...cells, `${rowNumber}`, ""]), row, newLine);
    if (taken !== undefined) await taken;
  }
  return await rows.end();
}

/** Rows that are equal are named in the words about them. */
const inFile = (errors: FailedRow["errors"], skip: number): FailedRow["errors"] =>
  skip === 0 ? errors : errors.map((error) => ({ ...error, message: inFileRows(error.message, skip) }));
