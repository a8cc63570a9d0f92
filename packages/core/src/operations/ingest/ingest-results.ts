import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkJob } from "../../arguments/check-job.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import { oneByOne } from "../../async/blocks.ts";
import { checkWord } from "../../arguments/check-word.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import type { RowError } from "../../protocol/row-result.ts";
import type { IngestResultKind } from "../../requests/ingest-requests.ts";
import type { RowRecord } from "../../rows/read-request-rows.ts";

/** A row of an ingest job of Bulk API 2.0, and what became of it. */
export interface IngestRowResult {
  /** The id of the record; `null` where there is none. */
  readonly id: string | null;
  /** Whether the record was created by it, and not updated; `false` for rows that were not written. */
  readonly created: boolean;
  /** Why it was refused; nothing for rows that were written or not processed. */
  readonly errors: readonly RowError[];
  /** The row as it was uploaded, by columns. */
  readonly record: RowRecord;
}

/** What must be known of an ingest job to read its results, and what is counted where it is known. */
export type IngestJobToRead = Pick<IngestJobInfo, "id" | "columnDelimiter"> & Partial<IngestJobInfo>;

/**
 * Reads what became of the rows of an ingest job of Bulk API 2.0, row by row, as they come: nothing is collected. Their
 * order is not that of the upload, and no number tells them apart (Bulk API 1.0 keeps the order: see `jobResults`).
 *
 * A result that breaks off is asked for again, compared, and goes on where it broke. Where the job is given as it was when
 * it had ended, the rows are counted against it.
 *
 * @param job - The job, as `waitForIngestJob` or `getIngestJob` gave it.
 * @throws TypeError for a bad argument, when it is called; then SalesforceError where the job has not ended; ResponseError where rows are
 *   missing or cannot be read; NetworkError, SessionError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_failed_results.htm
 * @example
 * ```ts
 * import { closeIngestJob, ingestResults, waitForIngestJob } from "@sfbulk/core";
 *
 * await closeIngestJob(connection, ingestJobId);
 * const finished = await waitForIngestJob(connection, ingestJobId);
 * for await (const { record, errors } of ingestResults(connection, finished, "failed")) {
 *   console.log(record["Name"], errors[0]?.message);
 * }
 * ```
 */
export function ingestResults(
  connection: Connection,
  job: IngestJobToRead,
  kind: IngestResultKind,
  options: CallOptions = {},
): AsyncGenerator<IngestRowResult, void, undefined> {
  const target = checkConnection(connection);
  checkJob(job, "getIngestJob");
  checkWord("kind", kind, ["successful", "failed", "unprocessed"]);
  checkCallOptions(options);
  return oneByOne(async () => {
    // Loaded with the CSV parser, for who reads results.
    const { readIngestResults } = await import("./read-ingest-results.ts");
    return readIngestResults(target, job, kind, options);
  }, options.signal);
}
