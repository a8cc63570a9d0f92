import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { onTestFinished } from "vitest";

/** What an extension has of a browser, as far as its background needs it: the walks show the rest in real ones. */
export interface BrowserInMemory {
  readonly org: Emulator;
  readonly host: string;
  /** What is kept in the browser's memory. */
  readonly session: Map<string, unknown>;
  /** The addresses of the extension's own tabs. */
  readonly tabs: string[];
  /** How often the extension was loaded anew. */
  readonly reloads: () => number;
}

const origin = "chrome-extension://of-the-tests/";

/** Puts a browser into this process for the time of one test, signed in to an emulated org. */
export async function openBrowserInMemory(): Promise<BrowserInMemory> {
  const host = "acme.my.salesforce.com";
  const org = createEmulator({ instanceUrl: `https://${host}` });
  const sid = await org.control.issueToken({ browser: true });
  const session = new Map<string, unknown>();
  const tabs: string[] = [];
  let reloads = 0;
  const cookie = { name: "sid", value: sid, domain: host, secure: true, httpOnly: true, path: "/", storeId: "0" };
  const before = { chrome: Reflect.get(globalThis, "chrome") as unknown, fetch: globalThis.fetch };
  onTestFinished(() => void Object.assign(globalThis, before));
  Object.assign(globalThis, {
    fetch: org.fetch,
    chrome: {
      runtime: {
        getManifest: () => ({ host_permissions: [] }),
        getURL: (page: string) => `${origin}${page}`,
        getContexts: async () => tabs.map((documentUrl) => ({ documentUrl })),
        reload: () => reloads++,
      },
      permissions: { contains: async () => true },
      cookies: { getAll: async ({ name }: { readonly name: string }) => (name === "sid" ? [cookie] : []) },
      storage: {
        session: {
          get: async (key: string | null) =>
            Object.fromEntries([...session].filter(([name]) => key === null || name === key)),
          set: async (values: Record<string, unknown>) => {
            for (const [key, value] of Object.entries(values)) session.set(key, structuredClone(value));
          },
          remove: async (key: string) => void session.delete(key),
        },
      },
    },
  });
  return { org, host, session, tabs, reloads: () => reloads };
}
