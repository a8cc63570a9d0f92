import { type QueryJobInfo, queryJobInfoSchema } from "../protocol/query-job-info.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { checkIsAbout, valueReader } from "../replies/read-value.ts";
import { type ApiRequest, jsonType, maxInfoBytes, readNothing } from "./api-request.ts";

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
  ...common,
  action: `create a job to ${job.operation}`,
  method: "POST",
  path: "jobs/query",
  body: JSON.stringify(job),
  idempotent: false,
  read: readQueryJob,
});

/** Asks what a query job is now. */
export const readQueryJobRequest = (jobId: string): ApiRequest<QueryJobInfo> => ({
  ...aboutJob(jobId),
  action: `read job "${jobId}"`,
  method: "GET",
  read: queryJobReader(jobId),
});

/** Says "abort this query job". */
export const abortQueryJobRequest = (jobId: string): ApiRequest<QueryJobInfo> => ({
  ...aboutJob(jobId),
  action: `abort job "${jobId}"`,
  method: "PATCH",
  body: '{"state":"Aborted"}',
  constant: true,
  read: queryJobReader(jobId),
});

/** Says "forget this query job and its results". */
export const deleteQueryJobRequest = (jobId: string): ApiRequest<void> => ({
  ...aboutJob(jobId),
  action: `delete job "${jobId}"`,
  method: "DELETE",
  mayBeEmpty: true,
  read: readNothing,
});

const common = { service: "data", contentType: jsonType, maxBytes: maxInfoBytes } as const;

const aboutJob = (
  jobId: string,
): Pick<ApiRequest<unknown>, "service" | "contentType" | "maxBytes" | "jobId" | "path" | "idempotent"> => ({
  ...common,
  jobId,
  path: `jobs/query/${jobId}`,
  idempotent: true,
});

const readQueryJob: (body: ReplyBody) => QueryJobInfo = valueReader(queryJobInfoSchema, "a query job", "jobInfo");

/** Makes a reader of one certain query job: a reply about another one is not the answer. */
const queryJobReader =
  (jobId: string) =>
  (body: ReplyBody): QueryJobInfo => {
    const job = readQueryJob(body);
    checkIsAbout("job", job.id, jobId);
    return job;
  };
