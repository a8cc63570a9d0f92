import type { JobInfo } from "@sfbulk/core";
import { type Bulk2Job, bulk2StateOf, rowsPerBatch } from "../../org/state/bulk-2-job.ts";
import { timeSpentOn } from "../../org/bulk-2/process-job.ts";
import type { Org } from "../../org/state/org.ts";
import { contentTypeOf, replyFormat } from "../../wire/reply/reply-format.ts";
import { writeJob } from "../../wire/reply/write-info.ts";
import { asyncReply } from "./async-reply.ts";
import type { RouteContext } from "../context/route-context.ts";

/**
 * Shows a job of Bulk API 2.0 to a client of Bulk API 1.0 that reads it; everything else about it is refused as if there
 * were no such job.
 *
 * Nobody has recorded this. The guess rests on Salesforce's own client of Bulk API 1.0, which knows the states
 * `UploadComplete`, `InProgress` and `JobComplete`.
 */
export function showBulk2Job(context: RouteContext): Response | undefined {
  const { org, arrival } = context.env;
  const job = org.bulk2Jobs.get((context.req.param("jobId") ?? "").slice(0, 15));
  if (job === undefined) return undefined;
  // All of them hold CSV, so that the answer is XML.
  const format = replyFormat(arrival, { contentType: "CSV" });
  return asyncReply(context, 200, writeJob(classicInfoOf(org, job), format), contentTypeOf(format));
}

function classicInfoOf(org: Org, job: Bulk2Job): JobInfo {
  const isIngest = job.kind === "ingest";
  const state = bulk2StateOf(job, org.clock.now());
  const rows = isIngest ? (job.content?.rows.length ?? 0) : job.records.length;
  const total = job.startsAt === undefined ? 0 : Math.max(1, Math.ceil(rows / rowsPerBatch));
  const completed = state === "JobComplete" ? total : isIngest ? Math.floor(job.results.length / rowsPerBatch) : 0;
  const time = timeSpentOn(org, job);
  return {
    apexProcessingTime: 0,
    apiActiveProcessingTime: Math.round(time * 0.75),
    apiVersion: Number(job.apiVersion),
    assignmentRuleId: isIngest ? job.assignmentRuleId : null,
    concurrencyMode: "Parallel",
    contentType: "CSV",
    createdById: job.createdById,
    createdDate: new Date(job.createdDate).toISOString(),
    externalIdFieldName: isIngest ? job.externalIdFieldName : null,
    id: job.id,
    numberBatchesCompleted: completed,
    numberBatchesFailed: state === "Failed" ? total - completed : 0,
    numberBatchesInProgress: state === "InProgress" ? Math.min(1, total - completed) : 0,
    numberBatchesQueued:
      state === "UploadComplete" ? total : state === "InProgress" ? Math.max(0, total - completed - 1) : 0,
    numberBatchesTotal: total,
    numberRecordsFailed: isIngest ? job.results.filter((result) => !result.success).length : 0,
    numberRecordsProcessed: isIngest ? job.results.length : job.records.length,
    numberRetries: 0,
    // A guess: Bulk API 1.0 knows no job without an object.
    object: job.object ?? "",
    operation: job.operation,
    state,
    systemModstamp: new Date(job.systemModstamp).toISOString(),
    totalProcessingTime: time,
  };
}
