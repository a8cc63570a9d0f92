import { checkIterable } from "../../arguments/check-iterable.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { Settled } from "../../exchange/settle.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import type { NotEnded } from "./end-each-job.ts";
import type { EndOptions, JobReference } from "./end-either-job.ts";

/** Options of `closeJobs` and `abortJobs`. */
export interface EndJobsOptions extends CallOptions {
  /** How many jobs are worked on at a time. Default: 8. */
  readonly concurrency?: number;
}

/** Closes or aborts many jobs of either API, and tells what became of each. The names of the options are checked. */
export function endJobs<Outcome>(
  connection: Connection,
  jobs: Iterable<JobReference> | AsyncIterable<JobReference>,
  verb: "close" | "abort",
  { onIngest, ...options }: EndJobsOptions & Pick<EndOptions, "onIngest">,
  describe: (settled: Settled<AnyJobInfo>) => Outcome,
): AsyncGenerator<({ readonly jobId: string } & Outcome) | NotEnded, void, undefined> {
  const target = checkConnection(connection);
  checkIterable("jobs", jobs, "ids");
  const concurrency = checkWholeNumber("concurrency", options.concurrency, 8, 1);
  return endLater(target, jobs, verb, { onIngest, concurrency, signal: options.signal }, describe);
}

/** Loads what ending many jobs takes when the first outcome is asked for, before anything is sent. */
async function* endLater<Outcome>(
  target: Target,
  jobs: Iterable<JobReference> | AsyncIterable<JobReference>,
  verb: "close" | "abort",
  options: EndOptions & { readonly concurrency: number },
  describe: (settled: Settled<AnyJobInfo>) => Outcome,
): AsyncGenerator<({ readonly jobId: string } & Outcome) | NotEnded, void, undefined> {
  const { endEachJob } = await import("./end-each-job.ts");
  yield* endEachJob(target, jobs, verb, options, describe);
}
