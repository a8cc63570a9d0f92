import { checkId } from "../../arguments/check-id.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import {
  type CheckedResultsOptions,
  checkResultsOptions,
  type QueryJobResultsOptions,
} from "./query-job-results-options.ts";

/**
 * Reads what a query job of Bulk API 2.0 found, record by record. Every value is a string, and an empty one stands for null.
 *
 * Salesforce keeps the rows in pages. Five of them are read at a time; what comes ahead of its turn is held in memory, up to
 * `bufferBytes`, and then waits at the server. Where a page breaks off it is asked for again; it never changes, so what was
 * given already is compared and left out. The rows of each page are counted against its `Sforce-NumberOfRecords`, and all of
 * them against the job's `numberRecordsProcessed`.
 *
 * The results are read with the API version that the job was created with, whatever the connection says: Salesforce has them
 * under no other.
 *
 * @param jobId - The id of a query job that is `JobComplete`, 15 or 18 characters.
 * @throws TypeError for a bad argument, when it is called; then SalesforceError with the job where it is not complete, and
 *   with `NOT_FOUND` where somebody has deleted it meanwhile; ResponseError where rows are missing or cannot be read;
 *   NetworkError, which says how many records were given; SessionError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_parallel_job_results.htm
 * @example
 * ```ts
 * import { createQueryJob, queryJobResults, waitForQueryJob } from "@sfbulk/core";
 *
 * const { id } = await createQueryJob(connection, { query: "SELECT Id, Name FROM Account" });
 * await waitForQueryJob(connection, id);
 * for await (const record of queryJobResults(connection, id, { order: "any" })) console.log(record["Name"]);
 * ```
 */
export function queryJobResults(
  connection: Connection,
  jobId: string,
  options: QueryJobResultsOptions = {},
): AsyncGenerator<QueryRecord, void, undefined> {
  const target = checkConnection(connection);
  return readQueryJobRows(target, checkId(jobId, "750", "jobId"), checkResultsOptions(options));
}

/** Reads the rows of a query job, where everything is checked. */
export async function* readQueryJobRows(
  target: Target,
  jobId: string,
  options: CheckedResultsOptions,
): AsyncGenerator<QueryRecord, void, undefined> {
  let count = 0;
  // Loaded with the CSV parser, for who reads queries.
  const [{ openFoundRows }, { delimiterNamed, queryRowReader }] = await Promise.all([
    import("./query-job-steps.ts"),
    import("./query-row-reader.ts"),
  ]);
  const found = await openFoundRows(target, jobId, options, () => `${count} records were given`);
  const delimiter = delimiterNamed(found.job.columnDelimiter);
  let read: ReturnType<typeof queryRowReader> | undefined;
  for await (const block of found.blocks) {
    let rows: QueryRecord[];
    try {
      read ??= queryRowReader(found.header() ?? new Uint8Array(0), delimiter);
      rows = read(block);
    } catch (error) {
      // A decoder's error has nothing to say.
      throw found.fail(`its CSV cannot be read${error instanceof TypeError ? "" : `: ${(error as Error).message}`}`);
    }
    for (const row of rows) {
      options.signal?.throwIfAborted();
      count++;
      yield row;
    }
  }
}
