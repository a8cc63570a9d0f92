import type { GrantStore } from "./stores/grant-store.ts";
import type { TokenEndpoint } from "./token-grant.ts";

/** How a user is asked, in a browser, to let an app in. `loginUrl` is the org's My Domain. */
export interface AuthorizationOptions extends TokenEndpoint {
  /** Where the browser is sent back to: one of the app's Callback URLs, letter by letter. */
  readonly redirectUri: string;
  /** The consumer secret, where the app demands it. An app on users' computers has none that is secret. */
  readonly clientSecret?: string;
  /** What is asked for, with spaces in between. Default: `api refresh_token`. */
  readonly scope?: string;
  /** What the user is asked even so: `login` for who shall sign in as somebody else. Default: what is needed. */
  readonly prompt?: "login" | "consent" | "select_account";
  /** The user name that the login page begins with. */
  readonly loginHint?: string;
  /** Where the grant is kept, instead of what is there. Default: nowhere; the caller keeps it. */
  readonly store?: GrantStore;
}

/** What a sign-in that has begun is finished with: plain data, to be kept by whoever began it, and secret until then. */
export interface PendingAuthorization {
  /** What the browser brings back: without it, the answer may be of somebody else's sign-in. */
  readonly state: string;
  /** The secret of PKCE: whoever has seen the code cannot use it without. */
  readonly verifier: string;
  readonly redirectUri: string;
}

/** A sign-in that has begun. */
export interface BegunAuthorization {
  /** The address that the user is to open. */
  readonly url: string;
  readonly pending: PendingAuthorization;
}

/**
 * Begins to sign a user in with a browser (web server flow with PKCE). It sends nothing. It is for who has a browser of their
 * own kind: `authorize` of Node.js, Deno and pages does all of it.
 *
 * @throws TypeError for a bad option, and for a `loginUrl` that is no My Domain: External Client Apps of an org are found
 *   there only.
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm
 * @example
 * ```ts
 * import { beginAuthorization, finishAuthorization, memoryStore } from "@sfbulk/core";
 *
 * const store = memoryStore();
 * const options = { loginUrl: instanceUrl, clientId, redirectUri: "http://localhost:1717/OauthRedirect", store };
 * const { url, pending } = await beginAuthorization(options);
 * const redirectedTo = await openForUser(url);
 * const { accessToken } = await finishAuthorization(options, pending, redirectedTo);
 * ```
 */
export async function beginAuthorization(options: AuthorizationOptions): Promise<BegunAuthorization> {
  // Loaded when somebody signs in.
  return await (await import("./authorization-steps.ts")).begin(options);
}
