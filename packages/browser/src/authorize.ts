import {
  type AuthorizationOptions,
  type Authorized,
  beginAuthorization,
  finishAuthorization,
  SessionError,
} from "@sfbulk/core";

/** What is needed of `chrome.identity`, or of Firefox's `browser.identity`. */
export interface WebAuthFlow {
  /** Gives the address that the browser takes for the extension's own, and lets it have what comes there. */
  getRedirectURL(path?: string): string;
  /** Opens a window at an address, and gives the one that it ends at, of the extension's own. */
  launchWebAuthFlow(details: { url: string; interactive: boolean }): Promise<string | undefined>;
}

/** How a user is asked, by a page or an extension, to let an app in. */
export interface AuthorizeOptions extends Omit<AuthorizationOptions, "redirectUri"> {
  /** `chrome.identity`, in an extension with the permission `identity`. Default: the page itself goes there and comes back. */
  readonly identity?: WebAuthFlow;
  /**
   * Where the browser is sent back to, one of the app's Callback URLs, letter by letter. Default: this page without its query;
   * in an extension `identity.getRedirectURL()`.
   */
  readonly redirectUri?: string;
}

/**
 * Signs a user in with PKCE: in an extension in a window of its own (`launchWebAuthFlow`), in a page by leaving it and coming
 * back. No secret is needed.
 *
 * A page calls it twice. The first call leaves the page, so it gives nothing; the second one, in the page that the browser has
 * come back to with a `code` (or an `error`) in its address, finishes, and takes those out of the address. The app needs *Enable
 * CORS for OAuth endpoints* and the page's origin in Setup → CORS; an extension needs `host_permissions` for the org.
 *
 * @returns a source for a connection, the org's address, and the grant, which `store` has already.
 * @throws TypeError for a bad option; SessionError that says whose setting it is where Salesforce refused, and
 *   `SignInAbandoned` where the user closed the window.
 * @see https://developer.chrome.com/docs/extensions/reference/api/identity
 * @example
 * ```ts
 * import { authorize, browserStore, closeJob } from "@sfbulk/browser";
 *
 * const store = browserStore("acme", { area: chrome.storage.session });
 * const { accessToken } = await authorize({ loginUrl: instanceUrl, clientId, identity: chrome.identity, store });
 * await closeJob({ instanceUrl, accessToken }, jobId);
 * ```
 */
export async function authorize(options: AuthorizeOptions): Promise<Authorized> {
  // Loaded when somebody signs in.
  const { authorizeInBrowser } = await import("./authorize-in-browser.ts");
  return await authorizeInBrowser(options, { beginAuthorization, finishAuthorization, SessionError });
}
