import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { Settled } from "../../exchange/settle.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import { endEitherJob, type EndOptions, idOf, type JobReference } from "./end-either-job.ts";

/** What became of a job that could not be ended. */
export type NotEnded = { readonly jobId: string; readonly outcome: "failed"; readonly error: Error };

/** Ends many jobs as `closeJobs` and `abortJobs` do, with arguments that are checked. */
export function endEachJob<Outcome>(
  target: Target,
  jobs: Iterable<JobReference> | AsyncIterable<JobReference>,
  verb: "close" | "abort",
  { onIngest, concurrency, signal }: EndOptions & { readonly concurrency: number },
  describe: (settled: Settled<AnyJobInfo>) => Outcome,
): AsyncGenerator<({ readonly jobId: string } & Outcome) | NotEnded, void, undefined> {
  const end = async (job: JobReference, stopped: AbortSignal): Promise<({ jobId: string } & Outcome) | NotEnded> => {
    const jobId = idOf(job);
    try {
      return { jobId, ...describe(await endEitherJob(target, job, verb, { signal: stopped, onIngest })) };
    } catch (error) {
      stopped.throwIfAborted();
      return { jobId, outcome: "failed", error: error as Error };
    }
  };
  return pool(jobs, end, { concurrency, order: "as they come", signal });
}
