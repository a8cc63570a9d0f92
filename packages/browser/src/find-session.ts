import { isApiHost, normaliseInstanceUrl, SessionError } from "@sfbulk/core";
import type { CookieReader } from "./cookie-reader.ts";

/** A session that was found among the cookies. */
export interface FoundSession {
  /** The host of the org's API. */
  readonly host: string;
  readonly token: string;
  /** The address whose cookie it is: the host, or a proxy's name for it. */
  readonly cookieUrl: string;
}

/**
 * Finds the session of the org that a tab shows. The tab's own session tells the org only: those of Lightning and Setup
 * hosts are refused by the API.
 *
 * @throws SessionError where there is none, or the browser does not let it see.
 */
export async function findSession(
  cookies: CookieReader,
  tabUrl: string,
  store: { readonly storeId?: string },
): Promise<FoundSession> {
  const { hostname, protocol } = new URL(tabUrl);
  const apiHost = apiHostOf(hostname);
  // A page that is not Salesforce's would name an org by a cookie of its own making.
  if (protocol !== "https:" || apiHost === "somebody else's") throw notFound(hostname);
  let sessions: FoundSession[];
  let org: string | undefined;
  try {
    org = orgOf((await cookies.get({ url: tabUrl, name: "sid", ...store }))?.value);
    sessions = sessionsOf(await cookies.getAll({ name: "sid", secure: true, ...store }));
  } catch (error) {
    throw notFound(hostname, error);
  }
  // An org has more than one such host after its My Domain was renamed: the one beside the tab's goes first.
  const found =
    sessions.find(({ host, token }) => host === apiHost && (org === undefined || orgOf(token) === org)) ??
    sessions.find(({ token }) => org !== undefined && orgOf(token) === org);
  if (found === undefined) throw notFound(hostname);
  return found;
}

const sessionsOf = (cookies: Awaited<ReturnType<CookieReader["getAll"]>>): FoundSession[] =>
  cookies
    .map(({ domain, value }) => {
      // A domain begins with a dot where the cookie is for the hosts below it too.
      const host = domain.replace(/^\./, "");
      return { host: withoutProxy(host), token: value, cookieUrl: `https://${host}/` };
    })
    .filter(({ host, token }) => isApiHost(host) && orgOf(token) !== undefined);

/** Gives the id of the org, which stands before the "!" of a session: 15 characters, the other three only check them. */
export const orgOf = (token: string | undefined): string | undefined =>
  /^(00D\w{12})(?:\w{3})?!/.exec(token ?? "")?.[1];

/** Gives the API host beside the tab's host, or `undefined` where its name does not tell, as with Visualforce. */
function apiHostOf(tabHost: string): string | undefined {
  let hostname: string;
  try {
    ({ hostname } = new URL(normaliseInstanceUrl(`https://${withoutProxy(tabHost)}`)));
  } catch {
    return undefined;
  }
  return isApiHost(hostname) ? hostname : "somebody else's";
}

/** Microsoft's proxy puts its own name behind that of the host. */
const withoutProxy = (host: string): string => host.replace(/\.mcas\.ms$/, "");

const notFound = (tabHost: string, cause?: unknown): SessionError =>
  new SessionError(
    `Cannot find the session of ${JSON.stringify(tabHost)}: sign in to the org in this browser, and see that the manifest has the permission "cookies" and host_permissions for https://*.salesforce.com/*, https://*.force.com/* and https://*.salesforce-setup.com/*`,
    { code: "SessionNotFound", cause: cause instanceof Error ? cause : undefined },
  );
