import { checkMembers, type MemberKinds } from "./check-members.ts";
import type { OAuthClient } from "./oauth-client.ts";

const kinds: MemberKinds<OAuthClient> = {
  clientId: "string",
  name: "string",
  clientSecret: "string",
  refreshTokens: "strings",
  redirectUris: "strings",
  requirePkce: "boolean",
  preauthorized: "boolean",
  rotateRefreshTokens: "boolean",
  refreshTokenIdleTime: "time",
  refreshTokenLifetime: "time",
  accessTokens: ["opaque", "jwt"],
  requireDpop: "boolean",
  problem: ["not-installed", "blocked"],
  userId: "string",
  username: "string",
  publicKey: "object",
};

/** Checks the apps of an emulator. @throws TypeError for one that makes no sense, and for a name that there is not. */
export function checkClients(clients: readonly OAuthClient[]): void {
  if (!Array.isArray(clients)) throw new TypeError("Cannot use clients: expected an array of apps");
  for (const client of clients as readonly Readonly<Record<string, unknown>>[]) {
    if (typeof client["clientId"] !== "string") throw new TypeError("Cannot use client: expected a clientId");
    checkMembers(`client ${JSON.stringify(client["clientId"])}`, client, kinds);
  }
}
