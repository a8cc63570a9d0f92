import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { uploadIngestRowsRequest } from "../../requests/ingest-requests.ts";
import { type IngestRows, packRows } from "./pack-rows.ts";

/** Uploads rows as `uploadIngestRows` does, where all but the rows is checked. */
export async function sendIngestRows(
  target: Target,
  jobId: string,
  rows: IngestRows,
  options: CallOptions,
): Promise<void> {
  const { body, headers } = await packRows(target, rows, options.signal);
  const request = uploadIngestRowsRequest(jobId, body, headers);
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return;
  const note = outcome.mayHaveApplied
    ? { note: "whether the rows arrived is unknown: abort the job, and load into a new one" }
    : {};
  throw toError(request.action, outcome.failure, { jobId, attempts: outcome.attempts, ...note });
}
