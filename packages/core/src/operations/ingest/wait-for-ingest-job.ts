import { checkFunction } from "../../arguments/check-function.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { type Duration, readTimeout } from "../../arguments/read-duration.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import { WaitTimeoutError } from "../../errors/wait-timeout-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { lastWithin } from "../../async/last-within.ts";
import { poll, type Polled } from "../../async/poll.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { ask } from "../../exchange/ask.ts";
import { readIngestJobRequest } from "../../requests/ingest-requests.ts";
import { readIntervals } from "../../async/read-intervals.ts";

/** Options of {@link waitForIngestJob}. Times are milliseconds, or `"2s"`, `"24h"`. */
export interface WaitForIngestJobOptions extends CallOptions {
  /** The time between two looks at the job at first, and again after each change. Default: 2000. */
  readonly minInterval?: Duration;
  /** The longest time between two looks; it grows by half while nothing changes. Default: 30,000. */
  readonly maxInterval?: Duration;
  /** How long to wait at most. Default: 3,600,000, an hour. */
  readonly waitTimeout?: Duration;
  /** Is given the job whenever it has changed. What it throws ends the waiting. */
  readonly onProgress?: (job: IngestJobInfo) => void;
}

const optionNames: OptionNames<WaitForIngestJobOptions> = {
  minInterval: true,
  maxInterval: true,
  waitTimeout: true,
  onProgress: true,
  signal: true,
};
const finished = ["JobComplete", "Failed", "Aborted"];

/**
 * Waits until an ingest job of Bulk API 2.0 is `JobComplete`, `Failed` or `Aborted`. Nothing is changed by waiting, nor by
 * waiting in vain.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @returns the job. That it is complete does not say that all went well: see its `numberRecordsFailed`.
 * @throws TypeError for a bad argument; WaitTimeoutError with the job as last read; the reason of `signal`; what will not
 *   go better by itself, at once; and what fails for the moment after five minutes of nothing else, with since when.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm
 * @example
 * ```ts
 * import { closeIngestJob, waitForIngestJob } from "@sfbulk/core";
 *
 * await closeIngestJob(connection, ingestJobId);
 * const { numberRecordsProcessed, numberRecordsFailed } = await waitForIngestJob(connection, ingestJobId);
 * ```
 */
export async function waitForIngestJob(
  connection: Connection,
  jobId: string,
  options: WaitForIngestJobOptions = {},
): Promise<IngestJobInfo> {
  const target = checkConnection(connection);
  const id = checkId(jobId, "750", "jobId");
  checkOptions("options", options, optionNames);
  const { onProgress, signal } = options;
  checkFunction("onProgress", onProgress);
  const intervals = readIntervals(options);
  const milliseconds = readTimeout("waitTimeout", options.waitTimeout, 3_600_000);
  const once = { ...target, attempts: 1 };
  let failure: Error | undefined;
  const onLook = (failed: Error | undefined): void => void (failure = failed);
  const read = async (stopped: AbortSignal): Promise<Polled<IngestJobInfo>> => {
    const job = await ask(once, readIngestJobRequest(id), { signal: stopped });
    const key = [job.state, job.numberRecordsProcessed, job.numberRecordsFailed, job.retries].join();
    return { value: job, key, finished: finished.includes(job.state) };
  };
  return await lastWithin((stopped) => poll(() => read(stopped), { ...intervals, signal: stopped, onLook }), {
    timeout: milliseconds,
    signal,
    onValue: onProgress,
    timeoutError: (job) => {
      const stands = job === undefined ? "it could not be read" : `it is "${job.state}"`;
      const last = failure === undefined ? "" : `; the last look failed: ${wordsOfError(failure)}`;
      return new WaitTimeoutError(`Cannot wait for job "${id}" any longer than ${milliseconds} ms: ${stands}${last}`, {
        jobId: id,
        job,
        cause: failure,
      });
    },
  });
}
