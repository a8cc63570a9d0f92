import {
  type AnyJobInfo,
  type FinishedJob,
  findJobApi,
  type IngestJobInfo,
  type QueryJobInfo,
  waitForIngestJob,
  waitForJob,
  waitForQueryJob,
} from "@sfbulk/node";
import { readTime } from "../arguments/read-number.ts";
import type { WaitValues } from "../arguments/common-options.ts";
import type { Call } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { count, formatNumber } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";

/** Reads how long to wait, before anything is sent. */
export const readWait = ({ wait, pollInterval }: WaitValues): { waitTimeout: number; minInterval: number } => ({
  waitTimeout: readTime("--wait", wait, "minutes"),
  minInterval: readTime("--poll-interval", pollInterval, "seconds"),
});

/** Waits for a job of Bulk API 1.0 as long as `--wait` says, and shows how far it is. */
async function waitWithProgress(
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

/** A job that has ended, as `wait` shows it. */
export type WaitedJob =
  | (FinishedJob & { readonly api: "1.0" })
  | { readonly api: "2.0"; readonly job: IngestJobInfo | QueryJobInfo };

/** Waits for a job of either API as long as `--wait` says, and shows how far it is. */
export async function waitForEither(jobId: string, org: Org, call: Call<WaitValues>): Promise<WaitedJob> {
  const { signal } = call.interruption;
  const api = await findJobApi(org.connection, jobId, { signal });
  if (api === "1.0") return { api, ...(await waitWithProgress(jobId, org, call)) };
  const progress = await startProgress(call.output, `Waiting for job ${jobId}`);
  const options = {
    ...readWait(call.values),
    signal,
    onProgress: (job: AnyJobInfo) => progress.say(sayHowFar(job)),
  };
  try {
    const wait = api === "2.0-ingest" ? waitForIngestJob : waitForQueryJob;
    return { api: "2.0", job: await wait(org.connection, jobId, options) };
  } finally {
    progress.stop();
  }
}

/** Writes how far a job is: `InProgress: 1,200 rows, 3 failed`; one of Bulk API 1.0 with its batches. */
export function sayHowFar(job: AnyJobInfo): string {
  const failed = "numberRecordsFailed" in job ? job.numberRecordsFailed : 0;
  const facts = [
    ...("numberBatchesTotal" in job
      ? [`${formatNumber(batchesDone(job))} of ${count(job.numberBatchesTotal, "batch", "batches")}`]
      : []),
    count(job.numberRecordsProcessed, "row"),
    ...(failed === 0 ? [] : [`${formatNumber(failed)} failed`]),
  ];
  return `${job.state}: ${facts.join(", ")}`;
}

const batchesDone = (job: Extract<AnyJobInfo, { numberBatchesTotal: number }>): number =>
  Math.max(0, job.numberBatchesTotal - job.numberBatchesQueued - job.numberBatchesInProgress);
