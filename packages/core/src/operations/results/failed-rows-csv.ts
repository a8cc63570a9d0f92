import { checkColumns } from "../../arguments/check-columns.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import {
  type CheckedRowsOptions,
  checkRowsOptions,
  jobRowsOptionNames,
  type JobRowsOptions,
} from "./reading/job-rows-options.ts";

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
  return write(target, job, columns, checkRowsOptions(options, "results and rows"));
}

async function* write(
  target: Target,
  job: string,
  columns: readonly string[] | undefined,
  options: CheckedRowsOptions,
): AsyncGenerator<string, void, undefined> {
  // Loaded with the CSV parser, for who reads rows.
  const { writeFailedRows } = await import("./results-steps.ts");
  yield* writeFailedRows(target, job, columns, options);
}
