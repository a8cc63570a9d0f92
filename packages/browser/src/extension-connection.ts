import { argumentError, checkOptions, type Connection, SessionError, type TokenSource } from "@sfbulk/core";
import { browserAdapter } from "./browser-adapter.ts";
import type { CookieReader } from "./cookie-reader.ts";
import { findSession, orgOf } from "./find-session.ts";

/** Options of {@link extensionConnection}. */
export interface ExtensionConnectionOptions {
  /** `chrome.cookies` or `browser.cookies`. */
  readonly cookies: CookieReader;
  /** The address of a tab with Salesforce in it, Lightning, Setup and Visualforce included: `tab.url`. */
  readonly tabUrl: string | undefined;
  /**
   * The cookies of which window or container: `tab.cookieStoreId` in Firefox, the id of a store of
   * `chrome.cookies.getAllCookieStores()` for a private window. Default: those of where this is called.
   */
  readonly storeId?: string;
}

/**
 * Finds the session of a Salesforce tab from within an extension: of the cookies named `sid`, the one of the
 * my.salesforce.com host whose org is the tab's. Works in a service worker of Manifest V3, and in the extension's pages;
 * not in a content script, which may neither read cookies nor ask other origins.
 *
 * The manifest must have the permission `cookies` and, among `host_permissions`, `https://*.salesforce.com/*`,
 * `https://*.force.com/*` and `https://*.salesforce-setup.com/*`. When Salesforce rejects the session later, the cookie
 * is read again.
 *
 * @returns the connection, with {@link browserAdapter}. Nothing is sent.
 * @throws TypeError where an option is missing. SessionError where there is no such session, or the extension may not see
 *   it; its message says what to do and shows no token.
 * @see https://developer.chrome.com/docs/extensions/reference/api/cookies
 * @example
 * ```ts
 * import { closeJob, extensionConnection } from "@sfbulk/browser";
 *
 * const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
 * const connection = await extensionConnection({ cookies: chrome.cookies, tabUrl: tab.url });
 * await closeJob(connection, "7509H0000016GUXQA2");
 * ```
 */
export async function extensionConnection(options: ExtensionConnectionOptions): Promise<Connection> {
  checkOptions("options", options, { cookies: true, tabUrl: true, storeId: true });
  const { cookies, tabUrl, storeId }: Partial<ExtensionConnectionOptions> = options ?? {};
  if (typeof cookies?.get !== "function" || typeof cookies.getAll !== "function") {
    throw argumentError(
      "MissingPermission",
      'Cannot use cookies: expected chrome.cookies, which is there with the permission "cookies" only',
    );
  }
  if (typeof tabUrl !== "string" || !URL.canParse(tabUrl)) {
    throw argumentError(
      "MissingPermission",
      "Cannot use tabUrl: expected tab.url, which is there with host_permissions for that tab only",
    );
  }
  const store = storeId === undefined ? {} : { storeId };
  const { host, token, cookieUrl } = await findSession(cookies, tabUrl, store);
  const instanceUrl = `https://${host}`;
  const readAgain = async (rejected: string): Promise<string> => {
    const fresh = (await cookies.get({ url: cookieUrl, name: "sid", ...store }))?.value;
    if (fresh !== undefined && fresh !== rejected && orgOf(fresh) === orgOf(rejected)) return fresh;
    const why =
      fresh === rejected ? "the cookie still holds the rejected one" : "this browser has signed out of the org";
    throw new SessionError(
      `Cannot renew the session of ${instanceUrl}: ${why}; reload a tab of the org and sign in there`,
      { code: "SessionRejected" },
    );
  };
  const accessToken: TokenSource = async (rejected) => (rejected === undefined ? token : await readAgain(rejected));
  return { instanceUrl, accessToken, fetch: browserAdapter() };
}
