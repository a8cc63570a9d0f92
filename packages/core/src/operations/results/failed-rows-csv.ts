import { checkColumns } from "../../arguments/check-columns.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { ResponseError } from "../../errors/response-error.ts";
import {
  type CheckedRowsOptions,
  checkRowsOptions,
  jobRowsOptionNames,
  type JobRowsOptions,
} from "./batches-to-read.ts";
import { type FailedBatch, failedRowBatches, type FailedRow } from "./failed-rows.ts";

/** Options of writing failed rows as CSV. */
export interface FailedRowsCsvOptions extends JobRowsOptions {
  /**
   * The columns to write, in their order, by their names in the records of `failedRows`. Default: every column of a batch
   * in which a row failed, as it was sent, for which these batches are read twice: the header stands before the rows.
   */
  readonly columns?: readonly string[];
}

const optionNames: OptionNames<FailedRowsCsvOptions> = { ...jobRowsOptionNames, columns: true };

/**
 * Writes the rows of a job that were not written as CSV, ready to be loaded again: strings of whole rows, the
 * header once. Nothing comes where no row failed. From CSV, JSON and XML jobs alike; the job that loads them is a CSV job.
 *
 * A column that a batch does not have is an empty value, which leaves its field alone. (That an empty string in JSON means
 * the same is a guess.)
 *
 * Rows that cannot be told apart, and rows that may have been written (`mayBeWritten` of `failedRows`), are no rows to load
 * again: they are left out, and when all others have come, an error names their batches.
 *
 * @param jobId - The id of a job that writes, 15 or 18 characters.
 * @throws the same errors as `jobResults`; ResponseError where a row has a value in a column that `columns` lacks, and with
 *   `FailedRowsLeftOut` at the end, where rows were left out.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm
 * @example
 * ```ts
 * import { addBatch, createJob, failedRowsCsv } from "@sfbulk/core";
 *
 * let csv = "";
 * for await (const rows of failedRowsCsv(connection, job.id)) csv += rows;
 * if (csv !== "") {
 *   const again = await createJob(connection, { operation: "insert", object: "Account" });
 *   await addBatch(connection, again, csv);
 * }
 * ```
 */
export function failedRowsCsv(
  connection: Connection,
  jobId: string,
  options: FailedRowsCsvOptions = {},
): AsyncGenerator<string, void, undefined> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  checkOptions("options", options, optionNames);
  const columns = checkColumns("columns", options.columns);
  return writeFailedRows(target, job, columns, checkRowsOptions(options));
}

async function* writeFailedRows(
  target: Target,
  jobId: string,
  wanted: readonly string[] | undefined,
  options: CheckedRowsOptions,
): AsyncGenerator<string, void, undefined> {
  const columns = wanted?.map((name) => ({ key: name, sent: name })) ?? (await findColumns(target, jobId, options));
  const known = new Set(columns.map(({ key }) => key));
  const { writeCsvLine } = await import("../../rows/read-csv.ts");
  let header = writeCsvLine(columns.map(({ sent }) => sent));
  const leftOut = new Map<string, string>();
  for await (const batch of failedRowBatches(target, jobId, options)) {
    const names = new Map(keysOf(batch, wanted !== undefined).map((key, index) => [key, batch.columns[index] ?? ""]));
    const lines: string[] = [];
    for (const row of batch.rows) {
      const { rowNumber, record } = row;
      if (!canBeWritten(batch, row)) {
        leftOut.set(batch.batchId, leftOut.get(batch.batchId) ?? whyLeftOut(row));
        continue;
      }
      for (const [key, name] of names) {
        if (known.has(key) || (record[name] ?? "") === "") continue;
        throw new ResponseError(
          `Cannot write the failed rows of job "${jobId}": row ${rowNumber} has a value in column ${JSON.stringify(name)}, which columns lacks`,
          { code: "RowsMismatch", status: 200, jobId },
        );
      }
      lines.push(writeCsvLine(columns.map(({ key }) => record[names.get(key) ?? ""] ?? "")));
    }
    if (lines.length === 0) continue;
    yield header + lines.join("");
    header = "";
  }
  if (leftOut.size > 0) throw incomplete(jobId, leftOut);
}

interface Column {
  /** What it is the same by in all batches. */
  readonly key: string;
  readonly sent: string;
}

async function findColumns(target: Target, jobId: string, options: CheckedRowsOptions): Promise<readonly Column[]> {
  const columns = new Map<string, Column>();
  for await (const batch of failedRowBatches(target, jobId, options)) {
    if (!batch.rows.some((row) => canBeWritten(batch, row))) continue;
    for (const [index, key] of keysOf(batch, false).entries()) {
      if (!columns.has(key)) columns.set(key, { key, sent: batch.sentColumns[index] ?? "" });
    }
  }
  return [...columns.values()];
}

/** A caller knows columns by their names; columns that were sent are the same where the first, second, … of a name is. */
function keysOf({ columns, sentColumns }: FailedBatch, byName: boolean): readonly string[] {
  if (byName) return columns;
  const counts = new Map<string, number>();
  return sentColumns.map((sent) => {
    const count = (counts.get(sent) ?? 0) + 1;
    counts.set(sent, count);
    return JSON.stringify([sent, count]);
  });
}

const canBeWritten = ({ columns }: FailedBatch, { mayBeWritten }: FailedRow): boolean =>
  columns.length > 0 && mayBeWritten !== true;

const whyLeftOut = ({ errors, mayBeWritten }: FailedRow): string =>
  `${mayBeWritten === true ? "they may have been written" : "they cannot be told apart"} (${errors.map(({ message }) => message).join("; ")})`;

/** How many batches an error names. */
const mostNamed = 3;

function incomplete(jobId: string, leftOut: ReadonlyMap<string, string>): ResponseError {
  const named = [...leftOut].slice(0, mostNamed).map(([batchId, why]) => `rows of batch "${batchId}": ${why}`);
  const more = leftOut.size > mostNamed ? `; and rows of ${leftOut.size - mostNamed} more batches` : "";
  return new ResponseError(
    `Cannot write all failed rows of job "${jobId}", all others were given: ${named.join("; ")}${more}; failedRows tells of them`,
    { code: "FailedRowsLeftOut", status: 200, jobId },
  );
}
