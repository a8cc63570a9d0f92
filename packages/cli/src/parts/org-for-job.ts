import type { Org } from "../connection/org.ts";
import type { FoundJob } from "./find-job.ts";

/**
 * Turns to the API version that a job of Bulk API 1.0 was made with: Salesforce gives its batches, and what became of them, in no
 * other.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_info_all.htm
 */
export const orgForJob = (org: Org, { api, job }: FoundJob): Org =>
  inVersion(org, api === "1.0" && job.apiVersion !== 0 ? job.apiVersion : undefined);

/** Turns to an API version, where there is one: a load that is gone on with has all of its jobs in one. */
export const inVersion = (org: Org, version: number | undefined): Org =>
  version === undefined ? org : { ...org, connection: { ...org.connection, version } };
