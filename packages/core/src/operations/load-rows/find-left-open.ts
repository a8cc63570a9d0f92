import { isSfbulkError } from "../../errors/is-sfbulk-error.ts";
import { getJob } from "../jobs/get-job.ts";
import { findJobs } from "../sweeping/find-jobs.ts";
import type { LoadRun } from "./load-run.ts";

/** How far this computer's clock and the org's may be apart, in milliseconds. */
const tolerance = 300_000;

/**
 * Finds the jobs that runs of a load may have created and never heard of: open ones without batches, of the same user,
 * object and operation, created since. It is a list to look at: any of them may be another process's.
 *
 * @returns `null` where the org does not list its jobs.
 */
export async function findLeftOpen({ connection, load, log, signal }: LoadRun): Promise<string[] | null> {
  const { object, operation } = load.spec;
  const since = Math.min(...log.state.lost.map((at) => Date.parse(at))) - tolerance;
  const found: string[] = [];
  try {
    for await (const job of findJobs(connection, {
      api: "1.0",
      state: "Open",
      createdBy: "me",
      object,
      operation,
      signal,
    })) {
      if (log.state.jobs.has(job.id) || Date.parse(job.createdDate) < since) continue;
      const { state, numberBatchesTotal } = await getJob(connection, job.id, { signal });
      if (state === "Open" && numberBatchesTotal === 0) found.push(job.id);
    }
  } catch (error) {
    signal.throwIfAborted();
    // It is a service to who has lost an answer: the load itself has ended well.
    if (isSfbulkError(error)) return null;
    throw error;
  }
  return found;
}
