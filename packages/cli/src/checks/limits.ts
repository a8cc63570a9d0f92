import { defaultVersion, normaliseVersion } from "@sfbulk/node";
import { askRest } from "../connection/ask-rest.ts";
import { formatNumber } from "../output/count.ts";
import type { Check } from "./check.ts";

interface Limit {
  readonly Max: number;
  readonly Remaining: number;
}

/**
 * Asks what is left of the day's batches and API calls.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
 */
export const limits: Check = {
  title: "Limits",
  look: async ({ connection }, signal) => {
    const used = normaliseVersion(connection.version ?? defaultVersion);
    const path = `/services/data/v${used}/limits`;
    const { status, value } = await askRest(connection, { path, withSession: true }, signal);
    const { DailyBulkApiBatches: batches, DailyApiRequests: requests } = (value ?? {}) as Record<string, Limit>;
    if (status !== 200 || batches === undefined) {
      return {
        ok: false,
        says: `the limits cannot be read: status ${status}`,
        action: 'The user may lack "View Setup and Configuration"; Setup → Company Information shows them too',
      };
    }
    const left = (limit: Limit): string => `${formatNumber(limit.Remaining)} of ${formatNumber(limit.Max)}`;
    const calls = requests === undefined ? "" : `, ${left(requests)} API calls`;
    return {
      ok: batches.Remaining > 0,
      says: `${left(batches)} batches${calls} left for 24 hours`,
      data: { DailyBulkApiBatches: batches, ...(requests === undefined ? {} : { DailyApiRequests: requests }) },
      ...(batches.Remaining > 0 ? {} : { action: "Wait until the batches of the last 24 hours have become fewer" }),
    };
  },
};
