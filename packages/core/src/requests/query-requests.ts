import { type QueryJobInfo, queryJobInfoSchema } from "../protocol/query-job-info.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { certainJob, counted, valueReader } from "../replies/read-value.ts";
import { aboutDataJob, dataCommon, type ApiRequest, readNothing } from "./api-request.ts";

/** What is said of a new query job of Bulk API 2.0. */
export interface NewQueryJob extends Pick<
  QueryJobInfo,
  "operation" | "contentType" | "columnDelimiter" | "lineEnding"
> {
  /** The SOQL. */
  readonly query: string;
}

/** Says "create this query job". Sent twice, it makes two. */
export const createQueryJobRequest = (job: NewQueryJob): ApiRequest<QueryJobInfo> => ({
  ...dataCommon,
  action: `create a job to ${job.operation}`,
  method: "POST",
  path: "jobs/query",
  body: JSON.stringify(job),
  idempotent: false,
  read: readQueryJob,
});

/** Asks what a query job is now. */
export const readQueryJobRequest = (jobId: string): ApiRequest<QueryJobInfo> => ({
  ...aboutDataJob("query", jobId),
  action: `read job "${jobId}"`,
  method: "GET",
  read: counted(certainJob(readQueryJob, jobId), ["numberRecordsProcessed"]),
});

/** Says "abort this query job". */
export const abortQueryJobRequest = (jobId: string): ApiRequest<QueryJobInfo> => ({
  ...aboutDataJob("query", jobId),
  action: `abort job "${jobId}"`,
  method: "PATCH",
  body: '{"state":"Aborted"}',
  constant: true,
  read: certainJob(readQueryJob, jobId),
});

/** Says "forget this query job and its results". */
export const deleteQueryJobRequest = (jobId: string): ApiRequest<void> => ({
  ...aboutDataJob("query", jobId),
  action: `delete job "${jobId}"`,
  method: "DELETE",
  mayBeEmpty: true,
  read: readNothing,
});

const readQueryJob: (body: ReplyBody) => QueryJobInfo = valueReader(queryJobInfoSchema, "a query job", "jobInfo");
