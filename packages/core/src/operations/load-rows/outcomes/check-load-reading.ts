import { checkId } from "../../../arguments/check-id.ts";
import { checkOptions, type OptionNames } from "../../../arguments/check-options.ts";
import { checkConnection } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { LoadResult } from "../../../protocol/load-result.ts";
import { checkRowsOptions } from "../../results/reading/job-rows-options.ts";
import type { LoadRowsReadOptions } from "./load-results.ts";

const names: OptionNames<LoadRowsReadOptions> = { concurrency: true, signal: true };

/**
 * Checks what the rows of a load are to be read by.
 *
 * @throws TypeError before anything is sent.
 */
export function checkLoadReading(
  connection: Connection,
  load: Pick<LoadResult, "batches">,
  options: LoadRowsReadOptions,
): void {
  checkConnection(connection);
  if (typeof load !== "object" || load === null || !Array.isArray(load.batches)) {
    throw argumentError("InvalidArgument", "Cannot use load: expected what loadRows gave");
  }
  checkOptions("options", options, names);
  checkRowsOptions({ ...options, batches: load.batches });
  for (const { jobId } of load.batches) checkId(jobId, "750", "jobId");
}
