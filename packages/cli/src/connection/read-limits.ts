import { type Connection, defaultVersion, normaliseVersion } from "@sfbulk/node";
import { askRest } from "./ask-rest.ts";

/** One of the org's limits: how much there is, and how much is left. */
export interface Limit {
  readonly Max: number;
  readonly Remaining: number;
}

/** What is left of the last 24 hours' batches and API calls. */
export interface DayLimits {
  readonly status: number;
  readonly batches: Limit | undefined;
  readonly requests: Limit | undefined;
}

/**
 * Asks what is left of the day's batches and API calls.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
 */
export async function readLimits(connection: Connection, signal: AbortSignal): Promise<DayLimits> {
  const used = normaliseVersion(connection.version ?? defaultVersion);
  const path = `/services/data/v${used}/limits`;
  const { status, value } = await askRest(connection, { path, withSession: true }, signal);
  if (status !== 200) return { status, batches: undefined, requests: undefined };
  const { DailyBulkApiBatches: batches, DailyApiRequests: requests } = (value ?? {}) as Record<string, Limit>;
  return { status, batches, requests };
}
