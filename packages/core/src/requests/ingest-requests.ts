import { type IngestJobInfo, ingestJobInfoSchema } from "../protocol/ingest-job-info.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { checkIsAbout, valueReader } from "../replies/read-value.ts";
import { type ApiRequest, jsonType, maxInfoBytes, readAsStream, readNothing } from "./api-request.ts";

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
  ...common,
  action: `create an ingest job to ${job.operation}${job.object === undefined ? "" : ` ${job.object}`}`,
  method: "POST",
  path: "jobs/ingest",
  body: JSON.stringify(job),
  idempotent: false,
  read: readIngestJob,
});

/** Asks what an ingest job is now. */
export const readIngestJobRequest = (jobId: string): ApiRequest<IngestJobInfo> => ({
  ...common,
  action: `read job "${jobId}"`,
  jobId,
  method: "GET",
  path: `jobs/ingest/${jobId}`,
  idempotent: true,
  read: ingestJobReader(jobId),
});

/** Says "the upload is complete": the job's processing begins. */
export const closeIngestJobRequest = (jobId: string): ApiRequest<IngestJobInfo> =>
  endIngestJobRequest(jobId, "close", '{"state":"UploadComplete"}');

/** Says "abort this ingest job". */
export const abortIngestJobRequest = (jobId: string): ApiRequest<IngestJobInfo> =>
  endIngestJobRequest(jobId, "abort", '{"state":"Aborted"}');

/** Says "forget this ingest job, and its rows and results". */
export const deleteIngestJobRequest = (jobId: string): ApiRequest<void> => ({
  ...common,
  action: `delete job "${jobId}"`,
  jobId,
  method: "DELETE",
  path: `jobs/ingest/${jobId}`,
  idempotent: true,
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
  ...common,
  action: `upload rows to job "${jobId}"`,
  jobId,
  method: "PUT",
  path: `jobs/ingest/${jobId}/batches`,
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
  ...common,
  action: `read the ${kind} rows of job "${jobId}"`,
  jobId,
  method: "GET",
  path: `jobs/ingest/${jobId}/${resultPaths[kind]}`,
  idempotent: true,
  read: readAsStream,
});

const resultPaths = {
  successful: "successfulResults",
  failed: "failedResults",
  unprocessed: "unprocessedrecords",
} as const;

const common = { service: "data", contentType: jsonType, maxBytes: maxInfoBytes } as const;

const endIngestJobRequest = (jobId: string, verb: string, body: string): ApiRequest<IngestJobInfo> => ({
  ...common,
  action: `${verb} job "${jobId}"`,
  jobId,
  method: "PATCH",
  path: `jobs/ingest/${jobId}`,
  body,
  constant: true,
  idempotent: true,
  read: ingestJobReader(jobId),
});

const readIngestJob: (body: ReplyBody) => IngestJobInfo = valueReader(ingestJobInfoSchema, "an ingest job", "jobInfo");

/** Makes a reader of one certain ingest job: a reply about another one is not the answer. */
const ingestJobReader =
  (jobId: string) =>
  (body: ReplyBody): IngestJobInfo => {
    const job = readIngestJob(body);
    checkIsAbout("job", job.id, jobId);
    return job;
  };
