import { checkConnection } from "../../connection/check-connection.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import type { Connection } from "../../connection/connection.ts";
import { WaitTimeoutError } from "../../errors/wait-timeout-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { lastWithin } from "../../async/last-within.ts";
import { poll } from "../../async/poll.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { getIngestJob } from "./get-ingest-job.ts";

/** Options of {@link waitForIngestJob}. Times are in milliseconds. */
export interface WaitForIngestJobOptions extends CallOptions {
  /** The pause between two readings at first, and again after each change. Default: 2000. */
  readonly minInterval?: number;
  /** The longest pause; it grows by half while nothing changes. Default: 30,000. */
  readonly maxInterval?: number;
  /** How long to wait at most. Default: 3,600,000, an hour. */
  readonly timeout?: number;
  /** Is given the job whenever it has changed. What it throws ends the waiting. */
  readonly onProgress?: (job: IngestJobInfo) => void;
}

const finished = ["JobComplete", "Failed", "Aborted"];

/**
 * Waits until an ingest job of Bulk API 2.0 is `JobComplete`, `Failed` or `Aborted`. Nothing is changed by waiting, nor by
 * waiting in vain.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @returns the job. That it is complete does not say that all went well: see its `numberRecordsFailed`.
 * @throws TypeError for a bad argument; WaitTimeoutError with the job as last read; the reason of `signal`; SessionError,
 *   SalesforceError; NetworkError or ResponseError after five readings in a row without an answer.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm
 * @example
 * ```ts
 * import { closeJob, waitForIngestJob } from "@sfbulk/core";
 *
 * await closeJob(connection, ingestJobId, { api: "2.0" });
 * const { numberRecordsProcessed, numberRecordsFailed } = await waitForIngestJob(connection, ingestJobId);
 * ```
 */
export async function waitForIngestJob(
  connection: Connection,
  jobId: string,
  { minInterval, maxInterval, timeout, onProgress, signal }: WaitForIngestJobOptions = {},
): Promise<IngestJobInfo> {
  checkConnection(connection);
  const id = checkId(jobId, "750", "jobId");
  const shortest = checkWholeNumber("minInterval", minInterval, 2000, 0);
  const longest = checkWholeNumber("maxInterval", maxInterval, Math.max(shortest, 30_000), shortest);
  const milliseconds = checkWholeNumber("timeout", timeout, 3_600_000, 1);
  const read = async (stopped: AbortSignal) => {
    const job = await getIngestJob(connection, id, { signal: stopped });
    const key = [job.state, job.numberRecordsProcessed, job.numberRecordsFailed, job.retries].join();
    return { value: job, key, finished: finished.includes(job.state) };
  };
  return await lastWithin((stopped) => poll(async () => await read(stopped), { shortest, longest, signal: stopped }), {
    timeout: milliseconds,
    signal,
    onValue: onProgress,
    timeoutError: (job) => {
      const stands = job === undefined ? "it could not be read" : `it is "${job.state}"`;
      return new WaitTimeoutError(`Cannot wait for job "${id}" any longer than ${milliseconds} ms: ${stands}`, {
        jobId: id,
        job,
      });
    },
  });
}
