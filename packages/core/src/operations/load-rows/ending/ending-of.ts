import type { Ending } from "../../jobs/open-job.ts";
import type { LoadRun } from "../state/load-run.ts";
import { StopLoad } from "../state/stop-load.ts";

/** What is to become of jobs that are open where a load stops. */
interface LoadEnding {
  readonly ending: Ending;
  /** Whether it stops since too many rows have failed. */
  readonly tooManyFailed: boolean;
}

/** Says what is to become of them, as `onError` says. */
export function endingOf({ load, log }: LoadRun, cause: unknown): LoadEnding {
  const { code, result } = cause instanceof StopLoad ? cause.details : {};
  const tooManyFailed = code === "TooManyFailed";
  // A load that has a result has no job left to end, and another run that has taken up the load needs its own.
  const isOver = result !== undefined || log.isLost();
  const usual = load.journal === undefined || tooManyFailed ? "abort" : "leave";
  return { ending: isOver ? "leave" : (load.onError ?? usual), tooManyFailed };
}
