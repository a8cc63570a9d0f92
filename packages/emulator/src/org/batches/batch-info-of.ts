import type { BatchInfo } from "@sfbulk/core";
import type { Batch } from "../state/job.ts";

/** Gives a batch's state at a moment: what became of it follows from the time alone. */
export function batchStateOf(
  batch: Batch,
  now: number,
): "Queued" | "InProgress" | "Completed" | "Failed" | "NotProcessed" {
  if (batch.notProcessedAt !== undefined) return "NotProcessed";
  if (now < batch.startsAt) return "Queued";
  if (now < batch.endsAt || batch.outcome === undefined) return "InProgress";
  return batch.outcome.kind === "failed" ? "Failed" : "Completed";
}

/** What is counted of a batch. */
type BatchCounts = Pick<
  BatchInfo,
  "numberRecordsProcessed" | "numberRecordsFailed" | "totalProcessingTime" | "apiActiveProcessingTime"
>;

/** Counts what became of a batch: a job of many is asked for again and again, so that the rest is left out. */
export function batchCountsOf({ outcome, startsAt, endsAt }: Batch): BatchCounts {
  const isDone = outcome !== undefined && outcome.kind !== "failed";
  const rows = outcome?.kind === "rows" ? outcome.results : [];
  const time = isDone ? endsAt - startsAt : 0;
  return {
    numberRecordsProcessed:
      outcome?.kind === "query"
        ? outcome.results.reduce((total, { records }) => total + records.length, 0)
        : rows.length,
    numberRecordsFailed: rows.reduce((count, { success }) => (success ? count : count + 1), 0),
    totalProcessingTime: time,
    // That the records take three quarters of it is made up: only the fields are known.
    apiActiveProcessingTime: Math.round(time * 0.75),
  };
}

/** Describes a batch as Salesforce does, at a moment. */
export function batchInfoOf(batch: Batch, now: number): BatchInfo {
  const { outcome } = batch;
  const state = batchStateOf(batch, now);
  return {
    id: batch.id,
    jobId: batch.job.id,
    state,
    stateMessage: outcome?.kind === "failed" ? outcome.stateMessage : null,
    createdDate: new Date(batch.createdDate).toISOString(),
    systemModstamp: new Date(changedAt(batch, state)).toISOString(),
    ...batchCountsOf(batch),
    apexProcessingTime: 0,
  };
}

function changedAt(batch: Batch, state: string): number {
  if (state === "NotProcessed") return batch.notProcessedAt ?? batch.createdDate;
  if (state === "Queued") return batch.createdDate;
  return state === "InProgress" ? batch.startsAt : batch.endsAt;
}
