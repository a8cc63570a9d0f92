import { extensionConnection, isApiHost } from "@sfbulk/browser";
import { cookieReader, storeOf, type Tab } from "../browser/cookies.ts";
import type { OrgPlace } from "./org-place.ts";

/**
 * Gives the org that a tab shows, by its session.
 *
 * @throws SessionError where there is none.
 */
export async function orgOfTab(tab: Tab): Promise<OrgPlace> {
  const storeId = await storeOf(tab);
  const store = storeId === undefined ? {} : { storeId };
  const { instanceUrl } = await extensionConnection({ cookies: cookieReader, tabUrl: tab.url, ...store });
  return { host: new URL(instanceUrl).host, ...store };
}

/** Gives the orgs that somebody has signed in to in this browser, those of containers and private windows too. */
export async function findOrgs(): Promise<OrgPlace[]> {
  const places: OrgPlace[] = [];
  for (const { id: storeId } of await chrome.cookies.getAllCookieStores()) {
    const sessions = await cookieReader.getAll({ name: "sid", secure: true, storeId });
    const hosts = new Set(sessions.map(({ domain }) => domain.replace(/^\./, "")).filter(isApiHost));
    for (const host of [...hosts].toSorted()) places.push({ host, storeId });
  }
  return places;
}

/** Tells whether an address is one of Salesforce's pages, whoever is signed in. */
export const isSalesforcePage = (url: string | undefined): boolean =>
  url !== undefined &&
  /^https:\/\/[^/]*\.(?:my\.salesforce\.com|lightning\.force\.com|my\.salesforce-setup\.com|vf\.force\.com)\//.test(
    url,
  );
