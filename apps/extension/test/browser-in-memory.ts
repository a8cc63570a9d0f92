import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { onTestFinished, vi } from "vitest";

/** What an extension has of a browser, as far as its background needs it: the walks show the rest in real ones. */
export interface BrowserInMemory {
  /** The org that the first store is signed in to. */
  readonly org: Emulator;
  readonly host: string;
  /** All orgs, by their hosts. */
  readonly orgs: ReadonlyMap<string, Emulator>;
  /** What is kept in the browser's memory. */
  readonly session: Map<string, unknown>;
  /** What is kept on its disk. */
  readonly local: Map<string, unknown>;
  /** The addresses of the extension's own tabs. */
  readonly tabs: string[];
  /** How often the extension was loaded anew. */
  readonly reloads: () => number;
  /** The number on the toolbar's button. */
  readonly badge: () => string;
  /** What was said by the system. */
  readonly notes: string[];
  /** Hands a message to the background, and gives its answer; `undefined` where it is not listened to. */
  readonly send: (message: unknown, sender: { readonly id?: string; readonly url?: string }) => Promise<unknown>;
}

const origin = "chrome-extension://of-the-tests/";

/** The client id of an app that every org lets in. */
export const appOfTests = "of the tests";

type Listener = (message: unknown, sender: unknown, answer: (given: unknown) => void) => boolean;

/**
 * Puts a browser into this process for the time of one test.
 *
 * @param signedIn - The host of the org that each store of cookies is signed in to.
 */
export async function openBrowserInMemory(
  signedIn: Readonly<Record<string, string>> = { 0: "acme.my.salesforce.com" },
): Promise<BrowserInMemory> {
  const orgs = new Map<string, Emulator>();
  const cookies: { readonly storeId: string }[] = [];
  for (const [storeId, domain] of Object.entries(signedIn)) {
    const org =
      orgs.get(domain) ??
      createEmulator({
        instanceUrl: `https://${domain}`,
        seed: orgs.size + 1,
        clients: [{ clientId: appOfTests, preauthorized: true }],
      });
    orgs.set(domain, org);
    const value = await org.control.issueToken({ browser: true });
    const sid = { name: "sid", value, domain, secure: true, httpOnly: true, path: "/", storeId };
    cookies.push(sid);
  }
  const [[host, org] = []] = orgs;
  if (host === undefined || org === undefined) throw new Error("Nobody is signed in");
  const [session, local] = [new Map<string, unknown>(), new Map<string, unknown>()];
  const tabs: string[] = [];
  const notes: string[] = [];
  const listeners: Listener[] = [];
  let reloads = 0;
  let badge = "";
  const nobody = { addListener: () => undefined };
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const asked = orgs.get(new URL(request.url).host);
    if (asked === undefined) throw new TypeError(`There is no ${request.url}`);
    return await asked.fetch(request.url, init);
  };
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal("fetch", fetch);
  vi.stubGlobal("reportError", (error: unknown) => {
    throw error;
  });
  vi.stubGlobal("navigator", {
    locks: { request: async (_name: string, work: () => Promise<unknown>) => await work() },
  });
  vi.stubGlobal("chrome", {
    runtime: {
      id: "of-the-tests",
      getManifest: () => ({ host_permissions: [] }),
      getURL: (page: string) => `${origin}${page}`,
      getContexts: async () => tabs.map((documentUrl) => ({ documentUrl })),
      reload: () => reloads++,
      onMessage: { addListener: (listener: Listener) => listeners.push(listener) },
      onInstalled: nobody,
      onUpdateAvailable: nobody,
      onStartup: nobody,
    },
    permissions: { contains: async () => true, onAdded: nobody, onRemoved: nobody },
    action: {
      setBadgeText: async ({ text }: { readonly text: string }) => void (badge = text),
      setBadgeBackgroundColor: async () => undefined,
    },
    notifications: {
      create: async (_id: string, { title, message }: { readonly title: string; readonly message: string }) =>
        void notes.push(`${title}: ${message}`),
    },
    identity: {
      getRedirectURL: () => "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/",
      launchWebAuthFlow: async ({ url }: { readonly url: string }) =>
        (await fetch(url)).headers.get("location") ?? undefined,
    },
    cookies: {
      getAllCookieStores: async () => Object.keys(signedIn).map((id) => ({ id, tabIds: [] })),
      getAll: async ({ name, storeId = Object.keys(signedIn)[0] }: { readonly name: string; storeId?: string }) =>
        name === "sid" ? cookies.filter((cookie) => cookie.storeId === storeId) : [],
    },
    storage: { session: areaOf(session), local: areaOf(local), onChanged: nobody },
  });
  const send = async (message: unknown, sender: object): Promise<unknown> =>
    await new Promise((resolve) => {
      const isHeard = listeners.map((listener) => listener(message, sender, resolve)).includes(true);
      if (!isHeard) resolve(undefined);
    });
  return { org, host, orgs, session, local, tabs, reloads: () => reloads, badge: () => badge, notes, send };
}

function areaOf(kept: Map<string, unknown>): object {
  return {
    get: async (key: string | null) => Object.fromEntries([...kept].filter(([name]) => key === null || name === key)),
    set: async (values: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(values)) kept.set(key, structuredClone(value));
    },
    remove: async (keys: string | readonly string[]) => {
      for (const key of [keys].flat()) kept.delete(key);
    },
    onChanged: { addListener: () => undefined },
  };
}
