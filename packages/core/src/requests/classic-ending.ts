import { maxInfoBytes } from "./api-request.ts";
import type { JobInfo } from "../protocol/job-info.ts";
import type { Ending } from "../operations/jobs/end-job.ts";
import { getJobRequest } from "../operations/jobs/get-job.ts";
import { jobReader } from "./read-job.ts";

/** Says "let this job be closed", or aborted, in Bulk API 1.0. The body is always the same few bytes. */
export const classicEnding = (jobId: string, state: "Closed" | "Aborted"): Ending<JobInfo> => ({
  jobId,
  request: {
    action: `${state === "Closed" ? "close" : "abort"} job "${jobId}"`,
    jobId,
    method: "POST",
    path: `job/${jobId}`,
    contentType: "application/json; charset=UTF-8",
    body: state === "Closed" ? '{"state":"Closed"}' : '{"state":"Aborted"}',
    constant: true,
    repeatable: true,
    maxBytes: maxInfoBytes,
  },
  reading: getJobRequest(jobId),
  read: jobReader(jobId),
  isEnded: (job) => job.state === state,
});
