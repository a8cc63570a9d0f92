import { type Connection, normaliseInstanceUrl, SessionError, type TokenSource } from "@sfbulk/core";
import { browserAdapter } from "./browser-adapter.ts";

/** What is needed of `chrome.cookies`, or of Firefox's `browser.cookies`. */
export interface CookieReader {
  get(details: { url: string; name: string }): Promise<{ readonly value: string } | null | undefined>;
  getAll(details: {
    name: string;
    secure: boolean;
  }): Promise<readonly { readonly value: string; readonly domain: string }[]>;
}

/** Options of {@link extensionConnection}. */
export interface ExtensionConnectionOptions {
  /** `chrome.cookies` or `browser.cookies`. */
  readonly cookies: CookieReader;
  /** The address of a tab with Salesforce in it, Lightning, Setup and Visualforce included: `tab.url`. */
  readonly tabUrl: string | undefined;
}

/**
 * Finds the session of a Salesforce tab from within an extension: of the cookies named `sid`, the one of the
 * my.salesforce.com host whose org is the tab's. Works in a service worker of Manifest V3, and in the extension's pages.
 *
 * The manifest must have the permission `cookies` and, among `host_permissions`, `https://*.salesforce.com/*` and
 * `https://*.force.com/*`. When Salesforce rejects the session later, the cookie is read again.
 *
 * @returns the connection, with {@link browserAdapter}. Nothing is sent.
 * @throws TypeError where an option is missing. SessionError where there is no such session, or the extension may not see
 *   it; its message says what to do and shows no token.
 * @see https://developer.chrome.com/docs/extensions/reference/api/cookies
 * @example
 * ```js
 * import { closeJob, extensionConnection } from "@sfbulk/browser";
 *
 * const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
 * const connection = await extensionConnection({ cookies: chrome.cookies, tabUrl: tab.url });
 * await closeJob(connection, "7509H0000016GUXQA2");
 * ```
 */
export async function extensionConnection(options: ExtensionConnectionOptions): Promise<Connection> {
  const { cookies, tabUrl } = options;
  if (typeof cookies?.getAll !== "function") {
    throw new TypeError('Cannot use cookies: expected chrome.cookies, which is there with the permission "cookies" only');
  }
  if (typeof tabUrl !== "string" || !URL.canParse(tabUrl)) {
    throw new TypeError("Cannot use tabUrl: expected tab.url, which is there with host_permissions for that tab only");
  }
  const { hostname } = new URL(tabUrl);
  const { host, token } = await findSession(cookies, tabUrl, hostname);
  const instanceUrl = `https://${host}`;
  const accessToken: TokenSource = async (rejected) =>
    rejected === undefined ? token : await readAgain(cookies, instanceUrl, rejected);
  return { instanceUrl, accessToken, fetch: browserAdapter() };
}

interface FoundSession {
  readonly host: string;
  readonly token: string;
}

async function findSession(cookies: CookieReader, tabUrl: string, tabHost: string): Promise<FoundSession> {
  let sessions: FoundSession[];
  let org: string | undefined;
  try {
    org = orgOf((await cookies.get({ url: tabUrl, name: "sid" }))?.value);
    sessions = sessionsOf(await cookies.getAll({ name: "sid", secure: true }));
  } catch (error) {
    throw notFound(tabHost, error);
  }
  const apiHost = apiHostOf(tabHost);
  // An org has more than one such host after its My Domain was renamed: the one beside the tab's goes first.
  const found =
    sessions.find(({ host, token }) => host === apiHost && (org === undefined || orgOf(token) === org)) ??
    sessions.find(({ token }) => org !== undefined && orgOf(token) === org);
  if (found === undefined) throw notFound(tabHost);
  return found;
}

/** Where an org's API is, as against its pages: sessions of other hosts are refused there. */
const apiHosts = /.\.my(?:\.salesforce\.com|\.pc-rnd\.salesforce\.com|\.salesforce\.mil|\.sfcrmproducts\.cn|-salesforce\.com)$/;

const sessionsOf = (cookies: Awaited<ReturnType<CookieReader["getAll"]>>): FoundSession[] =>
  cookies
    // A domain begins with a dot where the cookie is for the hosts below it too.
    .map(({ domain, value }) => ({ host: domain.replace(/^\./, "").replace(/\.mcas\.ms$/, ""), token: value }))
    .filter(({ host, token }) => apiHosts.test(host) && orgOf(token) !== undefined);

/** The id of the org stands before the "!" of a session: 15 characters, since the other three only check them. */
const orgOf = (token: string | undefined): string | undefined => /^(00D\w{12})(?:\w{3})?!/.exec(token ?? "")?.[1];

/** Gives the API host beside the tab's host, or `undefined` where its name does not tell, as with Visualforce. */
function apiHostOf(tabHost: string): string | undefined {
  try {
    return new URL(normaliseInstanceUrl(`https://${tabHost}`)).hostname;
  } catch {
    return undefined;
  }
}

async function readAgain(cookies: CookieReader, instanceUrl: string, rejected: string): Promise<string> {
  const token = (await cookies.get({ url: instanceUrl, name: "sid" }))?.value;
  if (token !== undefined && token !== rejected && orgOf(token) === orgOf(rejected)) return token;
  const why = token === rejected ? "the cookie still holds the rejected one" : "this browser has signed out of the org";
  throw new SessionError(`Cannot renew the session of ${instanceUrl}: ${why}; reload a tab of the org and sign in there`);
}

const notFound = (tabHost: string, cause?: unknown): SessionError =>
  new SessionError(
    `Cannot find the session of ${JSON.stringify(tabHost)}: sign in to the org in this browser, and see that the manifest has the permission "cookies" and host_permissions for https://*.salesforce.com/* and https://*.force.com/*`,
    cause instanceof Error ? { cause } : {},
  );
