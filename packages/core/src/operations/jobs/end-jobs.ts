import { checkIterable } from "../../arguments/check-iterable.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { pool } from "../../async/pool.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { Settled } from "../../exchange/settle.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import { endEitherJob, type EndOptions, idOf, type JobReference } from "./end-either-job.ts";

/** Options of `closeJobs` and `abortJobs`. */
export interface EndJobsOptions extends CallOptions {
  /** How many jobs are worked on at a time. Default: 8. */
  readonly concurrency?: number;
}

type Failed = { readonly jobId: string; readonly outcome: "failed"; readonly error: Error };

/** Closes or aborts many jobs of either API, and tells what became of each. The names of the options are checked. */
export function endJobs<Outcome>(
  connection: Connection,
  jobs: Iterable<JobReference> | AsyncIterable<JobReference>,
  verb: "close" | "abort",
  { onIngest, ...options }: EndJobsOptions & Pick<EndOptions, "onIngest">,
  describe: (settled: Settled<AnyJobInfo>) => Outcome,
): AsyncGenerator<({ readonly jobId: string } & Outcome) | Failed, void, undefined> {
  const target = checkConnection(connection);
  checkIterable("jobs", jobs, "ids");
  const concurrency = checkWholeNumber("concurrency", options.concurrency, 8, 1);
  const end = async (job: JobReference, stopped: AbortSignal): Promise<({ jobId: string } & Outcome) | Failed> => {
    const jobId = idOf(job);
    try {
      return { jobId, ...describe(await endEitherJob(target, job, verb, { signal: stopped, onIngest })) };
    } catch (error) {
      stopped.throwIfAborted();
      return { jobId, outcome: "failed", error: error as Error };
    }
  };
  return pool(jobs, end, { concurrency, order: "as they come", signal: options.signal });
}
