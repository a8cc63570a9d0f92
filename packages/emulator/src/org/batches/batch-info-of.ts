import type { BatchInfo } from "@sfbulk/core";
import type { Batch } from "../state/job.ts";

/** Gives a batch's state at a moment: what became of it follows from the time alone. */
export function batchStateOf(
  batch: Batch,
  now: number,
): "Queued" | "InProgress" | "Completed" | "Failed" | "NotProcessed" {
  if (batch.notProcessedAt !== undefined) return "NotProcessed";
  if (now < batch.startsAt) return "Queued";
  if (now < batch.endsAt) return "InProgress";
  return batch.outcome?.kind === "failed" ? "Failed" : "Completed";
}

/** Describes a batch as Salesforce does, at a moment. */
export function batchInfoOf(batch: Batch, now: number): BatchInfo {
  const { outcome } = batch;
  const done = outcome !== undefined;
  const rows = outcome?.kind === "rows" ? outcome.results : [];
  const state = batchStateOf(batch, now);
  const time = done && outcome.kind !== "failed" ? batch.endsAt - batch.startsAt : 0;
  return {
    id: batch.id,
    jobId: batch.job.id,
    state,
    stateMessage: outcome?.kind === "failed" ? outcome.stateMessage : null,
    createdDate: new Date(batch.createdDate).toISOString(),
    systemModstamp: new Date(changedAt(batch, state)).toISOString(),
    numberRecordsProcessed:
      outcome?.kind === "query"
        ? outcome.results.reduce((total, { records }) => total + records.length, 0)
        : rows.length,
    numberRecordsFailed: rows.filter((row) => !row.success).length,
    totalProcessingTime: time,
    // That the records take three quarters of it is made up: only the fields are known.
    apiActiveProcessingTime: Math.round(time * 0.75),
    apexProcessingTime: 0,
  };
}

function changedAt(batch: Batch, state: string): number {
  if (state === "NotProcessed") return batch.notProcessedAt ?? batch.createdDate;
  if (state === "Queued") return batch.createdDate;
  return state === "InProgress" ? batch.startsAt : batch.endsAt;
}
