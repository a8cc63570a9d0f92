import type { JobInfo } from "@sfbulk/core";
import { batchInfoOf } from "../batches/batch-info-of.ts";
import type { Job } from "../state/job.ts";

/** Describes a job as Salesforce does, at a moment. Its counts are those of its batches. */
export function jobInfoOf(job: Job, now: number): JobInfo {
  const batches = job.batches.map((batch) => batchInfoOf(batch, now));
  const count = (state: string): number => batches.filter((batch) => batch.state === state).length;
  const sum = (field: "numberRecordsProcessed" | "numberRecordsFailed" | "totalProcessingTime"): number =>
    batches.reduce((total, batch) => total + batch[field], 0);
  return {
    apexProcessingTime: 0,
    apiActiveProcessingTime: batches.reduce((total, batch) => total + batch.apiActiveProcessingTime, 0),
    apiVersion: Number(job.apiVersion),
    assignmentRuleId: job.assignmentRuleId,
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    createdById: job.createdById,
    createdDate: new Date(job.createdDate).toISOString(),
    externalIdFieldName: job.externalIdFieldName,
    fastPathEnabled: job.fastPathEnabled,
    id: job.id,
    numberBatchesCompleted: count("Completed"),
    numberBatchesFailed: count("Failed"),
    numberBatchesInProgress: count("InProgress"),
    numberBatchesQueued: count("Queued"),
    numberBatchesTotal: batches.length,
    numberRecordsFailed: sum("numberRecordsFailed"),
    numberRecordsProcessed: sum("numberRecordsProcessed"),
    numberRetries: 0,
    object: job.object,
    operation: job.operation,
    state: job.state,
    systemModstamp: new Date(job.systemModstamp).toISOString(),
    totalProcessingTime: sum("totalProcessingTime"),
  };
}
