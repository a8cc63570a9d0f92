import { oneByOne } from "../../../async/blocks.ts";
import { checkConnection } from "../../../connection/check-connection.ts";
import { checkLoadReading, isIngestLoad } from "./check-load-reading.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { Connection } from "../../../connection/connection.ts";
import { checkRowsOptions, type JobRowsOptions } from "../../results/reading/job-rows-options.ts";
import type { JobRowResult } from "../../results/job-results.ts";
import type { IngestLoadRowResult, IngestReadOptions } from "../ingest-outcomes/ingest-row-outcomes.ts";
import { byJob } from "./by-job.ts";
import type { AnyLoadResult, IngestLoadResult, LoadResult } from "../../../protocol/load-result.ts";

/** Options of reading the rows of a load. */
export type LoadRowsReadOptions = Omit<JobRowsOptions, "batches">;

/** What became of one row of a load. */
export interface LoadRowResult extends JobRowResult {
  /** The id of its job. */
  readonly jobId: string;
}

/**
 * Reads what became of every row of a load by Bulk API 2.0. With the `source`, in its order, each row under its number: the
 * results are matched with its rows by all of their values. Of equal rows with different results, and of rows that no result is
 * like, is told what is known of them. Without it, in Salesforce's order and without numbers. In memory are the results of one
 * job.
 *
 * @param load - What `loadRows` gave.
 * @throws as `loadFailedRows`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_successful_results.htm
 * @example
 * ```ts
 * import { loadResults, loadRows } from "@sfbulk/core";
 *
 * const source = "Name\nAcme\nGlobex\n";
 * const load = await loadRows(connection, { operation: "insert", object: "Account" }, source, { api: "2.0" });
 * for await (const { rowNumber, id } of loadResults(connection, load, { source })) console.log(rowNumber, id);
 * ```
 */
export function loadResults(
  connection: Connection,
  load: IngestLoadResult,
  options?: IngestReadOptions,
): AsyncGenerator<IngestLoadRowResult, void, undefined>;
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
  load: Pick<LoadResult, "api" | "batches">,
  options?: LoadRowsReadOptions,
): AsyncGenerator<LoadRowResult, void, undefined>;
/** Reads them of a load of which it is not known by which API it went. */
export function loadResults(
  connection: Connection,
  load: AnyLoadResult,
  options?: CallOptions,
): AsyncGenerator<LoadRowResult | IngestLoadRowResult, void, undefined>;
export function loadResults(
  connection: Connection,
  load: Pick<LoadResult, "api" | "batches"> | IngestLoadResult,
  options: LoadRowsReadOptions | IngestReadOptions = {},
): AsyncGenerator<LoadRowResult | IngestLoadRowResult, void, undefined> {
  checkLoadReading(connection, load, options);
  return oneByOne<LoadRowResult | IngestLoadRowResult>(async () => {
    if (!isIngestLoad(load)) return readResults(connection, load, options);
    // Loaded with the CSV parser, for who reads rows.
    const { readIngestLoadResults } = await import("../ingest-jobs/ingest-load-steps.ts");
    return readIngestLoadResults(connection, load, options);
  }, options.signal);
}

async function* readResults(
  connection: Connection,
  load: Pick<LoadResult, "batches">,
  options: LoadRowsReadOptions,
): AsyncGenerator<readonly LoadRowResult[], void, undefined> {
  const { readJobResults } = await import("../../results/results-steps.ts");
  const target = checkConnection(connection);
  for (const { jobId, batches } of byJob(load.batches)) {
    const checked = checkRowsOptions({ ...options, batches });
    for await (const rows of readJobResults(target, jobId, checked)) yield rows.map((row) => ({ ...row, jobId }));
  }
}
