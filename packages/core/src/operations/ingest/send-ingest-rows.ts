import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkCsvSourceOptions, csvSourceOptionNames } from "../../batches/sources/csv-source-options.ts";
import type { Target } from "../../connection/check-connection.ts";
import { exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { uploadIngestRowsRequest } from "../../requests/ingest-requests.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import { type IngestRows, packRows } from "./pack-rows.ts";
import type { UploadIngestRowsOptions } from "./upload-ingest-rows.ts";

const optionNames: OptionNames<UploadIngestRowsOptions> = { ...csvSourceOptionNames, signal: true };

/** Uploads rows as `uploadIngestRows` does, where all but the rows is checked. */
export async function sendIngestRows(
  target: Target,
  jobId: string,
  job: Partial<Pick<IngestJobInfo, "columnDelimiter" | "lineEnding">>,
  rows: IngestRows,
  options: UploadIngestRowsOptions,
): Promise<void> {
  checkOptions("options", options, optionNames);
  const csv = { ...checkCsvSourceOptions(options), signal: options.signal };
  const { body, headers } = await packRows(target, job, rows, csv);
  const request = uploadIngestRowsRequest(jobId, body, headers);
  const outcome = await exchange(target, request, { signal: options.signal });
  if (outcome.ok) return;
  const note = outcome.mayHaveApplied
    ? { note: "whether the rows arrived is unknown: abort the job, and load into a new one" }
    : {};
  throw toError(request.action, outcome.failure, { jobId, attempts: outcome.attempts, ...note });
}
