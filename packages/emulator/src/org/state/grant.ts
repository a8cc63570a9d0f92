import { clientsOf, type OAuthClient } from "../../options/oauth-client.ts";
import type { Org } from "./org.ts";

/** What a user has allowed an app, for as long as its refresh tokens live. */
export interface Grant {
  /** Its first refresh token. */
  readonly id: string;
  readonly clientId: string;
  readonly userId: string;
  readonly scope: string;
  /** When the user signed in. */
  readonly since: number;
  /** When a session was last made of it. */
  usedAt: number;
}

/** A refresh token, kept under its text, also when it is good no more. */
export interface RefreshToken {
  readonly grant: string;
  /** Whether another one has been given out in its place. */
  isReplaced: boolean;
}

/** What an app was given for the browser to bring, kept under its text. */
export interface AuthorizationCode {
  readonly clientId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly expiresAt: number;
  /** What the verifier of PKCE must lead to. */
  readonly challenge?: string;
  readonly challengeMethod?: "S256" | "plain";
}

/** What a grant is made of. */
type GrantSeed = Pick<Grant, "clientId" | "userId" | "scope">;

/** Makes a grant and gives its refresh token. */
export function openGrant(org: Org, seed: GrantSeed, token: string = org.ids.refreshToken()): string {
  const now = org.clock.now();
  org.grants.set(token, { ...seed, id: token, since: now, usedAt: now });
  org.refreshTokens.set(token, { grant: token, isReplaced: false });
  return token;
}

/** Gives a new refresh token in the place of another one. */
export function replaceToken(org: Org, old: RefreshToken): string {
  const token = org.ids.refreshToken();
  old.isReplaced = true;
  org.refreshTokens.set(token, { grant: old.grant, isReplaced: false });
  return token;
}

/** Takes a grant back: none of its refresh tokens is good any more, and its sessions end. */
export function revokeGrant(org: Org, id: string): void {
  org.grants.delete(id);
  for (const [token, session] of org.sessions) if (session.grant === id) org.sessions.delete(token);
}

/** Makes grants of the refresh tokens that the apps have from the start, but for those that the org has seen. */
export function ensureGrants(org: Org, options: { readonly clients?: readonly OAuthClient[] }): void {
  for (const { clientId, userId = org.userId, refreshTokens = [] } of clientsOf(options)) {
    for (const token of refreshTokens) {
      if (!org.refreshTokens.has(token)) openGrant(org, { clientId, userId, scope: "api refresh_token" }, token);
    }
  }
}
