import { checkId } from "../../../arguments/check-id.ts";
import { checkOptions, type OptionNames } from "../../../arguments/check-options.ts";
import { checkWholeNumber } from "../../../arguments/check-whole-number.ts";
import { checkConnection } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { IngestLoadResult, LoadResult } from "../../../protocol/load-result.ts";
import { checkRowsOptions } from "../../results/reading/job-rows-options.ts";
import type { IngestReadOptions } from "../ingest-outcomes/ingest-row-outcomes.ts";
import type { LoadRowsReadOptions } from "./load-results.ts";

const ingestNames: OptionNames<IngestReadOptions> = { source: true, signal: true };
const names: OptionNames<LoadRowsReadOptions> = { concurrency: true, signal: true };

/**
 * Checks what the rows of a load are to be read by.
 *
 * @throws TypeError before anything is sent.
 */
export function checkLoadReading(
  connection: Connection,
  load: Pick<LoadResult, "api" | "batches"> | IngestLoadResult,
  options: LoadRowsReadOptions | IngestReadOptions,
): void {
  checkConnection(connection);
  if (typeof load !== "object" || load === null || !Array.isArray(load.batches)) {
    throw argumentError("InvalidArgument", "Cannot use load: expected what loadRows gave");
  }
  const isIngest = isIngestLoad(load);
  checkOptions("options", options, (isIngest ? ingestNames : names) as OptionNames<typeof options>);
  if (!isIngest) checkRowsOptions({ ...(options as LoadRowsReadOptions), batches: load.batches });
  for (const { jobId, firstRow, rows } of load.batches) {
    checkId(jobId, "750", "jobId");
    checkWholeNumber("batches.firstRow", firstRow, 1, 1);
    checkWholeNumber("batches.rows", rows, 0, 0);
  }
}

/** Tells whether a load went by Bulk API 2.0. */
export const isIngestLoad = (load: Pick<LoadResult, "api" | "batches"> | IngestLoadResult): load is IngestLoadResult =>
  load.api === "2.0";
