import type { ReplyBody } from "../replies/read-body.ts";
import { certainJob, valueReader } from "../replies/read-value.ts";
import { type JobInfo, jobInfoSchema } from "../protocol/job-info.ts";
import { type ApiRequest, asksForJson, jsonType, maxInfoBytes } from "./api-request.ts";

/** What Salesforce lets a client say of a new job, in the order of its schema; it refuses a job with any other field. */
export interface NewJob
  extends
    Pick<JobInfo, "operation" | "object" | "contentType">,
    Partial<Pick<JobInfo, "concurrencyMode" | "externalIdFieldName" | "assignmentRuleId">> {}

/**
 * Says "create this job". Sent twice, it makes two.
 *
 * @param headers - What a job's description has no field for.
 */
export const createJobRequest = (job: NewJob, headers: Readonly<Record<string, string>> = {}): ApiRequest<JobInfo> => ({
  action: `create a job to ${job.operation} ${job.object}`,
  method: "POST",
  path: "job",
  contentType: jsonType,
  body: JSON.stringify(job),
  headers,
  idempotent: false,
  maxBytes: maxInfoBytes,
  read: readJob,
});

/** Asks what a job is now. */
export const readJobRequest = (jobId: string): ApiRequest<JobInfo> => ({
  action: `read job "${jobId}"`,
  jobId,
  method: "GET",
  path: `job/${jobId}`,
  contentType: asksForJson,
  idempotent: true,
  maxBytes: maxInfoBytes,
  read: certainJob(readJob, jobId),
});

/** Says "close this job". */
export const closeJobRequest = (jobId: string): ApiRequest<JobInfo> =>
  endJobRequest(jobId, "close", '{"state":"Closed"}');

/** Says "abort this job". */
export const abortJobRequest = (jobId: string): ApiRequest<JobInfo> =>
  endJobRequest(jobId, "abort", '{"state":"Aborted"}');

const endJobRequest = (jobId: string, verb: string, body: string): ApiRequest<JobInfo> => ({
  action: `${verb} job "${jobId}"`,
  jobId,
  method: "POST",
  path: `job/${jobId}`,
  contentType: jsonType,
  body,
  constant: true,
  idempotent: true,
  maxBytes: maxInfoBytes,
  read: certainJob(readJob, jobId),
});

const readJob: (body: ReplyBody) => JobInfo = valueReader(jobInfoSchema, "a job", "jobInfo");
