import { firstMissingRow } from "../../../batches/done-rows.ts";
import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import { LoadError } from "../../../errors/load-error.ts";
import { redactStart } from "../../../errors/redact.ts";
import type { PlacedRows } from "../source/load-way.ts";
import type { LoadRun } from "../state/load-run.ts";
import { StopLoad } from "../state/stop-load.ts";

/** Makes the error of a load that has stopped, whatever stopped it. */
export function loadErrorOf(
  { log, load }: LoadRun,
  { ranges, added, unit }: PlacedRows,
  cause: unknown,
  endingError: Error | undefined,
): LoadError {
  const nextRow = firstMissingRow(ranges);
  const why = load.signal?.aborted === true && cause === load.signal.reason ? "its signal fired" : wordsOf(cause);
  const jobId = [...log.state.jobs.keys()].at(-1);
  const ending = endingError === undefined ? "" : `; and then: ${wordsOf(endingError)}`;
  const { job, attempts } = isSfbulkError(cause) && "attempts" in cause ? cause : {};
  const stop = cause instanceof StopLoad ? cause.details : { cause };
  const there = ranges.length === 1 ? `1 ${unit === "jobs" ? "job is" : "batch is"}` : `${ranges.length} ${unit} are`;
  // Where there is a result, all of them are.
  const missing =
    "result" in stop && stop.result !== undefined
      ? ""
      : `; ${there} there, and row ${nextRow} is the first that is not known to be`;
  return new LoadError(`Cannot load all rows: ${why}${missing}${ending}`, {
    ...stop,
    jobId,
    job,
    added,
    nextRow,
    resume: [...log.entries],
    ...(attempts === undefined ? {} : { attempts }),
  });
}

/** What somebody else threw may have anything in it. */
function wordsOf(error: unknown): string {
  const words = redactStart(error instanceof Error ? error.message : String(error), 500);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
