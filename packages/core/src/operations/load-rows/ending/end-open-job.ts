import { within } from "../../../async/within.ts";
import { abortJob } from "../../jobs/abort-job.ts";
import { closeJob } from "../../jobs/close-job.ts";
import type { BatchRun } from "../state/load-run.ts";
import { endingOf } from "./ending-of.ts";

/**
 * Ends the job of a load that has stopped, as `onError` says, under a deadline of its own.
 *
 * @returns the error where it could not be ended.
 */
export async function endOpenJob(run: BatchRun, cause: unknown): Promise<Error | undefined> {
  const { connection, load, log } = run;
  const { ending, tooManyFailed } = endingOf(run, cause);
  // Too many failed rows stop what is still to be processed, too, where it is to be aborted.
  const jobId =
    run.current?.job.id ?? (tooManyFailed && ending === "abort" ? [...log.state.jobs.keys()].at(-1) : undefined);
  if (jobId === undefined || ending === "leave") return undefined;
  try {
    await within(load.endTimeout, `${ending} job "${jobId}"`, jobId, async (signal) => {
      await (ending === "close" ? closeJob : abortJob)(connection, jobId, { signal });
    });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
