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
  return readRows(target, checkId(jobId, "750", "jobId"), checkResultsOptions(options));
}

async function* readRows(
  target: Target,
  jobId: string,
  options: CheckedResultsOptions,
): AsyncGenerator<QueryRecord, void, undefined> {
  // Loaded for who reads queries.
  const { readQueryJobRows } = await import("./query-job-steps.ts");
  yield* readQueryJobRows(target, jobId, options);
}
