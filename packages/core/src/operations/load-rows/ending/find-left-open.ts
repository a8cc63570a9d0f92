import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import { ask } from "../../../exchange/ask.ts";
import { readJobRequest } from "../../../requests/job-requests.ts";
import { checkFindOptions, judgeJobs } from "../../sweeping/find-jobs.ts";
import type { LoadRun } from "../state/load-run.ts";

/** How far this computer's clock and the org's may be apart, in milliseconds. */
const tolerance = 300_000;

/**
 * Finds the jobs that runs of a load may have created and never heard of: open ones without batches, of the same user,
 * object and operation, created since. It is a list to look at: any of them may be another process's.
 *
 * @returns `null` where the org does not list its jobs.
 */
export async function findLeftOpen({ target, load, log, signal }: LoadRun): Promise<string[] | null> {
  const { object, operation } = load.spec;
  const since = Math.min(...log.state.lost.map((at) => Date.parse(at))) - tolerance;
  const found: string[] = [];
  try {
    const filter = checkFindOptions({ api: "1.0", state: "Open", createdBy: "me", object, operation });
    // Those of which the list says too little to tell are looked at like the others.
    for await (const { job } of judgeJobs(target, filter, signal)) {
      if (job.id === "" || log.state.jobs.has(job.id) || Date.parse(job.createdDate) < since) continue;
      const one = await ask(target, readJobRequest(job.id), { signal });
      const isSame = one.operation === operation && one.object.toLowerCase() === object.toLowerCase();
      if (one.state === "Open" && one.numberBatchesTotal === 0 && isSame) found.push(job.id);
    }
  } catch (error) {
    signal.throwIfAborted();
    // It is a service to who has lost an answer: the load itself has ended well.
    if (isSfbulkError(error)) return null;
    throw error;
  }
  return found;
}
