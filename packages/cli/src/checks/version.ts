import { defaultVersion, normaliseVersion } from "@sfbulk/node";
import type { Check } from "./check.ts";
import { newestVersion } from "./reachable.ts";

/** The last version that ends in Summer '28, as Salesforce has announced. */
const lastToRetire = 40;

/**
 * Sees whether the org has the API version, and how long it will.
 *
 * @see https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0-end-of-life.md
 */
export const version: Check = {
  title: "API version",
  look: async (org, signal) => {
    const used = normaliseVersion(org.connection.version ?? defaultVersion);
    const number = Number(used);
    const newest = await newestVersion(org, signal);
    const data = { version: used, newest: newest?.toFixed(1) };
    const action = `Choose another one with --api-version, or the variable SF_ORG_API_VERSION`;
    if (newest !== undefined && number > newest) {
      return { ok: false, says: `${used} is not there yet: the org's newest is ${newest.toFixed(1)}`, action, data };
    }
    if (number <= lastToRetire) {
      return {
        ok: false,
        says: `${used} is not supported from Summer '27 on, and retired in Summer '28`,
        action,
        data,
      };
    }
    const than = newest === undefined ? "" : `; the org's newest is ${newest.toFixed(1)}`;
    return { ok: true, says: `${used}, no retirement announced${than}`, data };
  },
};
