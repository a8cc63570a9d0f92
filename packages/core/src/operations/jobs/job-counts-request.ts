import type { JobInfo } from "../../protocol/job-info.ts";
import { counted } from "../../replies/read-value.ts";
import type { ApiRequest } from "../../requests/api-request.ts";
import { readJobRequest } from "../../requests/job-requests.ts";

/** Asks what a job is now, for who believes its counts. Who closes a job does not, and need not load what looks at them. */
export function jobCountsRequest(jobId: string): ApiRequest<JobInfo> {
  const request = readJobRequest(jobId);
  return { ...request, read: counted(request.read) };
}
