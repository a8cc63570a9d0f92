import { abortIngestJob } from "../../ingest/abort-ingest-job.ts";
import { getIngestJob } from "../../ingest/get-ingest-job.ts";
import { StopLoad } from "../state/stop-load.ts";
import { type IngestRun, isUntouched } from "./ingest-run.ts";

/**
 * Aborts a job of which nobody knows whether the rows are there, and sees that none of them was written: it was open, and an
 * open job writes nothing. What still arrives is refused by a job that is aborted.
 *
 * @throws StopLoad where somebody has closed it meanwhile; the next call finds out what became of it.
 */
export async function abandonJob(run: IngestRun, jobId: string): Promise<void> {
  const { connection, signal, unended } = run;
  await abortIngestJob(connection, jobId, { signal });
  unended.delete(jobId);
  if (isUntouched(await getIngestJob(connection, jobId, { signal }))) return;
  throw new StopLoad(
    `job "${jobId}" was closed and aborted by somebody else, before it was known whether its rows are there`,
    { code: "BatchesNotProcessed" },
  );
}
