import { within } from "../../async/within.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { targetForJob } from "../../connection/target-for-job.ts";
import { endingFailedError } from "../../errors/ending-failed-error.ts";
import { exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { settle } from "../../exchange/settle.ts";
import type { StandardSchema } from "../../arguments/standard-schema.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import { isCode } from "../../replies/read-fault.ts";
import { deleteQueryJobRequest, readQueryJobRequest } from "../../requests/query-requests.ts";
import { endStates, waitUntilEnded } from "../ingest/wait-until-ended.ts";
import { abortion } from "../jobs/abort-job.ts";
import { createJob } from "../jobs/create-job.ts";
import { closing } from "../jobs/settle-close.ts";
import { addBatch } from "../loading/add-batch.ts";
import { queryAbortion } from "../query-jobs/abort-query-job.ts";
import { createCheckedQueryJob } from "../query-jobs/create-checked-query-job.ts";
import { readQueryJobCsv } from "../query-jobs/read-query-job-csv.ts";
import { readQueryJobRows } from "../query-jobs/read-query-job-rows.ts";
import { waitForJob } from "../waiting/wait-for-job.ts";
import type { CheckedQueryOptions } from "./query-results-options.ts";
import { readQueryResults } from "./read-query-results.ts";
import { readQueryResultsCsv } from "./read-query-results-csv.ts";
import type { OnRows } from "../../rows/rows-told.ts";
import type { CheckedQuery } from "./run-query-options.ts";

/** How long the ending of the job may take, in milliseconds: somebody waits for it. */
const endTimeout = 60_000;

/** A job that runs a query, of either API. */
interface RunningQuery {
  readonly id: string;
  /** The job as it was created. */
  readonly info: AnyJobInfo;
  /** Waits until its results are there. */
  readonly wait: () => Promise<void>;
  /** Leaves nothing of it that goes on or takes room. */
  readonly end: (signal: AbortSignal) => Promise<void>;
}

/** Says how all batches of a job of Bulk API 1.0 are read. */
const allBatches = ({ results, signal }: CheckedQuery): CheckedQueryOptions => ({
  batchIds: undefined,
  concurrency: results.concurrency,
  bufferBytes: results.bufferBytes,
  signal,
});

/** Runs a query and gives its records, some at a time. */
export const runForRows = <T>(
  connection: Connection,
  target: Target,
  query: CheckedQuery,
  schema: StandardSchema<T> | undefined,
): AsyncGenerator<readonly T[], void, undefined> =>
  runInJob(connection, target, query, (jobId) => {
    const { classic, results } = query;
    return classic === undefined
      ? readQueryJobRows(target, jobId, results, schema)
      : readQueryResults(target, jobId, allBatches(query), schema);
  });

/** Runs a query and gives its CSV. */
export const runForCsv = (
  connection: Connection,
  target: Target,
  query: CheckedQuery,
  onRows: OnRows,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> =>
  runInJob(connection, target, query, (jobId) => {
    const { classic, results } = query;
    return classic === undefined
      ? readQueryJobCsv(target, jobId, results, onRows)
      : readQueryResultsCsv(target, jobId, allBatches(query), onRows);
  });

/**
 * Runs a query in a job of its own, gives what `read` makes of it, and ends the job, whatever happens. A job that has ended
 * and whose results could not be read stays: it can be read again, and the error names it.
 */
async function* runInJob<T>(
  connection: Connection,
  target: Target,
  query: CheckedQuery,
  read: (jobId: string) => AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const { keep, onJob, signal } = query;
  const job = query.classic === undefined ? await begin(target, query) : await beginClassic(connection, target, query);
  let hasEnded = false;
  let failure: { readonly error: unknown } | undefined;
  const end = async (): Promise<void> => {
    if (await keep(failure?.error)) return;
    if (hasEnded && failure !== undefined && signal?.aborted !== true) return;
    try {
      await within(endTimeout, `end job "${job.id}"`, job.id, job.end);
    } catch (endingError) {
      throw failure === undefined ? endingError : endingFailedError(job.id, failure.error, endingError);
    }
  };
  try {
    // What it throws ends the job, too.
    onJob?.(job.info);
    await job.wait();
    hasEnded = true;
    yield* read(job.id);
  } catch (error) {
    failure = { error };
    throw error;
  } finally {
    await end();
  }
}

async function begin(
  target: Target,
  { soql, operation, wait, onProgress, signal }: CheckedQuery,
): Promise<RunningQuery> {
  const spec = { operation, query: soql, contentType: "CSV", columnDelimiter: "COMMA", lineEnding: "LF" };
  const job = await createCheckedQueryJob(target, spec, { signal });
  const { id } = job;
  const own = targetForJob(target, job.apiVersion);
  return {
    id,
    info: job,
    wait: async () =>
      void (await waitUntilEnded(own, id, readQueryJobRequest(id), {
        ...wait,
        ...(onProgress === undefined ? {} : { onProgress }),
        signal,
      })),
    end: async (stopped) => {
      const request = deleteQueryJobRequest(id);
      // Mostly it has ended: only where it is refused for that, it is aborted first.
      const first = await exchange(own, request, { signal: stopped });
      if (first.ok || isGone(first.failure)) return;
      await settle(own, queryAbortion(id, endStates), { signal: stopped });
      const second = await exchange(own, request, { signal: stopped });
      if (second.ok || isGone(second.failure)) return;
      throw toError(request.action, second.failure, { jobId: id, attempts: first.attempts + second.attempts });
    },
  };
}

/** Tells whether the job is not there any more, whoever has deleted it. */
const isGone = ({ fault }: { readonly fault?: Parameters<typeof isCode>[0] | undefined }): boolean =>
  fault !== undefined && isCode(fault, "NOT_FOUND");

/** A job of Bulk API 1.0 in one of these goes on with nothing; `Closed` is one whose batches are processed. */
const classicEnds = ["Aborted", "Closed", "Failed"];

async function beginClassic(
  connection: Connection,
  target: Target,
  { soql, operation, classic, wait, onProgress, signal }: CheckedQuery,
): Promise<RunningQuery> {
  const spec = { operation, object: classic?.object ?? "", pkChunking: classic?.pkChunking ?? false };
  const job = await createJob(connection, spec, { signal });
  const { id } = job;
  let isClosed = false;
  const end = async (stopped: AbortSignal): Promise<void> => {
    // Salesforce refuses to abort a job whose batches are done: that will do as well.
    const ended = {
      ...abortion(id),
      isSettled: ({ state }: { readonly state: string }) => classicEnds.includes(state),
    };
    if (!isClosed) await settle(target, ended, { signal: stopped });
  };
  return {
    id,
    info: job,
    wait: async () => {
      await addBatch(connection, job, soql, { signal });
      // A job that is split into chunks must not be closed before they are all there.
      await waitForJob(connection, id, {
        ...wait,
        acceptOpen: true,
        onProgress: ({ job: seen }) => onProgress?.(seen),
        signal,
      });
      await settle(target, closing(id), { signal });
      isClosed = true;
    },
    end,
  };
}
