import { RelayRefusal } from "./relay-refusal.ts";

/** What the API knows. Cookies, and whatever else a browser or a proxy adds, stay here. */
const known = [
  "accept",
  "authorization",
  "content-encoding",
  "content-type",
  "sforce-call-options",
  "sforce-disable-batch-retry",
  "sforce-enable-pkchunking",
  "sforce-line-ending",
  "x-sfdc-session",
];

/**
 * Picks the headers that are passed on.
 *
 * @throws RelayRefusal where there is no session among them.
 */
export function relayedHeaders(headers: Headers): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of known) {
    const value = headers.get(name);
    if (value !== null) passed[name] = value;
  }
  if (passed["x-sfdc-session"] === undefined && passed["authorization"] === undefined) {
    throw new RelayRefusal(400, "the request has no session");
  }
  // A browser names codings besides, which the API does not know.
  if (/\bgzip\b/.test(headers.get("accept-encoding") ?? "")) passed["accept-encoding"] = "gzip";
  return passed;
}
