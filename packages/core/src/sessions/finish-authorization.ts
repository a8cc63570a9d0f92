import type { AuthorizationOptions, PendingAuthorization } from "./begin-authorization.ts";
import type { StoredGrant } from "./stores/grant-store.ts";
import type { OrgTokenSource } from "./token-grant.ts";

/** A user who has let the app in. */
export interface Authorized {
  /** The source for a connection. It renews the token where there is a refresh token. */
  readonly accessToken: OrgTokenSource;
  /** The org's address for a connection. */
  readonly instanceUrl: string;
  /** The grant as it is now, to be kept; `undefined` where the app gave no refresh token. */
  readonly grant: StoredGrant | undefined;
}

/**
 * Finishes what {@link beginAuthorization} began: exchanges the code that the browser has brought for a token, and keeps the
 * grant in `store`.
 *
 * @param options - The same as at the beginning.
 * @param pending - What the beginning gave.
 * @param redirectedTo - The whole address that the browser was sent back to.
 * @throws SessionError that says whose setting it is where Salesforce refused: `AppBlocked`, `AppNotInstalled`,
 *   `UserRefused`, …; `SignInAbandoned` for the answer of another sign-in. TypeError for a bad argument.
 * @example
 * ```ts
 * import { beginAuthorization, finishAuthorization } from "@sfbulk/core";
 *
 * const options = { loginUrl: instanceUrl, clientId, redirectUri: "http://localhost:1717/OauthRedirect" };
 * const { url, pending } = await beginAuthorization(options);
 * const { accessToken, grant } = await finishAuthorization(options, pending, await openForUser(url));
 * ```
 */
export async function finishAuthorization(
  options: AuthorizationOptions,
  pending: PendingAuthorization,
  redirectedTo: string,
): Promise<Authorized> {
  return await (await import("./authorization-steps.ts")).finish(options, pending, redirectedTo);
}
