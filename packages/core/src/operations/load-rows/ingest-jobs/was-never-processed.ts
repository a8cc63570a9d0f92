import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import { readIngestResults } from "../../ingest/read-ingest-results.ts";
import { type IngestRun, isUntouched } from "./ingest-run.ts";

/**
 * Tells whether a job was aborted before any of its rows was processed, so that they can be sent again. Its counts may be
 * behind, so its results are looked at; that these are not behind is a guess.
 */
export async function wasNeverProcessed({ target, waits }: IngestRun, job: IngestJobInfo): Promise<boolean> {
  if (job.state !== "Aborted" || !isUntouched(job)) return false;
  const { signal } = waits;
  for (const kind of ["successful", "failed"] as const) {
    try {
      const { done } = await readIngestResults(target, job, kind, { signal }).next();
      if (done !== true) return false;
    } catch (error) {
      // There are none of a job that nothing was done with.
      if (!isSfbulkError(error) || error.name !== "SalesforceError") throw error;
    }
  }
  return true;
}
