import type { OAuthClient } from "../../options/oauth-client.ts";

/** An error of OAuth: its code, and its words. */
export type OAuthError = readonly [error: string, description: string];

/**
 * Tells why an app's users are kept out of the org; nothing where they are not. Both codes are recorded of the address to which
 * the browser is sent back, the words of a missing app of the token endpoint, too. The code there is a guess.
 */
export function appProblem({ problem }: OAuthClient): OAuthError | undefined {
  if (problem === "blocked") return ["OAUTH_APP_BLOCKED", "this app is blocked by admin"];
  if (problem === "not-installed") {
    return ["OAUTH_EC_APP_NOT_FOUND", "External client app is not installed in this org"];
  }
  return undefined;
}
