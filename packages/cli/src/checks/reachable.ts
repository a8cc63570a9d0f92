import { askRest } from "../connection/ask-rest.ts";
import type { Org } from "../connection/org.ts";
import type { Check } from "./check.ts";

/** Asks for the versions, which needs no session: whether the address is an org's, and nothing stands in between. */
export const reachable: Check = {
  title: "Reachable",
  look: async (org, signal) => {
    const { instanceUrl } = org.connection;
    const newest = await newestVersion(org, signal);
    if (newest !== undefined) return { ok: true, says: `${instanceUrl} answers`, data: { instanceUrl } };
    return {
      ok: false,
      says: `${instanceUrl} answers, but not as Salesforce does`,
      action: "Check the address, as in Setup → My Domain, and HTTPS_PROXY, HTTP_PROXY, NO_PROXY",
    };
  },
};

/** Asks an org for its newest API version; `undefined` where the answer is not Salesforce's. */
export async function newestVersion({ connection }: Org, signal: AbortSignal): Promise<number | undefined> {
  const { value } = await askRest(connection, { path: "/services/data/", withSession: false }, signal);
  if (!Array.isArray(value)) return undefined;
  const numbers = value.map((one: { version?: unknown }) => Number(one?.version)).filter((one) => one > 0);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}
