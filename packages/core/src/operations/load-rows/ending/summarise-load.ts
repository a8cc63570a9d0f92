import type { LoadSummary } from "../../../protocol/journal-entry.ts";
import { type BatchRun, infoOf } from "../state/load-run.ts";
import type { KnownPart } from "../state/load-state.ts";

/** How many codes are told apart. Salesforce has some hundred. */
const maxReasons = 1000;

/**
 * Sums up what became of the rows of a load whose batches are all processed, as `jobSummary` does for a job. The results of
 * batches of which Salesforce says that no row failed are not read.
 */
export async function summariseLoad(run: BatchRun): Promise<LoadSummary> {
  const { target, load, log, signal } = run;
  // Loaded when there are results.
  const { countReasons, emptyTally, findNamed, tallyBatches } = await import("../../results/results-steps.ts");
  const tally = emptyTally();
  const reasons = countReasons(maxReasons, false);
  const byJob = new Map<string, KnownPart[]>();
  for (const part of log.state.parts.values()) {
    const parts = byJob.get(part.jobId);
    if (parts === undefined) byJob.set(part.jobId, [part]);
    else parts.push(part);
  }
  for (const [jobId, parts] of byJob) {
    const known = parts.flatMap(({ batchId }) => infoOf(run, batchId) ?? []);
    const infos = findNamed(
      jobId,
      known,
      parts.map(({ batchId = "" }) => batchId),
    );
    const batches = infos.flatMap((info, index) => {
      const part = parts[index];
      return part === undefined ? [] : [{ info, firstRow: part.firstRow, rows: part.rows }];
    });
    await tallyBatches(target, jobId, batches, {
      tally,
      reasons,
      // Which rows made new records is asked for by nobody here.
      createdBy: () => 0,
      concurrency: load.concurrency,
      signal,
    });
  }
  const { rows, written, unknown } = tally;
  return {
    rows,
    written,
    failed: rows - written - unknown,
    unknown,
    reasons: reasons.list().map(({ statusCode, rows: count, firstRow }) => ({ statusCode, rows: count, firstRow })),
  };
}
