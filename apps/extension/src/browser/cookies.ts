import type { CookieReader } from "@sfbulk/browser";

/** What Firefox tells of a cookie, and wants to be asked, besides what Chrome does. */
interface FirefoxDetails {
  readonly firstPartyDomain?: string | null;
}

/** Firefox alone has it, and refuses to read where first-party isolation is on and it is not named; Chrome refuses the name. */
const isFirefox = (): boolean => "getBrowserInfo" in chrome.runtime;

type Details = chrome.cookies.GetAllDetails & FirefoxDetails;

const everywhere = (): Details => ({ partitionKey: {}, ...(isFirefox() ? { firstPartyDomain: null } : {}) });

/**
 * Reads cookies wherever the browser keeps them: partitioned ones, those of first-party isolation, those of a container or
 * a private window. Of several, the one goes first that the site itself gets when it is visited.
 */
export const cookieReader: CookieReader = {
  get: async ({ url, name, storeId }) => (await read({ url, name, ...(storeId === undefined ? {} : { storeId }) }))[0],
  getAll: async ({ name, secure, storeId }) =>
    await read({ name, secure, ...(storeId === undefined ? {} : { storeId }) }),
};

async function read(details: chrome.cookies.GetAllDetails): Promise<readonly chrome.cookies.Cookie[]> {
  const found = await chrome.cookies.getAll({ ...details, ...everywhere() });
  return found.toSorted((one, other) => Number(isPartitioned(one)) - Number(isPartitioned(other)));
}

const isPartitioned = ({ partitionKey }: chrome.cookies.Cookie): boolean =>
  partitionKey?.topLevelSite !== undefined && partitionKey.topLevelSite !== "";

/** A tab, with what Firefox tells of it. */
export type Tab = chrome.tabs.Tab & { readonly cookieStoreId?: string };

/** Gives the id of the store with the cookies of a tab: of its container, its private window. */
export async function storeOf({ id, cookieStoreId }: Tab): Promise<string | undefined> {
  if (cookieStoreId !== undefined) return cookieStoreId;
  const stores = await chrome.cookies.getAllCookieStores();
  return stores.find(({ tabIds }) => id !== undefined && tabIds.includes(id))?.id;
}

/** Tells whether a store of cookies is that of the browser's usual windows: Chrome's, and Firefox's. */
export const isUsualStore = (storeId: string): boolean => storeId === "0" || storeId === "firefox-default";

/** Tells whether it is that of the private windows. */
export const isPrivateStore = (storeId: string): boolean => storeId === "1" || storeId === "firefox-private";

/** Tells when the session of a host changes: somebody signs in, out, or in as another. */
export function onSessionChange(host: string, told: () => void): void {
  chrome.cookies.onChanged.addListener(({ cookie: { name, domain } }) => {
    if (name === "sid" && domain.replace(/^\./, "") === host) told();
  });
}
