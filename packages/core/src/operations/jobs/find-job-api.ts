import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { checkId } from "../../arguments/check-id.ts";

/** Which API a job belongs to: Bulk API 1.0, or one of the two kinds of Bulk API 2.0. */
export type JobApi = "1.0" | "2.0-ingest" | "2.0-query";

/**
 * Finds out which API a job belongs to, for whoever has only its id. It takes one call for a closed job of Bulk API 1.0,
 * and two or three for any other.
 *
 * Only a job that is shown decides: where all three refuse, the error is what Bulk API 1.0 said.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; SalesforceError with `InvalidJob` where the org has no such job;
 *   SessionError, NetworkError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm
 * @example
 * ```ts
 * import { findJobApi } from "@sfbulk/core";
 *
 * const api = await findJobApi(connection, "7509H0000016GUXQA2");
 * ```
 */
export async function findJobApi(connection: Connection, jobId: string, options: CallOptions = {}): Promise<JobApi> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const id = checkId(jobId, "750", "jobId");
  // Loaded for who does not know.
  const { findApi } = await import("./find-api.ts");
  return await findApi(target, id, options);
}
