import type { JobInfo } from "@sfbulk/core";
import { batchCountsOf, batchStateOf } from "../batches/batch-info-of.ts";
import { retriesOf } from "../batches/retry-batch.ts";
import type { Job } from "../state/job.ts";

/** Describes a job as Salesforce does, at a moment. Its counts are those of its batches. */
export function jobInfoOf(job: Job, now: number): JobInfo {
  const totals = { Queued: 0, InProgress: 0, Completed: 0, Failed: 0, NotProcessed: 0 };
  let { processed, failed, time, activeTime, retries } = {
    processed: 0,
    failed: 0,
    time: 0,
    activeTime: 0,
    retries: 0,
  };
  for (const batch of job.batches) {
    totals[batchStateOf(batch, now)]++;
    retries += retriesOf(batch, now);
    const counts = batchCountsOf(batch);
    processed += counts.numberRecordsProcessed;
    failed += counts.numberRecordsFailed;
    time += counts.totalProcessingTime;
    activeTime += counts.apiActiveProcessingTime;
  }
  return {
    apexProcessingTime: 0,
    apiActiveProcessingTime: activeTime,
    apiVersion: Number(job.apiVersion),
    assignmentRuleId: job.assignmentRuleId,
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    createdById: job.createdById,
    createdDate: new Date(job.createdDate).toISOString(),
    externalIdFieldName: job.externalIdFieldName,
    fastPathEnabled: job.fastPathEnabled,
    id: job.id,
    numberBatchesCompleted: totals.Completed,
    numberBatchesFailed: totals.Failed,
    numberBatchesInProgress: totals.InProgress,
    numberBatchesQueued: totals.Queued,
    numberBatchesTotal: job.batches.length,
    numberRecordsFailed: failed,
    numberRecordsProcessed: processed,
    numberRetries: retries,
    object: job.object,
    operation: job.operation,
    state: job.state,
    systemModstamp: new Date(job.systemModstamp).toISOString(),
    totalProcessingTime: time,
  };
}
