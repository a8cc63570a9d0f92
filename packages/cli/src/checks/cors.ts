import { defaultVersion, normaliseVersion } from "@sfbulk/node";
import { askRest } from "../connection/ask-rest.ts";
import type { Check } from "./check.ts";

/**
 * Asks as a browser would whether pages of an origin may call the Bulk API.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/extend_code_cors.htm
 */
export const cors = (origin: string): Check => ({
  title: "CORS",
  look: async ({ connection }, signal) => {
    const used = normaliseVersion(connection.version ?? defaultVersion);
    const headers = {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,sforce-call-options,x-sfdc-session",
    };
    const question = { path: `/services/async/${used}/job`, method: "OPTIONS", headers, withSession: false } as const;
    const answer = await askRest(connection, question, signal);
    const allowed = answer.headers.get("access-control-allow-origin");
    const data = { origin, status: answer.status, allowed };
    if (answer.status < 300 && (allowed === origin || allowed === "*")) {
      return { ok: true, says: `pages of ${origin} may call`, data };
    }
    return {
      ok: false,
      says: `pages of ${origin} may not call: the preflight is answered with status ${answer.status}`,
      action: `Add the origin: ${connection.instanceUrl}/lightning/setup/CorsWhitelistEntries/home`,
      data,
    };
  },
});
