import type { Org } from "../../org/state/org.ts";

/** Gives the headers that every answer of the Bulk API has (recorded on a batch of 2024). */
export function replyHeaders(org: Org, contentType: string): Record<string, string> {
  const requestId = org.ids.requestId();
  return {
    date: new Date(org.clock.now()).toUTCString(),
    "content-type": contentType,
    "cache-control": "no-cache,must-revalidate,max-age=0,no-store,private",
    server: "sfdcedge",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "none",
    "x-request-id": requestId,
    "x-sfdc-request-id": requestId,
    // What stands behind the path was not recorded.
    "set-cookie": "CookieConsentPolicy=0:1; path=/",
  };
}
