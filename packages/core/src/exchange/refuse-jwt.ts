import { isApiHost } from "../connection/api-hosts.ts";
import type { Target } from "../connection/check-connection.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { SessionError } from "../errors/session-error.ts";
import type { ApiRequest } from "../requests/api-request.ts";

/**
 * Refuses a JWT-formatted access token where it is known to be no use, before anything is sent: bound to a key (DPoP), or for
 * Bulk API 1.0. Salesforce's help names the REST APIs alone for such tokens, and those have Bulk API 2.0.
 *
 * What a gateway in front of the org takes is its own business.
 *
 * @throws SessionError with `DpopToken` or `JwtToken`.
 */
export function refuseJwt({ origin }: Target, { service }: ApiRequest<unknown>, token: string): void {
  // After "https://"; plain http is for loopback only.
  if (!jwt.test(token) || !(/^http:/.test(origin) || isApiHost(origin.slice(8)))) return;
  if (bound.test(token))
    throw refusal("DpopToken", "it is bound to a key (DPoP), for which the Bulk API documents no proof");
  if (service !== undefined) return;
  throw refusal("JwtToken", "a JWT is for REST APIs only: use Bulk API 2.0, or have the app issue opaque tokens");
}

const jwt = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;

/** `"cnf"`, the claim that names the key (RFC 9449), in each of the three ways in which it may stand in Base64. */
const bound = /ImNuZi|JjbmYi|Y25mIj/;

const refusal = (code: ErrorCode, why: string): SessionError =>
  new SessionError(`Cannot use the access token: ${why}`, { code });
