import type { Target } from "../../connection/check-connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { type Settled, settle } from "../../exchange/settle.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { checkId } from "../../arguments/check-id.ts";
import { ingestAbortion } from "../ingest/abort-ingest-job.ts";
import { ingestClosing } from "../ingest/close-ingest-job.ts";
import { queryAbortion } from "../query-jobs/abort-query-job.ts";
import { abortion } from "./abort-job.ts";
import { findLaterApi } from "./find-api.ts";
import { closing } from "./settle-close.ts";
import { targetForJob } from "../../connection/target-for-job.ts";

/** A job to end: its id, or the job as `findJobs` lists it, `createJob` or `createIngestJob` gave it. */
export type JobReference = string | (Pick<ListedJob, "id"> & Partial<Pick<ListedJob, "apiVersion" | "jobType">>);

/** Gives the id of a job that is named in either way. */
export const idOf = (job: JobReference): string => (typeof job === "string" ? job : job?.id);

/** How a job is ended. */
export interface EndOptions extends CallOptions {
  /** Is told before a job of Bulk API 2.0 is closed. */
  readonly onIngest?: ((jobId: string) => void | Promise<void>) | undefined;
}

/**
 * Closes or aborts a job of either API. A bare id is taken for one of Bulk API 1.0, which costs one call; Bulk API 2.0 is
 * asked only where 1.0 does not know it. A listed job is known to be of one of them.
 *
 * @throws the errors of `closeJob`, `closeIngestJob` and `abortQueryJob`; TypeError for closing a query of Bulk API 2.0.
 */
export async function endEitherJob(
  ours: Target,
  job: JobReference,
  verb: "close" | "abort",
  options: EndOptions,
): Promise<Settled<AnyJobInfo>> {
  const jobId = checkId(idOf(job), "750", "jobId");
  const target = typeof job === "object" ? targetForJob(ours, job.apiVersion) : ours;
  const known = typeof job === "object" ? job.jobType : undefined;
  if (known !== undefined && known !== "Classic") {
    return await endLaterJob(target, jobId, known === "V2Query" ? "2.0-query" : "2.0-ingest", verb, options);
  }
  try {
    return await settle(target, verb === "close" ? closing(jobId) : abortion(jobId), { signal: options.signal });
  } catch (error) {
    if (!mayBeLater(error)) throw error;
    const api = await findLaterApi(target, jobId, { signal: options.signal });
    if (api === undefined || api === "1.0") throw error;
    return await endLaterJob(target, jobId, api, verb, options);
  }
}

async function endLaterJob(
  target: Target,
  jobId: string,
  api: "2.0-ingest" | "2.0-query",
  verb: "close" | "abort",
  { onIngest, ...options }: EndOptions,
): Promise<Settled<AnyJobInfo>> {
  if (api === "2.0-ingest") {
    if (verb === "close") await onIngest?.(jobId);
    return await settle(target, verb === "close" ? ingestClosing(jobId) : ingestAbortion(jobId), options);
  }
  if (verb === "abort") return await settle(target, queryAbortion(jobId), options);
  throw argumentError(
    "InvalidArgument",
    `Cannot close job "${jobId}": it is a query of Bulk API 2.0, which is never open; it can be aborted`,
  );
}

/** Tells whether the job may be one of Bulk API 2.0 all the same: 1.0 does not know it, or could not be asked. */
const mayBeLater = (error: unknown): boolean =>
  error instanceof Error &&
  (("exceptionCode" in error &&
    typeof error.exceptionCode === "string" &&
    error.exceptionCode.toLowerCase() === "invalidjob") ||
    ("code" in error && error.code === "JwtToken"));
