import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { AnyJobInfo, IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { classicEnding } from "../../requests/classic-ending.ts";
import { endJob } from "./end-job.ts";
import { apiOf, type JobApiOptions } from "./which-api.ts";

/**
 * Aborts a job, and resolves only when Salesforce has said that this job is `Aborted`. Queued batches are not processed,
 * a batch in progress runs to its end, and nothing that was written is undone.
 *
 * It may be called again: a job that is aborted already is a success. One whose batches are all done cannot be aborted.
 * Besides its creator, users with the permission "Manage Data Integrations" may abort a job.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws the same errors as `closeJob`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_abort.htm
 * @example
 * ```ts
 * import { abortJob } from "@sfbulk/core";
 *
 * const job = await abortJob(connection, "7509H0000016GUXQA2");
 * ```
 */
export async function abortJob(
  connection: Connection,
  jobId: string,
  options?: JobApiOptions & { readonly api?: "1.0" | undefined },
): Promise<JobInfo>;
export async function abortJob(
  connection: Connection,
  jobId: string,
  options: JobApiOptions & { readonly api: "2.0" },
): Promise<IngestJobInfo>;
export async function abortJob(connection: Connection, jobId: string, options: JobApiOptions): Promise<AnyJobInfo>;
export async function abortJob(
  connection: Connection,
  jobId: string,
  options: JobApiOptions = {},
): Promise<AnyJobInfo> {
  const api = apiOf(options);
  if (api !== "1.0") {
    // Loaded for who asks for it: most pages have jobs of Bulk API 1.0 only.
    const { endEitherJob } = await import("../ingest/end-either-job.ts");
    return await endEitherJob(connection, jobId, "abort", api, options);
  }
  const target = checkConnection(connection);
  return (await endJob(target, classicEnding(checkId(jobId, "750", "jobId"), "Aborted"), options)).job;
}
