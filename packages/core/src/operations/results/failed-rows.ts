import { checkOptions } from "../../arguments/check-options.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { RowError } from "../../protocol/row-result.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { RowRecord } from "../../rows/read-request-rows.ts";
import {
  type CheckedRowsOptions,
  checkRowsOptions,
  jobRowsOptionNames,
  type JobRowsOptions,
} from "./reading/job-rows-options.ts";

/** A row that was not written, as it was sent, and why. */
export interface FailedRow {
  /** The number of the row in the job, from 1, across its batches. */
  readonly rowNumber: number;
  /** The id of its batch. */
  readonly batchId: string;
  /** The id that Salesforce names with the row; `null` where there is none. */
  readonly id: string | null;
  /**
   * The row as it was sent, by columns, in the words of CSV whatever the job's format: `#N/A` for null, `ReportsTo.Email`
   * for a record that is named by an external id. Equal columns are `Name` and `Name (2)`. Empty where the rows of its batch
   * cannot be told apart; one of its errors says so, with the code `ROW_UNREADABLE`.
   */
  readonly record: RowRecord;
  /**
   * Why it was refused, in Salesforce's words; or `BATCH_FAILED`, `NOT_PROCESSED` or `RESULTS_UNREADABLE`, as `jobResults`
   * says.
   */
  readonly errors: readonly RowError[];
  /** What was sent as its batch, where the rows of that cannot be told apart: on the first row of the batch alone. */
  readonly text?: string;
  /** Set where it is not known whether the row was written, as `jobResults` says: loaded again, it may be there twice. */
  readonly mayBeWritten?: true;
  /** Set where it stands for all rows of its batch: how many they are, nobody can tell. */
  readonly wholeBatch?: true;
}

/**
 * Reads the rows of a job that were not written, as they were sent, each with the reason; from CSV, JSON and XML jobs
 * alike. `failedRowsCsv` gives the same as CSV to be loaded again.
 *
 * What was sent is read back from Salesforce, which keeps it for seven days, and only of batches in which a row failed.
 * Where the rows and the results of a batch are not equally many, nothing is guessed: its failed rows come without their
 * `record`, and what was sent as the batch comes once, as `text`.
 *
 * @param jobId - The id of a job that writes, 15 or 18 characters.
 * @throws the same errors as `jobResults`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_request.htm
 * @example
 * ```ts
 * import { failedRows } from "@sfbulk/core";
 *
 * for await (const { rowNumber, record, errors } of failedRows(connection, job.id)) {
 *   console.log(rowNumber, record["Name"], errors[0]?.statusCode);
 * }
 * ```
 */
export function failedRows(
  connection: Connection,
  jobId: string,
  options: JobRowsOptions = {},
): AsyncGenerator<FailedRow, void, undefined> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  checkOptions("options", options, jobRowsOptionNames);
  return readFailedRows(target, job, checkRowsOptions(options, "results and rows"));
}

async function* readFailedRows(
  target: Target,
  job: string,
  options: CheckedRowsOptions,
): AsyncGenerator<FailedRow, void, undefined> {
  // Loaded with the CSV parser, for who reads rows.
  const { failedRowBatches } = await import("./results-steps.ts");
  for await (const { rows } of failedRowBatches(target, job, options)) {
    for (const row of rows) {
      options.signal?.throwIfAborted();
      yield row;
    }
  }
}
