import type { Target } from "../../connection/check-connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { type Settled, settle } from "../../exchange/settle.ts";
import type { AnyJobInfo, IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { checkId } from "../../arguments/check-id.ts";
import { ingestAbortion } from "../ingest/abort-ingest-job.ts";
import { ingestClosing } from "../ingest/close-ingest-job.ts";
import { abortion } from "./abort-job.ts";
import { findLaterApi } from "./find-job-api.ts";
import { closing } from "./settle-close.ts";
import { targetForJob } from "./target-for-job.ts";

/** A job to end: its id, or the job as `findJobs` lists it, `createJob` or `createIngestJob` gave it. */
export type JobReference = string | (Pick<ListedJob, "id"> & Partial<Pick<ListedJob, "apiVersion" | "jobType">>);

/** Gives the id of a job that is named in either way. */
export const idOf = (job: JobReference): string => (typeof job === "string" ? job : job?.id);

/**
 * Closes or aborts a job of either API. A bare id is taken for one of Bulk API 1.0, which costs one call; Bulk API 2.0 is
 * asked only where 1.0 does not know it. A listed job is known to be of one of them.
 *
 * @throws the errors of `closeJob` and `closeIngestJob`.
 */
export async function endEitherJob(
  ours: Target,
  job: JobReference,
  verb: "close" | "abort",
  options: CallOptions,
): Promise<Settled<AnyJobInfo>> {
  const jobId = checkId(idOf(job), "750", "jobId");
  const target = typeof job === "object" ? targetForJob(ours, job.apiVersion) : ours;
  const isIngest = typeof job === "object" && job.jobType !== undefined && job.jobType !== "Classic";
  if (isIngest) return await endIngestJob(target, jobId, verb, options);
  try {
    return await endClassicJob(target, jobId, verb, options);
  } catch (error) {
    if (!isInvalidJob(error)) throw error;
    if ((await findLaterApi(target, jobId, options)) !== "2.0-ingest") throw error;
    return await endIngestJob(target, jobId, verb, options);
  }
}

const endClassicJob = (
  target: Target,
  jobId: string,
  verb: "close" | "abort",
  options: CallOptions,
): Promise<Settled<JobInfo>> => settle(target, verb === "close" ? closing(jobId) : abortion(jobId), options);

const endIngestJob = (
  target: Target,
  jobId: string,
  verb: "close" | "abort",
  options: CallOptions,
): Promise<Settled<IngestJobInfo>> =>
  settle(target, verb === "close" ? ingestClosing(jobId) : ingestAbortion(jobId), options);

const isInvalidJob = (error: unknown): boolean =>
  error instanceof Error &&
  "exceptionCode" in error &&
  typeof error.exceptionCode === "string" &&
  error.exceptionCode.toLowerCase() === "invalidjob";
