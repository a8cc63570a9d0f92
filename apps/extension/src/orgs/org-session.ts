import {
  authorize,
  browserAdapter,
  browserStore,
  type Connection,
  extensionConnection,
  getUser,
  refreshTokenSource,
  SessionError,
  type TokenSource,
  type UserInfo,
} from "@sfbulk/browser";
import { cookieReader, isUsualStore } from "../browser/cookies.ts";
import { askFor, canSeeSalesforce } from "../browser/salesforce-access.ts";
import { readSettings } from "../browser/settings.ts";
import type { OrgPlace } from "./org-place.ts";

/** A session of an org, and whose it is. */
export interface OrgSession {
  readonly place: OrgPlace;
  readonly connection: Connection & { readonly accessToken: TokenSource };
  readonly user: UserInfo;
  /** Whether it is the browser's own, or one that an External Client App has. */
  readonly by: "browser" | "app";
}

/** Says why there is no session, where it is nothing that Salesforce said. Its name is `NoAccess`. */
const noAccess = (message: string): Error => Object.assign(new Error(message), { name: "NoAccess" });

/**
 * Opens a session: the one that an app was let in with since the browser started, or else that of the browser. Asks whose
 * it is. As long as it is used it stays theirs: where the browser has another user's later, it is over.
 *
 * @throws Error named NoAccess where the extension may not see Salesforce's pages; what the library throws.
 */
export async function openSession(place: OrgPlace): Promise<OrgSession> {
  if (!(await canSeeSalesforce())) {
    throw noAccess("Cannot see Salesforce's pages: this browser does not let the extension");
  }
  return (await appSession(place)) ?? (await browserSession(place));
}

async function browserSession(place: OrgPlace): Promise<OrgSession> {
  const { host, storeId } = place;
  const store = storeId === undefined ? {} : { storeId };
  const found = await extensionConnection({ cookies: cookieReader, tabUrl: `https://${host}/`, ...store });
  return await withUser(place, found as OrgSession["connection"], "browser");
}

/** The name of an org in a container or private window: who signs in by an app in one is not signed in in another. */
const nameOf = ({ host, storeId }: OrgPlace): string =>
  storeId === undefined || isUsualStore(storeId) ? host : `${host} ${storeId}`;

/** Where the grant of an org is: in memory, away from pages, gone with the browser. */
const grantOf = (place: OrgPlace): ReturnType<typeof browserStore> =>
  browserStore(nameOf(place), { area: chrome.storage.session });

const clientKey = (place: OrgPlace): string => `sfbulk client ${nameOf(place)}`;

async function appSession(place: OrgPlace): Promise<OrgSession | undefined> {
  const key = clientKey(place);
  const clientId = (await chrome.storage.session.get<Record<string, string>>(key))[key];
  if (clientId === undefined) return undefined;
  const instanceUrl = `https://${place.host}`;
  const accessToken = refreshTokenSource({ loginUrl: instanceUrl, clientId, store: grantOf(place) });
  return await withUser(place, { instanceUrl, accessToken, fetch: browserAdapter() }, "app");
}

/**
 * Lets a user sign in by the External Client App of the settings. Must be called when a person presses something, since the
 * browser may ask.
 *
 * @throws Error named NoAccess where no client id is set, or the browser does not let the extension; what the library throws.
 */
export async function signInByApp(place: OrgPlace): Promise<void> {
  if (!(await askFor("identity")))
    throw noAccess("Cannot sign in: this browser does not let the extension open Salesforce's window");
  const { clientId } = await readSettings();
  if (clientId === "") {
    throw noAccess("Cannot sign in: the options have no client id of an External Client App yet");
  }
  const loginUrl = `https://${place.host}`;
  const identity = {
    getRedirectURL: () => chrome.identity.getRedirectURL(),
    launchWebAuthFlow: async (details: { url: string; interactive: boolean }) =>
      await chrome.identity.launchWebAuthFlow(details),
  };
  const { grant } = await authorize({ loginUrl, clientId, identity, store: grantOf(place) });
  if (grant === undefined) {
    throw noAccess('Cannot keep the sign-in: the app gives no refresh token; add the scope "refresh_token" to it');
  }
  await chrome.storage.session.set({ [clientKey(place)]: clientId });
}

/** Forgets what an app was let in with: the browser's own session is used again. */
export const forgetApp = async (place: OrgPlace): Promise<void> =>
  await chrome.storage.session.remove([clientKey(place), `sfbulk grant ${nameOf(place)}`]);

async function withUser(place: OrgPlace, found: OrgSession["connection"], by: OrgSession["by"]): Promise<OrgSession> {
  const user = await getUser(found, { signal: AbortSignal.timeout(60_000) });
  const accessToken: TokenSource = async (rejected) => {
    const token = await found.accessToken(rejected);
    if (rejected !== undefined) await checkUser(user, { ...found, accessToken: token });
    return token;
  };
  return { place, connection: { ...found, accessToken }, user, by };
}

/** A session that came in the place of another is used only where it is the same user's. */
async function checkUser(user: UserInfo, connection: Connection): Promise<void> {
  const now = await getUser({ ...connection, retry: { attempts: 2 } });
  if (isSameUser(user, now)) return;
  throw new SessionError(
    `Cannot go on as ${JSON.stringify(user.username)}: this browser is signed in as ${JSON.stringify(now.username)} now; sign in again as the former, or open the org anew`,
    { code: "SessionRejected" },
  );
}

/** Tells whether two sessions are the same user's of the same org. */
export const isSameUser = (one: UserInfo, other: UserInfo): boolean =>
  one.userId === other.userId && one.organizationId === other.organizationId;
