import { type FinishedJob, waitForJob } from "@sfbulk/node";
import { readTime } from "../arguments/read-number.ts";
import type { WaitValues } from "../arguments/common-options.ts";
import type { Call } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { startProgress } from "../output/progress.ts";

/** Reads how long to wait, before anything is sent. */
export const readWait = ({ wait, pollInterval }: WaitValues): { waitTimeout: number; minInterval: number } => ({
  waitTimeout: readTime("--wait", wait, "minutes"),
  minInterval: readTime("--poll-interval", pollInterval, "seconds"),
});

/** Waits for a job as long as `--wait` says, and shows how far it is. */
export async function waitWithProgress(
  jobId: string,
  { connection }: Org,
  { values, output, interruption: { signal } }: Call<WaitValues>,
): Promise<FinishedJob> {
  const progress = await startProgress(output, `Waiting for job ${jobId}`);
  try {
    return await waitForJob(connection, jobId, { ...readWait(values), signal, onProgress: progress.job });
  } finally {
    progress.stop();
  }
}
