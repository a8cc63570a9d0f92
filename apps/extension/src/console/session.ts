import { signal } from "@preact/signals";
import { browserAdapter, extensionConnection, findJobs, getUser } from "@sfbulk/browser";
import { useOrg } from "demo/src/connecting/connect-org.ts";
import { orgTrouble } from "demo/src/org/org.ts";
import { noteRefresh } from "demo/src/wire/record-exchanges.ts";
import { cookieReader, onSessionChange } from "../browser/cookies.ts";
import { type OrgPlace, readPlace } from "../orgs/org-place.ts";
import { isSameUser, openSession, type OrgSession } from "../orgs/org-session.ts";

/** The org that this tab is about. */
export const place: OrgPlace | undefined = readPlace(location.search);

/** The session that it works with. */
export const session = signal<OrgSession | undefined>(undefined);

/** Why there is none. */
export const sessionFailure = signal<Error | undefined>(undefined);

/** Who is signed in to the org in this browser now, where that is somebody else than this tab works as. */
export const otherUser = signal<string | undefined>(undefined);

/** Begins to work with the org of this tab, as whoever is signed in now. */
export async function connect(): Promise<void> {
  if (place === undefined) {
    orgTrouble.value = "none is named";
    return;
  }
  useOrg(undefined);
  session.value = undefined;
  sessionFailure.value = undefined;
  otherUser.value = undefined;
  try {
    const opened = await openSession(place);
    // An org may say whose session it is, and refuse all the rest of it.
    await findJobs({ ...opened.connection, retry: { attempts: 2 } }).next();
    session.value = opened;
    const { connection, user } = opened;
    useOrg({
      kind: "direct",
      label: `${place.host.replace(/\.my\.salesforce\.com$/, "")} · ${user.username}`,
      instanceUrl: connection.instanceUrl,
      accessToken: async (rejected) => {
        if (rejected !== undefined) noteRefresh(rejected);
        return await connection.accessToken(rejected);
      },
      adapter: connection.fetch ?? browserAdapter(),
      userId: user.userId,
      username: user.username,
    });
  } catch (error) {
    sessionFailure.value = error as Error;
    orgTrouble.value = (error as Error).message;
  }
}

/** Watches for another user's signing in, which this tab must say. */
export function watchSession(): void {
  if (place === undefined) return;
  const { host } = place;
  onSessionChange(host, () => void compare().catch(reportError));
}

let turn = 0;

async function compare(): Promise<void> {
  const mine = ++turn;
  const opened = session.value;
  if (place === undefined || opened?.by !== "browser") return;
  const store = place.storeId === undefined ? {} : { storeId: place.storeId };
  let username: string | undefined;
  try {
    const now = await extensionConnection({ cookies: cookieReader, tabUrl: `https://${place.host}/`, ...store });
    const user = await getUser({ ...now, retry: { attempts: 1 } });
    username = isSameUser(opened.user, user) ? undefined : user.username;
  } catch {
    // Somebody has signed out, or signs in just now: what is sent next says whether the session is over.
    return;
  }
  if (mine === turn && session.value === opened) otherUser.value = username;
}
