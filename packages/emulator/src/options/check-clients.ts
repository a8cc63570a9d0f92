import type { OAuthClient } from "./oauth-client.ts";

/** What a member of an app is. */
const kinds: Readonly<Record<keyof OAuthClient, "string" | "boolean" | "time" | "strings" | "object">> = {
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
  accessTokens: "string",
  problem: "string",
  userId: "string",
  username: "string",
  publicKey: "object",
};

/** The words that there are for a member. */
const words: Readonly<Partial<Record<keyof OAuthClient, readonly string[]>>> = {
  accessTokens: ["opaque", "jwt"],
  problem: ["not-installed", "blocked"],
};

/** Checks the apps of an emulator. @throws TypeError for one that makes no sense, and for a name that there is not. */
export function checkClients(clients: readonly OAuthClient[]): void {
  if (!Array.isArray(clients)) throw new TypeError("Cannot use clients: expected an array of apps");
  for (const client of clients as readonly Readonly<Record<string, unknown>>[]) {
    if (typeof client["clientId"] !== "string") throw new TypeError("Cannot use client: expected a clientId");
    for (const [name, value] of Object.entries(client)) {
      const kind = Object.hasOwn(kinds, name) ? kinds[name as keyof OAuthClient] : undefined;
      if (kind === undefined) {
        throw new TypeError(
          `Cannot use ${JSON.stringify(name)} of a client: expected one of ${Object.keys(kinds).join(", ")}`,
        );
      }
      const allowed = words[name as keyof OAuthClient];
      if (value === undefined || (isOf(value, kind) && (allowed?.includes(value as string) ?? true))) continue;
      const expected =
        allowed?.join(" or ") ??
        { time: "milliseconds, 0 or more", strings: "an array of strings" }[kind as "time"] ??
        kind;
      throw new TypeError(`Cannot use ${name} of client ${JSON.stringify(client["clientId"])}: expected ${expected}`);
    }
  }
}

function isOf(value: unknown, kind: (typeof kinds)[keyof OAuthClient]): boolean {
  if (kind === "time") return typeof value === "number" && value >= 0;
  if (kind === "strings") return Array.isArray(value) && value.every((one) => typeof one === "string");
  return typeof value === kind && value !== null;
}
