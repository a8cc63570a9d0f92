import type { Connection, FetchAdapter } from "@sfbulk/core";
import type { Random } from "../random.ts";
import { token } from "../verdict.ts";

/** Makes a connection that waits for nothing: where a reply stays out, a case would take seconds. */
export const impatientConnection = (fetch: FetchAdapter, random: Random): Connection => ({
  instanceUrl: "https://model.my.salesforce.com",
  accessToken: token,
  fetch,
  attemptTimeout: 5,
  stallTimeout: 5,
  retry: { attempts: 1 + random.below(4), baseDelay: 0, maxDelay: 0 },
});
