import type { OAuthClient } from "../../options/oauth-client.ts";
import { replaceToken, revokeGrant } from "../../org/state/grant.ts";
import type { RouteContext } from "../context/route-context.ts";
import { grantSession } from "./grant-session.ts";
import { refuseGrant } from "./token-reply.ts";

/**
 * Gives a new session for a refresh token. Where the app's tokens rotate, there is a new one with it, and one that has been
 * replaced ends them all when it comes again, with the sessions that come of them (documented).
 */
export async function refreshSession(context: RouteContext, client: OAuthClient, token: string): Promise<Response> {
  const { org } = context.env;
  const held = org.refreshTokens.get(token);
  const grant = held === undefined ? undefined : org.grants.get(held.grant);
  if (held === undefined || grant === undefined || grant.clientId !== client.clientId) return expired();
  const now = org.clock.now();
  const { refreshTokenIdleTime: idle = Infinity, refreshTokenLifetime: lifetime = Infinity } = client;
  if (held.isReplaced || now - grant.usedAt >= idle || now - grant.since >= lifetime) {
    revokeGrant(org, grant.id);
    org.changes++;
    return expired();
  }
  grant.usedAt = now;
  const refreshToken = client.rotateRefreshTokens === true ? replaceToken(org, held) : undefined;
  const { userId, scope, id } = grant;
  return await grantSession(context, client, { userId, scope, grant: id, refreshToken });
}

/** What is said of any refresh token that is good no more: recorded of one that is over, and of one that has been used up. */
const expired = (): Response => refuseGrant("invalid_grant", "expired access/refresh token");
