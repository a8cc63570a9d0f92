import { checkLoadReading } from "./check-load-reading.ts";
import type { Connection } from "../../../connection/connection.ts";
import type { JobRowsOptions } from "../../results/reading/job-rows-options.ts";
import { type JobRowResult, jobResults } from "../../results/job-results.ts";
import { byJob } from "./by-job.ts";
import type { LoadResult } from "../../../protocol/load-result.ts";

/** Options of reading the rows of a load. */
export type LoadRowsReadOptions = Omit<JobRowsOptions, "batches">;

/** What became of one row of a load. */
export interface LoadRowResult extends JobRowResult {
  /** The id of its job. */
  readonly jobId: string;
}

/**
 * Reads what became of every row of a load, in the order of its source and with the numbers of the rows there, through all
 * its jobs. See `jobResults`.
 *
 * @param load - What `loadRows` gave.
 * @throws the same errors as `jobResults`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 * @example
 * ```ts
 * import { loadResults, loadRows } from "@sfbulk/core";
 *
 * const load = await loadRows(connection, { operation: "insert", object: "Account" }, "Name\nAcme\n");
 * for await (const { rowNumber, id } of loadResults(connection, load)) console.log(rowNumber, id);
 * ```
 */
export function loadResults(
  connection: Connection,
  load: Pick<LoadResult, "batches">,
  options: LoadRowsReadOptions = {},
): AsyncGenerator<LoadRowResult, void, undefined> {
  checkLoadReading(connection, load, options);
  return readResults(connection, load, options);
}

async function* readResults(
  connection: Connection,
  load: Pick<LoadResult, "batches">,
  options: LoadRowsReadOptions,
): AsyncGenerator<LoadRowResult, void, undefined> {
  for (const { jobId, batches } of byJob(load.batches)) {
    for await (const result of jobResults(connection, jobId, { ...options, batches })) yield { ...result, jobId };
  }
}
