import { checkLoadReading } from "./check-load-reading.ts";
import type { Connection } from "../../../connection/connection.ts";
import { type FailedRow, failedRows } from "../../results/failed-rows.ts";
import { byJob } from "./by-job.ts";
import type { LoadResult } from "../../../protocol/load-result.ts";
import type { LoadRowsReadOptions } from "./load-results.ts";

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
  load: Pick<LoadResult, "batches">,
  options: LoadRowsReadOptions = {},
): AsyncGenerator<FailedRow, void, undefined> {
  checkLoadReading(connection, load, options);
  return readFailedRows(connection, load, options);
}

async function* readFailedRows(
  connection: Connection,
  load: Pick<LoadResult, "batches">,
  options: LoadRowsReadOptions,
): AsyncGenerator<FailedRow, void, undefined> {
  for (const { jobId, batches } of byJob(load.batches)) yield* failedRows(connection, jobId, { ...options, batches });
}
