import { within } from "../../../async/within.ts";
import { abortJob } from "../../jobs/abort-job.ts";
import { closeJob } from "../../jobs/close-job.ts";
import type { LoadRun } from "../state/load-run.ts";
import { StopLoad } from "../state/stop-load.ts";

/**
 * Ends the job of a load that has stopped, as `onError` says, under a deadline of its own.
 *
 * @returns the error where it could not be ended.
 */
export async function endOpenJob(run: LoadRun, cause: unknown): Promise<Error | undefined> {
  const { connection, load, log } = run;
  const { code, result } = cause instanceof StopLoad ? cause.details : {};
  // A load that has a result has no job left to end.
  if (result !== undefined) return undefined;
  const tooManyFailed = code === "TooManyFailed";
  const ending = load.onError ?? (load.journal === undefined || tooManyFailed ? "abort" : "leave");
  // Too many failed rows stop what is still to be processed, too, where it is to be aborted.
  const jobId =
    run.current?.job.id ?? (tooManyFailed && ending === "abort" ? [...log.state.jobs.keys()].at(-1) : undefined);
  // Another run that has taken up the load needs its job.
  if (jobId === undefined || ending === "leave" || log.isLost()) return undefined;
  try {
    await within(load.endTimeout, `${ending} job "${jobId}"`, jobId, async (signal) => {
      await (ending === "close" ? closeJob : abortJob)(connection, jobId, { signal });
    });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
