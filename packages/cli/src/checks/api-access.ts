import { getJob, isSfbulkError, type SessionError } from "@sfbulk/node";
import type { Check, Finding } from "./check.ts";

/** A job that is in no org. */
const nobodysJob = "750000000000000AAA";

/**
 * Sees whether Bulk API 1.0 takes the session: one may be good for the user's page, and for no API (*API Access Control*), or
 * for other APIs only. A job is asked for that is not there.
 */
export const apiAccess: Check = {
  title: "API access",
  look: async ({ connection }, signal) => {
    try {
      await getJob(connection, nobodysJob, { signal });
    } catch (error) {
      if (!isSfbulkError(error)) throw error;
      if (error.name === "SessionError" && isAboutApis.has(error.code)) return describe(error);
      if (error.name !== "SalesforceError" || !isMissing.test(error.exceptionCode)) throw error;
    }
    return { ok: true, says: "Bulk API 1.0 takes the session" };
  },
};

/** What may be so of a session that other calls take. For others there is none. */
const isAboutApis: ReadonlySet<string> = new Set(["ApiAccessControl", "DpopToken", "JwtToken", "SessionRejected"]);

function describe({ code, message }: SessionError): Finding {
  if (code === "ApiAccessControl") {
    return {
      ok: false,
      says: "API Access Control keeps the session out: nobody has signed in by an app that is let in",
      action:
        "Sign in by one, an External Client App that is installed for one: sfbulk login --help. What is let in stands in Setup → API Access Control",
      data: { code },
    };
  }
  const why = code === "JwtToken" || code === "DpopToken" ? "see Token" : message.slice(message.indexOf(": ") + 2);
  return { ok: false, says: `Bulk API 1.0 does not take the session: ${why}`, data: { code } };
}

/** How Salesforce says that there is no such job: the first is recorded, the second is the words of its REST API. */
const isMissing = /^(?:InvalidJob|NOT_FOUND)$/i;
