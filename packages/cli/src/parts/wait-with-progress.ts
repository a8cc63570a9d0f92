import {
  type AnyJobInfo,
  type FinishedJob,
  findJobApi,
  type IngestJobInfo,
  type JobProgress,
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
import { type Progress, startProgress } from "../output/progress.ts";

/** Reads how long to wait, before anything is sent. */
export const readWait = ({ wait, pollInterval }: WaitValues): { waitTimeout: number; minInterval: number } => ({
  waitTimeout: readTime("--wait", wait, "minutes"),
  minInterval: readTime("--poll-interval", pollInterval, "seconds"),
});

/** A job that has ended, as `wait` shows it. */
export type WaitedJob =
  | (FinishedJob & { readonly api: "1.0" })
  | { readonly api: "2.0"; readonly job: IngestJobInfo | QueryJobInfo };

/**
 * Waits for a job of either API as long as `--wait` says, and shows how far it is.
 *
 * @param show - Where that is shown, by who stops it. Default: on a line, or by a bar, of its own.
 * @param waitTimeout - How long to wait at most, in milliseconds. Default: what `--wait` says.
 */
export async function waitForEither(
  jobId: string,
  { connection }: Org,
  { output, values, interruption: { signal } }: Call<WaitValues>,
  show?: Pick<Progress, "job" | "say">,
  waitTimeout: number = readWait(values).waitTimeout,
): Promise<WaitedJob> {
  const own = show === undefined ? await startProgress(output, `Waiting for job ${jobId}`) : undefined;
  const progress = show ?? own;
  const options = { ...readWait(values), waitTimeout, signal };
  try {
    const api = await findJobApi(connection, jobId, { signal });
    if (api === "1.0") {
      const onProgress = (seen: JobProgress): void => {
        progress?.job(seen);
        output.status({ jobId, api, ...seen });
      };
      return { api, ...(await waitForJob(connection, jobId, { ...options, onProgress })) };
    }
    const onProgress = (job: AnyJobInfo): void => {
      progress?.say(sayHowFar(job));
      output.status({ jobId, api: "2.0", job });
    };
    const wait = api === "2.0-ingest" ? waitForIngestJob : waitForQueryJob;
    return { api: "2.0", job: await wait(connection, jobId, { ...options, onProgress }) };
  } finally {
    own?.stop();
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
