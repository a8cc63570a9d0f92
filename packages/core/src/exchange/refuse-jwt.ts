import { isApiHost } from "../connection/api-hosts.ts";
import type { Target } from "../connection/check-connection.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import type { Failure } from "./failure.ts";

/**
 * Refuses a JWT-formatted access token where it is known to be no use, before anything is sent: bound to a key (DPoP), or for
 * Bulk API 1.0. Salesforce's help names the REST APIs alone for such tokens, and those have Bulk API 2.0.
 *
 * What a gateway in front of the org takes is its own business.
 */
export function refuseJwt(
  { origin }: Target,
  { service = "async" }: ApiRequest<unknown>,
  token: string,
): Failure | undefined {
  const claims = /^eyJ[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  if (claims === undefined || !(origin.startsWith("http:") || isApiHost(new URL(origin).hostname))) return undefined;
  if (isBound(claims))
    return refusal("DpopToken", "the token is bound to a key (DPoP), for which no proof is documented");
  return service === "async"
    ? refusal(
        "JwtToken",
        "a JWT-based access token is for REST APIs: use Bulk API 2.0, or have the app issue opaque tokens",
      )
    : undefined;
}

/** Tells whether claims name a key that the token is bound to (RFC 9449). */
function isBound(claims: string): boolean {
  try {
    return "cnf" in (JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))) as object);
  } catch {
    return false;
  }
}

const refusal = (code: "DpopToken" | "JwtToken", why: string): Failure => ({
  type: "session",
  code,
  status: 0,
  mayHaveApplied: false,
  why,
});
