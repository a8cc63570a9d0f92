import { isApiHost } from "@sfbulk/browser";

/** An org in this browser: the host of its API, and where its cookies are. There is no session in it. */
export interface OrgPlace {
  readonly host: string;
  /** Of a container or a private window. Absent: the browser's own. */
  readonly storeId?: string;
}

/** Writes a place for the address of one of the extension's pages. */
function placeQuery({ host, storeId }: OrgPlace): string {
  return `?${new URLSearchParams({ org: host, ...(storeId === undefined ? {} : { store: storeId }) }).toString()}`;
}

/** Reads a place from such an address; `undefined` where there is none, or a host that no org's API has. */
export function readPlace(query: string): OrgPlace | undefined {
  const parameters = new URLSearchParams(query);
  const host = parameters.get("org");
  const storeId = parameters.get("store");
  if (host === null || !isApiHost(host)) return undefined;
  return { host, ...(storeId === null ? {} : { storeId }) };
}

/** The address of the console on an org. */
export const consoleUrl = (place: OrgPlace, view = "jobs"): string =>
  chrome.runtime.getURL(`console.html${placeQuery(place)}#/${view}`);
