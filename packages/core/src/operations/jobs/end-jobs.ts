import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { settleEach } from "../../async/settle-each.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { Settled } from "../../exchange/settle.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import { endEitherJob, idOf, type JobReference } from "./end-either-job.ts";

/** Options of `closeJobs` and `abortJobs`. */
export interface EndJobsOptions extends CallOptions {
  /** How many jobs are worked on at a time. Default: 8. */
  readonly concurrency?: number;
}

type Failed = { readonly jobId: string; readonly outcome: "failed"; readonly error: Error };

/** Closes or aborts many jobs of either API, and tells what became of each. */
export function endJobs<Outcome>(
  connection: Connection,
  jobs: Iterable<JobReference> | AsyncIterable<JobReference>,
  verb: "close" | "abort",
  { concurrency, signal }: EndJobsOptions,
  describe: (settled: Settled<AnyJobInfo>) => Outcome,
): AsyncGenerator<({ readonly jobId: string } & Outcome) | Failed, void, undefined> {
  checkConnection(connection);
  checkJobs(jobs);
  const end = async (job: JobReference, stopped: AbortSignal): Promise<({ jobId: string } & Outcome) | Failed> => {
    const jobId = idOf(job);
    try {
      return { jobId, ...describe(await endEitherJob(connection, job, verb, { signal: stopped })) };
    } catch (error) {
      stopped.throwIfAborted();
      return { jobId, outcome: "failed", error: error as Error };
    }
  };
  return settleEach(jobs, end, { concurrency: checkWholeNumber("concurrency", concurrency, 8, 1), signal });
}

/** A string is iterable too, and its characters are no ids. */
function checkJobs(jobs: unknown): void {
  if (typeof jobs === "object" && jobs !== null && (Symbol.asyncIterator in jobs || Symbol.iterator in jobs)) return;
  throw new TypeError(
    `Cannot use jobs: expected an array or another iterable of ids, got ${jobs === null ? "null" : typeof jobs}`,
  );
}
