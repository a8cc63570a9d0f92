import { checkFunction } from "../../arguments/check-function.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { type Duration, readTimeout } from "../../arguments/read-duration.ts";
import { lastWithin } from "../../async/last-within.ts";
import { poll, type Polled } from "../../async/poll.ts";
import { type IntervalOptions, readIntervals } from "../../async/read-intervals.ts";
import type { Target } from "../../connection/check-connection.ts";
import { WaitTimeoutError } from "../../errors/wait-timeout-error.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import type { QueryJobInfo } from "../../protocol/query-job-info.ts";
import type { ApiRequest } from "../../requests/api-request.ts";

/** Options of waiting for a job of Bulk API 2.0. Times are milliseconds, or `"2s"`, `"24h"`. */
export interface WaitForBulk2JobOptions<Job> extends CallOptions, IntervalOptions {
  /** How long to wait at most. Default: 3,600,000, an hour. */
  readonly waitTimeout?: Duration;
  /** Is given the job whenever it has changed. What it throws ends the waiting. */
  readonly onProgress?: (job: Job) => void;
}

/** The names of these options. */
const waitOptionNames: OptionNames<WaitForBulk2JobOptions<unknown>> = {
  minInterval: true,
  maxInterval: true,
  changes: true,
  waitTimeout: true,
  onProgress: true,
  signal: true,
};

/** A job of Bulk API 2.0 does not change any more from these states on. */
export const endStates: readonly string[] = ["JobComplete", "Failed", "Aborted"];

/**
 * Waits until a job of Bulk API 2.0 has ended. The options are checked here, before anything is sent.
 *
 * @param known - The job as it was read just now, which spares the first look: Salesforce says how a job is that it closes.
 * @param rows - How many rows it has, where that is known: what is nearly done is looked at earlier.
 */
export async function waitUntilEnded<Job extends IngestJobInfo | QueryJobInfo>(
  target: Target,
  jobId: string,
  request: ApiRequest<Job>,
  options: WaitForBulk2JobOptions<Job>,
  known?: Job,
  rows?: number,
): Promise<Job> {
  checkOptions("options", options, waitOptionNames);
  const { onProgress, changes, signal } = options;
  checkFunction("onProgress", onProgress);
  const intervals = readIntervals(options);
  const milliseconds = readTimeout("waitTimeout", options.waitTimeout, 3_600_000);
  const once = { ...target, attempts: 1 };
  let failure: Error | undefined;
  const onLook = (failed: Error | undefined): void => void (failure = failed);
  let justRead = known;
  const read = async (stopped: AbortSignal): Promise<Polled<Job>> => {
    const job = justRead ?? (await ask(once, request, { signal: stopped }));
    justRead = undefined;
    const failed = "numberRecordsFailed" in job ? job.numberRecordsFailed : 0;
    const key = [job.state, job.numberRecordsProcessed, failed, job.retries].join();
    const share = rows === undefined ? undefined : job.numberRecordsProcessed / rows;
    return { value: job, key, finished: endStates.includes(job.state), share };
  };
  const listen = changes === undefined ? undefined : (changed: () => void) => changes(jobId, changed);
  return await lastWithin((stopped) => poll(() => read(stopped), { ...intervals, signal: stopped, onLook, listen }), {
    timeout: milliseconds,
    signal,
    onValue: onProgress,
    timeoutError: (job) => {
      const stands = job === undefined ? "it could not be read" : `it is "${job.state}"`;
      const last = failure === undefined ? "" : `; the last look failed: ${wordsOfError(failure)}`;
      return new WaitTimeoutError(
        `Cannot wait for job "${jobId}" any longer than ${milliseconds} ms: ${stands}${last}`,
        { jobId, job, cause: failure },
      );
    },
  });
}
