import { type IngestJobInfo, ingestJobInfoSchema } from "../protocol/ingest-job-info.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { certainJob, counted, valueReader } from "../replies/read-value.ts";
import { aboutDataJob, dataCommon, type ApiRequest, readAsStream, readNothing } from "./api-request.ts";

/** What is said of a new ingest job of Bulk API 2.0. */
export interface NewIngestJob
  extends
    Pick<IngestJobInfo, "operation" | "contentType" | "lineEnding" | "columnDelimiter">,
    Partial<Pick<IngestJobInfo, "externalIdFieldName" | "assignmentRuleId">> {
  /** The API name of the object type; left out for the operations that are for none. */
  readonly object?: string;
}

/** Which rows of a job to read: what was written, what was refused, or what the job did not come to. */
export type IngestResultKind = "successful" | "failed" | "unprocessed";

/** Says "create this ingest job". Sent twice, it makes two. */
export const createIngestJobRequest = (job: NewIngestJob): ApiRequest<IngestJobInfo> => ({
  ...dataCommon,
  action: `create an ingest job to ${job.operation}${job.object === undefined ? "" : ` ${job.object}`}`,
  method: "POST",
  path: "jobs/ingest",
  body: JSON.stringify(job),
  idempotent: false,
  read: readIngestJob,
});

/** Asks what an ingest job is now. */
export const readIngestJobRequest = (jobId: string): ApiRequest<IngestJobInfo> => ({
  ...aboutDataJob("ingest", jobId),
  action: `read job "${jobId}"`,
  method: "GET",
  read: counted(certainJob(readIngestJob, jobId)),
});

/** Says "the upload is complete": the job's processing begins. */
export const closeIngestJobRequest = (jobId: string): ApiRequest<IngestJobInfo> =>
  endIngestJobRequest(jobId, "close", '{"state":"UploadComplete"}');

/** Says "abort this ingest job". */
export const abortIngestJobRequest = (jobId: string): ApiRequest<IngestJobInfo> =>
  endIngestJobRequest(jobId, "abort", '{"state":"Aborted"}');

/** Says "forget this ingest job, and its rows and results". */
export const deleteIngestJobRequest = (jobId: string): ApiRequest<void> => ({
  ...aboutDataJob("ingest", jobId),
  action: `delete job "${jobId}"`,
  method: "DELETE",
  mayBeEmpty: true,
  read: readNothing,
});

/**
 * Says "these are the rows of this ingest job". Sent twice, it spoils the job.
 *
 * @param body - The rows as they are to travel: compressed already, or not to be.
 */
export const uploadIngestRowsRequest = (
  jobId: string,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): ApiRequest<void> => ({
  ...aboutDataJob("ingest", jobId, "/batches"),
  action: `upload rows to job "${jobId}"`,
  method: "PUT",
  contentType: "text/csv",
  body,
  headers,
  compressible: false,
  carriesRows: true,
  idempotent: false,
  mayBeEmpty: true,
  read: readNothing,
});

/** Asks for one of the three results of an ingest job, which may have as many bytes as its rows. */
export const readIngestResultsRequest = (jobId: string, kind: IngestResultKind): ApiRequest<never> => ({
  ...aboutDataJob("ingest", jobId, `/${kind}${kind === "unprocessed" ? "records" : "Results"}`),
  action: `read the ${kind} rows of job "${jobId}"`,
  method: "GET",
  read: readAsStream,
});

const endIngestJobRequest = (jobId: string, verb: string, body: string): ApiRequest<IngestJobInfo> => ({
  ...aboutDataJob("ingest", jobId),
  action: `${verb} job "${jobId}"`,
  method: "PATCH",
  body,
  constant: true,
  read: certainJob(readIngestJob, jobId),
});

const readIngestJob: (body: ReplyBody) => IngestJobInfo = valueReader(ingestJobInfoSchema, "an ingest job", "jobInfo");
