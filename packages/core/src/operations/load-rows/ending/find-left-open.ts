import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import { checkFindOptions } from "../../sweeping/find-jobs.ts";
import { judgeJobs } from "../../sweeping/judge-jobs.ts";
import type { LoadRun } from "../state/load-run.ts";

/** How far this computer's clock and the org's may be apart, in milliseconds. */
const tolerance = 300_000;

/** What a job is, as far as it tells whether a load has left it. */
interface LeftJob {
  readonly operation: string;
  readonly object: string | null;
  /** Whether it is open, and nothing is known to be in it. */
  readonly isOpen: boolean;
}

/**
 * Finds the jobs that runs of a load may have created and never heard of: open ones without batches, of the same user,
 * object and operation, created since. It is a list to look at: any of them may be another process's.
 *
 * @param look - Reads a job.
 * @returns `null` where the org does not list its jobs.
 */
export async function findLeftOpen(
  { target, load, log, signal }: LoadRun,
  api: "1.0" | "2.0-ingest",
  look: (jobId: string) => Promise<LeftJob>,
): Promise<string[] | null> {
  if (log.state.lost.length === 0) return [];
  const { object, operation } = load.spec;
  const since = Math.min(...log.state.lost.map((at) => Date.parse(at))) - tolerance;
  const found: string[] = [];
  try {
    const filter = checkFindOptions({
      api,
      state: "Open",
      createdBy: "me",
      operation,
      ...(object === undefined ? {} : { object }),
    });
    // Those of which the list says too little to tell are looked at like the others.
    for await (const { job } of judgeJobs(target, filter, signal)) {
      if (job.id === "" || log.state.jobs.has(job.id) || Date.parse(job.createdDate) < since) continue;
      const one = await look(job.id);
      const isSame = one.operation === operation && one.object?.toLowerCase() === object?.toLowerCase();
      if (one.isOpen && isSame) found.push(job.id);
    }
  } catch (error) {
    signal.throwIfAborted();
    // It is a service to who has lost an answer: the load itself has ended well.
    if (isSfbulkError(error)) return null;
    throw error;
  }
  return found;
}
