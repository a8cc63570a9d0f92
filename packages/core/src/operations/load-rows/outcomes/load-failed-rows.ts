import { checkLoadReading, isIngestLoad } from "./check-load-reading.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { Connection } from "../../../connection/connection.ts";
import { type FailedRow, failedRows } from "../../results/failed-rows.ts";
import type { IngestFailedRow, IngestReadOptions } from "../ingest-outcomes/ingest-row-outcomes.ts";
import { byJob } from "./by-job.ts";
import type { AnyLoadResult, IngestLoadResult, LoadResult } from "../../../protocol/load-result.ts";
import type { LoadRowsReadOptions } from "./load-results.ts";

/**
 * Reads the rows of a load by Bulk API 2.0 that were not written, as Salesforce gives them back, job by job. Their numbers come
 * with the `source`; without it, and where it is not certain which of several equal rows is meant, they have none. They may be
 * the source of another load, by either API.
 *
 * @param load - What `loadRows` gave.
 * @throws TypeError before anything is sent, and where the source is another one; then SalesforceError, ResponseError,
 *   NetworkError, SessionError, and the reason of `signal`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_failed_results.htm
 * @example
 * ```ts
 * import { loadFailedRows, loadRows } from "@sfbulk/core";
 *
 * const source = "Name,Phone\nAcme,1\n,2\n";
 * const load = await loadRows(connection, { operation: "insert", object: "Account" }, source, { api: "2.0" });
 * for await (const { rowNumber, record, errors } of loadFailedRows(connection, load, { source })) {
 *   console.log(rowNumber, record["Phone"], errors[0]?.message);
 * }
 * ```
 */
export function loadFailedRows(
  connection: Connection,
  load: IngestLoadResult,
  options?: IngestReadOptions,
): AsyncGenerator<IngestFailedRow, void, undefined>;
/**
 * Reads the rows of a load that were not written, as they were sent, each with the reason and with its number in the
 * source, through all its jobs. See `failedRows`. They may be the source of another load, which refuses those that may have
 * been written (`mayBeWritten`), and those of which it is not known what was sent: leave them out.
 *
 * @param load - What `loadRows` gave.
 * @throws the same errors as `failedRows`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_request.htm
 * @example
 * ```ts
 * import { loadFailedRows, loadRows } from "@sfbulk/core";
 *
 * const load = await loadRows(connection, { operation: "insert", object: "Account" }, "Name,Phone\nAcme,1\n,2\n");
 * if (load.summary.failed > 0) {
 *   for await (const { rowNumber, errors } of loadFailedRows(connection, load)) console.log(rowNumber, errors);
 *   const again = await loadRows(connection, { operation: "insert", object: "Account" }, loadFailedRows(connection, load));
 *   console.log(again.summary.failed, "have failed again");
 * }
 * ```
 */
export function loadFailedRows(
  connection: Connection,
  load: Pick<LoadResult, "api" | "batches">,
  options?: LoadRowsReadOptions,
): AsyncGenerator<FailedRow, void, undefined>;
/** Reads them of a load of which it is not known by which API it went. */
export function loadFailedRows(
  connection: Connection,
  load: AnyLoadResult,
  options?: CallOptions,
): AsyncGenerator<FailedRow | IngestFailedRow, void, undefined>;
export function loadFailedRows(
  connection: Connection,
  load: Pick<LoadResult, "api" | "batches"> | IngestLoadResult,
  options: LoadRowsReadOptions | IngestReadOptions = {},
): AsyncGenerator<FailedRow | IngestFailedRow, void, undefined> {
  checkLoadReading(connection, load, options);
  return isIngestLoad(load) ? readIngestRows(connection, load, options) : readFailedRows(connection, load, options);
}

async function* readIngestRows(
  connection: Connection,
  load: IngestLoadResult,
  options: IngestReadOptions,
): AsyncGenerator<IngestFailedRow, void, undefined> {
  // Loaded with the CSV parser, for who reads rows.
  const { readFailedIngestRows } = await import("../ingest-jobs/ingest-load-steps.ts");
  yield* readFailedIngestRows(connection, load, options);
}

async function* readFailedRows(
  connection: Connection,
  load: Pick<LoadResult, "batches">,
  options: LoadRowsReadOptions,
): AsyncGenerator<FailedRow, void, undefined> {
  for (const { jobId, batches } of byJob(load.batches)) yield* failedRows(connection, jobId, { ...options, batches });
}
