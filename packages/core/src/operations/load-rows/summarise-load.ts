import type { LoadSummary } from "../../protocol/journal-entry.ts";
import { jobResults } from "../results/job-results.ts";
import { infoOf, type LoadRun } from "./load-run.ts";
import type { KnownPart } from "./load-state.ts";

/**
 * Sums up what became of the rows of a load whose batches are all processed. What a batch says of itself is taken where it
 * is all there is to say; of one that failed, some rows may have been written, so its results are read.
 */
export async function summariseLoad(run: LoadRun): Promise<LoadSummary> {
  const { connection, log, signal } = run;
  let rows = 0;
  let written = 0;
  const odd = new Map<string, KnownPart[]>();
  for (const part of log.state.parts.values()) {
    rows += part.rows;
    const info = infoOf(run, part.batchId);
    if (info?.state === "Completed" && info.numberRecordsProcessed === part.rows) {
      written += part.rows - info.numberRecordsFailed;
    } else odd.set(part.jobId, [...(odd.get(part.jobId) ?? []), part]);
  }
  for (const [jobId, parts] of odd) {
    const batches = parts.map(({ batchId = "", firstRow, rows: count }) => ({
      batch: { id: batchId },
      firstRow,
      rows: count,
    }));
    for await (const { success } of jobResults(connection, jobId, { batches, signal })) if (success) written++;
  }
  return { rows, written, failed: rows - written };
}
