import type { Org } from "../state/org.ts";
import { type Bulk2Job, bulk2StateOf, type IngestJob } from "../state/bulk-2-job.ts";
import { timeSpentOn } from "./process-job.ts";

/** A job of Bulk API 2.0 as it is described; its keys stand in the order of the guide's samples. */
export interface Bulk2Info {
  readonly id: string;
  readonly operation: string;
  readonly object?: string;
  readonly createdById: string;
  /** `2026-02-12T12:00:00.000+0000`. */
  readonly createdDate: string;
  readonly systemModstamp: string;
  readonly state: string;
  readonly externalIdFieldName?: string;
  readonly concurrencyMode: string;
  readonly contentType: string;
  readonly apiVersion: number;
  readonly assignmentRuleId?: string;
  readonly jobType?: string;
  readonly contentUrl?: string;
  readonly lineEnding?: string;
  readonly columnDelimiter?: string;
  readonly numberRecordsProcessed?: number;
  readonly numberRecordsFailed?: number;
  readonly retries?: number;
  readonly totalProcessingTime?: number;
  readonly apiActiveProcessingTime?: number;
  readonly apexProcessingTime?: number;
  readonly isPkChunkingSupported?: boolean;
  readonly errorMessage?: string;
}

/**
 * Says how much of a job an answer tells: `full` when it is read, `created` when it is created or changed, `listed` in the
 * list, `short` when a query is aborted.
 */
type InfoForm = "full" | "created" | "listed" | "short";

/** Describes a job at a moment. Where the optional keys stand among the others is a guess. */
export function bulk2InfoOf(org: Org, job: Bulk2Job, form: InfoForm): Bulk2Info {
  const isIngest = job.kind === "ingest";
  return {
    id: job.id,
    operation: job.operation,
    ...(job.object === null ? {} : { object: job.object }),
    createdById: job.createdById,
    createdDate: timeText(job.createdDate),
    systemModstamp: timeText(systemModstampOf(org, job)),
    state: bulk2StateOf(job, org.clock.now()),
    ...(isIngest && job.externalIdFieldName !== null ? { externalIdFieldName: job.externalIdFieldName } : {}),
    concurrencyMode: "Parallel",
    contentType: "CSV",
    apiVersion: Number(job.apiVersion),
    ...(isIngest && job.assignmentRuleId !== null ? { assignmentRuleId: job.assignmentRuleId } : {}),
    ...(form === "full" || form === "listed" ? { jobType: isIngest ? "V2Ingest" : "V2Query" } : {}),
    ...(isIngest && showsContentUrl(job, form) ? { contentUrl: contentUrlOf(job) } : {}),
    ...(form === "short" ? {} : { lineEnding: job.lineEnding, columnDelimiter: job.columnDelimiter }),
    ...(form === "full" ? progressOf(org, job) : {}),
  };
}

/** Writes a time as the REST API does: without a colon in its offset. */
export const timeText = (time: number): string => new Date(time).toISOString().replace("Z", "+0000");

function systemModstampOf(org: Org, job: Bulk2Job): number {
  const started = bulk2StateOf(job, org.clock.now()) === "InProgress" ? (job.startsAt ?? 0) : 0;
  return Math.max(job.systemModstamp, started);
}

/** The address has no meaning after the upload (documented); that it is only read while the job is open is a guess. */
const showsContentUrl = (job: IngestJob, form: InfoForm): boolean => form === "created" || job.state === "Open";

/** Recorded without a slash at its beginning. */
const contentUrlOf = ({ id, apiVersion }: IngestJob): string =>
  `services/data/v${apiVersion}/jobs/ingest/${id}/batches`;

function progressOf(org: Org, job: Bulk2Job): Partial<Bulk2Info> {
  const time = timeSpentOn(org, job);
  const results = job.kind === "ingest" ? job.results : [];
  return {
    numberRecordsProcessed: job.kind === "ingest" ? results.length : job.records.length,
    ...(job.kind === "ingest" ? { numberRecordsFailed: results.filter((result) => !result.success).length } : {}),
    retries: 0,
    totalProcessingTime: time,
    // That the records take three quarters of it is made up: only the fields are known.
    apiActiveProcessingTime: Math.round(time * 0.75),
    apexProcessingTime: 0,
    // LIMIT and ORDER BY switch it off (documented).
    ...(job.kind === "query" ? { isPkChunkingSupported: !/\b(?:limit|order\s+by)\b/i.test(job.soql) } : {}),
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
  };
}
