import { type Limit, readLimits } from "../connection/read-limits.ts";
import { formatNumber } from "../output/count.ts";
import type { Check } from "./check.ts";

/** Asks what is left of the day's batches and API calls. */
export const limits: Check = {
  title: "Limits",
  look: async ({ connection }, signal) => {
    const { status, batches, requests } = await readLimits(connection, signal);
    if (batches === undefined) {
      return {
        ok: false,
        says: `the limits cannot be read: status ${status}`,
        action:
          status === 401
            ? "The session is not taken: see above"
            : 'The user may lack "View Setup and Configuration"; Setup → Company Information shows them too',
      };
    }
    const calls = requests === undefined ? "" : `, ${left(requests)} API calls`;
    return {
      ok: batches.Remaining > 0,
      says: `${left(batches)} batches${calls} left for 24 hours`,
      data: { DailyBulkApiBatches: batches, ...(requests === undefined ? {} : { DailyApiRequests: requests }) },
      ...(batches.Remaining > 0 ? {} : { action: "Wait until the batches of the last 24 hours have become fewer" }),
    };
  },
};

const left = ({ Remaining, Max }: Limit): string => `${formatNumber(Remaining)} of ${formatNumber(Max)}`;
