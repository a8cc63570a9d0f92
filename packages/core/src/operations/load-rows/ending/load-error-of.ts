import { firstMissingRow } from "../../../batches/done-rows.ts";
import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import { LoadError } from "../../../errors/load-error.ts";
import { redactStart } from "../../../errors/redact.ts";
import type { AddedBatch } from "../../../protocol/added-batch.ts";
import { infoOf, type LoadRun } from "../state/load-run.ts";
import { StopLoad } from "../state/stop-load.ts";

/** Makes the error of a load that has stopped, whatever stopped it. */
export function loadErrorOf(run: LoadRun, cause: unknown, endingError: Error | undefined): LoadError {
  const { log, load } = run;
  const there = [...log.state.parts.values()].filter(
    ({ batchId }) => batchId !== undefined && infoOf(run, batchId)?.state !== "NotProcessed",
  );
  const added = there.flatMap(({ batchId, firstRow, rows }): AddedBatch[] => {
    const batch = infoOf(run, batchId);
    return batch === undefined ? [] : [{ firstRow, rows, batch }];
  });
  const nextRow = firstMissingRow(there);
  const why = load.signal?.aborted === true && cause === load.signal.reason ? "its signal fired" : wordsOf(cause);
  const jobId = [...log.state.jobs.keys()].at(-1);
  const ending = endingError === undefined ? "" : `; and then: ${wordsOf(endingError)}`;
  const { job, attempts } = isSfbulkError(cause) && "attempts" in cause ? cause : {};
  const stop = cause instanceof StopLoad ? cause.details : { cause };
  return new LoadError(
    `Cannot load all rows: ${why}; ${there.length} batches are there, and row ${nextRow} is the first that is not known to be${ending}`,
    { ...stop, jobId, job, added, nextRow, resume: [...log.entries], ...(attempts === undefined ? {} : { attempts }) },
  );
}

/** What somebody else threw may have anything in it. */
function wordsOf(error: unknown): string {
  const words = redactStart(error instanceof Error ? error.message : String(error), 500);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
