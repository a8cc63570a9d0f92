import { oneByOne } from "../../async/blocks.ts";
import { checkOptions } from "../../arguments/check-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkRowsOptions, jobRowsOptionNames, type JobRowsOptions } from "./reading/job-rows-options.ts";
import type { BatchRowResult } from "./reading/read-batch-rows.ts";

/** What became of one row of a job. */
export interface JobRowResult extends BatchRowResult {
  /** The number of the row in the job, from 1, across its batches. */
  readonly rowNumber: number;
  /** The id of its batch. */
  readonly batchId: string;
}

/**
 * Reads what became of every row of a job, in the order of the rows that were sent; from CSV, JSON and XML jobs alike.
 *
 * Every row comes exactly once, and one bad batch hides nothing of the others. The rows of a batch that failed come with
 * the status code `BATCH_FAILED` and the batch's state message, those of one that was not processed, because its job was
 * aborted, with `NOT_PROCESSED`, and those of one whose results cannot be read, or are not as many as its rows, with
 * `RESULTS_UNREADABLE`. These codes are sfbulk's own. Where Salesforce may have written rows of such a batch they have
 * `mayBeWritten`; where nobody can tell how many rows it has, one result with `wholeBatch` stands for all of them. (Of a
 * batch that failed midway Salesforce may hold results of its first rows; they are given.)
 *
 * In memory are a few batches at most: see `concurrency`.
 *
 * @param jobId - The id of a job that writes, 15 or 18 characters.
 * @throws TypeError for a bad argument, when it is called; then SalesforceError with `InvalidBatch`, before the first row, where a batch is
 *   not processed yet; ResponseError where the job has not the batches named; NetworkError, SessionError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 * @example
 * ```ts
 * import { jobResults } from "@sfbulk/core";
 *
 * for await (const { rowNumber, id, success, errors } of jobResults(connection, job.id)) {
 *   console.log(rowNumber, success ? id : errors.map(({ message }) => message).join("; "));
 * }
 * ```
 */
export function jobResults(
  connection: Connection,
  jobId: string,
  options: JobRowsOptions = {},
): AsyncGenerator<JobRowResult, void, undefined> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  checkOptions("options", options, jobRowsOptionNames);
  const checked = checkRowsOptions(options);
  return oneByOne(async () => {
    // Loaded with the CSV parser, for who reads rows.
    const { readJobResults } = await import("./results-steps.ts");
    return readJobResults(target, job, checked);
  }, checked.signal);
}
