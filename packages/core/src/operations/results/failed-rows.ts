import { checkOptions } from "../../arguments/check-options.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { RowError, RowResult } from "../../protocol/row-result.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { RowRecord } from "../../rows/read-request-rows.ts";
import {
  batchesToRead,
  type BatchToRead,
  type CheckedRowsOptions,
  checkRowsOptions,
  jobRowsOptionNames,
  type JobRowsOptions,
} from "./batches-to-read.ts";
import { pool } from "../../async/pool.ts";
import { isAllWritten } from "./is-all-written.ts";
import type { BatchRows } from "./read-batch-rows.ts";

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
  return readFailedRows(target, job, checkRowsOptions(options));
}

async function* readFailedRows(
  target: Target,
  job: string,
  options: CheckedRowsOptions,
): AsyncGenerator<FailedRow, void, undefined> {
  for await (const { rows } of failedRowBatches(target, job, options)) {
    for (const row of rows) {
      options.signal?.throwIfAborted();
      yield row;
    }
  }
}

/** The failed rows of a batch. */
export interface FailedBatch {
  readonly batchId: string;
  /** Its columns as their names are in the records, and as they were sent; none where its rows cannot be told apart. */
  readonly columns: readonly string[];
  readonly sentColumns: readonly string[];
  readonly rows: readonly FailedRow[];
}

/** Gives the failed rows of a job batch by batch, each with the columns of its batch. Batches without any are left out. */
export async function* failedRowBatches(
  target: Target,
  job: string,
  { batches: wanted, concurrency, signal }: CheckedRowsOptions,
): AsyncGenerator<FailedBatch, void> {
  const batches = await batchesToRead(target, job, wanted, { signal });
  // Loaded with the CSV parser, for who reads rows.
  const { readBatchRows } = await import("./read-batch-rows.ts");
  const read = async (batch: BatchToRead, inner: AbortSignal) => {
    const { info, firstRow } = batch;
    if (isAllWritten(batch)) return { firstRow, count: info.numberRecordsProcessed, found: undefined };
    const found = await readBatchRows(target, job, batch, anyFailed, { signal: inner });
    return { firstRow, count: found.results.length, found };
  };
  let next = 1;
  for await (const { firstRow, count, found } of pool(batches, read, { concurrency, order: "source", signal })) {
    const first = firstRow ?? next;
    next = first + count;
    if (found?.sent !== undefined) yield failedOf(found, first);
  }
}

function failedOf({ batchId, results, sent }: BatchRows, first: number): FailedBatch {
  const request = sent?.ok === true ? sent.rows : undefined;
  const rows: FailedRow[] = [];
  const unread: RowError[] =
    sent?.ok === false ? [{ statusCode: "ROW_UNREADABLE", message: sent.why, fields: [] }] : [];
  for (const [index, { success, created: _, errors, ...result }] of results.entries()) {
    if (success) continue;
    const text = rows.length === 0 && sent?.ok === false ? sent.text : undefined;
    rows.push({
      rowNumber: first + index,
      batchId,
      record: request?.records[index] ?? {},
      errors: [...errors, ...unread],
      ...result,
      ...(text === undefined ? {} : { text }),
    });
  }
  return { batchId, columns: request?.columns ?? [], sentColumns: request?.sentColumns ?? [], rows };
}

const anyFailed = (results: readonly RowResult[]): boolean => results.some(({ success }) => !success);
