import type { OAuthClient } from "../../options/oauth-client.ts";
import { type AuthorizationCode, openGrant } from "../../org/state/grant.ts";
import type { RouteContext } from "../context/route-context.ts";
import { grantSession } from "./grant-session.ts";
import { hasRefreshToken } from "./scopes.ts";
import { refuseGrant } from "./token-reply.ts";

/** Gives a session for the code that a user's browser has brought, and a refresh token where the app may have one. */
export async function exchangeCode(
  context: RouteContext,
  client: OAuthClient,
  form: URLSearchParams,
): Promise<Response> {
  const { org } = context.env;
  const text = form.get("code") ?? "";
  const code = org.codes.get(text);
  if (code === undefined || code.clientId !== client.clientId) {
    return refuseGrant("invalid_grant", "invalid authorization code");
  }
  // A code is for one attempt (a guess for one that fails).
  org.codes.delete(text);
  org.changes++;
  if (org.clock.now() >= code.expiresAt) return refuseGrant("invalid_grant", "expired authorization code");
  if (form.get("redirect_uri") !== code.redirectUri) {
    return refuseGrant("redirect_uri_mismatch", "redirect_uri must match configuration");
  }
  if (!(await isProven(code, form.get("code_verifier")))) return refuseGrant("invalid_grant", "invalid code verifier");
  const { clientId, userId, scope } = code;
  if (!hasRefreshToken(scope)) return await grantSession(context, client, { userId, scope });
  const refreshToken = openGrant(org, { clientId, userId, scope });
  return await grantSession(context, client, { userId, scope, refreshToken, grant: refreshToken });
}

/**
 * Tells whether a verifier leads to the challenge of a code. What is said of a wrong one is recorded; that a missing one, and
 * one without a challenge, are refused in the same words is a guess.
 */
async function isProven({ challenge, challengeMethod }: AuthorizationCode, verifier: string | null): Promise<boolean> {
  if (challenge === undefined || verifier === null) return challenge === undefined && verifier === null;
  if (challengeMethod === "plain") return verifier === challenge;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return hash.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") === challenge.replaceAll("=", "");
}
