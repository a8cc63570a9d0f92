import { createEmulator, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";
import { onTestFinished } from "vitest";
import { type Handle, type Hosts, startHosts } from "./start-hosts.ts";

/** An emulated org under the names that Salesforce would give it. */
export interface TestOrg {
  readonly name: string;
  /** The host of its API, `acme.my.salesforce.com`. */
  readonly host: string;
  /** The address of a page of its in Lightning. */
  readonly page: string;
  readonly emulator: Emulator;
  /** Gives an address that signs in whoever opens it: it sets the cookies of a session, which is that of a browser. */
  readonly signIn: (userId?: string) => Promise<string>;
  /** Ends every session that was signed in but the last one. */
  readonly endSessions: () => Promise<void>;
  /** Puts jobs into it that were left open. */
  readonly addStaleJobs: (count: number) => Promise<string[]>;
  /** Holds every batch after so many, until it is let go. */
  readonly holdBatchesAfter: (count: number) => Hold;
}

/** Batches that wait. */
export interface Hold {
  /** Is there when the first one waits. */
  readonly reached: Promise<void>;
  readonly letGo: () => void;
}

/** The user of the first session of an emulated org has no name of their own here; this is another one. */
export const otherUserId = "0058Z000000OtheQAC";

const day = 24 * 3_600_000;

/** Starts orgs, each with its pages, for the time of one test. */
export async function startOrgs<Name extends string>(
  given: Readonly<Record<Name, EmulatorOptions>>,
): Promise<{ readonly orgs: Readonly<Record<Name, TestOrg>>; readonly hosts: Hosts }> {
  const handles: Record<string, Handle> = {};
  const orgs = {} as Record<Name, TestOrg>;
  for (const [name, options] of Object.entries(given) as [Name, EmulatorOptions][]) {
    orgs[name] = startOrg(name, options, handles);
  }
  const hosts = await startHosts(handles);
  onTestFinished(hosts.close);
  return { orgs, hosts };
}

function startOrg(name: string, options: EmulatorOptions, handles: Record<string, Handle>): TestOrg {
  const host = `${name}.my.salesforce.com`;
  const lightning = `${name.replace(".sandbox", "")}.${name.endsWith(".sandbox") ? "sandbox." : ""}lightning.force.com`;
  // An extension asks with its own origin; its host permissions let it read the answer whatever the org says of it.
  const emulator = createEmulator({ instanceUrl: `https://${host}`, queueTime: 20, processTime: 20, ...options });
  let gate: { readonly passes: number; readonly opened: Promise<void>; readonly reached: () => void } | undefined;
  let added = 0;
  const sessions: string[] = [];
  handles[host] = async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/test/sign-in") return signedIn(searchParams.get("sid") ?? "", host, lightning);
    if (gate !== undefined && request.method === "POST" && /\/job\/\w+\/batch$/.test(pathname)) {
      const { passes, opened, reached } = gate;
      if (++added > passes) {
        reached();
        await opened;
      }
    }
    return await emulator.handle(request);
  };
  handles[lightning] = (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/test/sign-in") return page(`${name}: ${pathname}`);
    return page("Signed in", { "set-cookie": cookie(searchParams.get("sid") ?? "") });
  };
  return {
    name,
    host,
    page: `https://${lightning}/lightning/setup/AsyncApiJobStatus/home`,
    emulator,
    signIn: async (userId) => {
      const sid = await emulator.control.issueToken({ browser: true, ...(userId === undefined ? {} : { userId }) });
      sessions.push(sid);
      return `https://${host}/test/sign-in?sid=${encodeURIComponent(sid)}`;
    },
    endSessions: async () => {
      for (const sid of sessions.slice(0, -1)) await emulator.control.expireToken(sid);
    },
    addStaleJobs: async (count) => {
      const ids: string[] = [];
      for (let index = 0; index < count; index++) {
        ids.push((await emulator.control.addJob({ object: "Contact", operation: "update", ageMs: 2 * day })).id);
      }
      return ids;
    },
    holdBatchesAfter: (passes) => {
      let letGo = (): void => undefined;
      let reached = (): void => undefined;
      const opened = new Promise<void>((resolve) => (letGo = resolve));
      const isReached = new Promise<void>((resolve) => (reached = resolve));
      added = 0;
      gate = { passes, opened, reached };
      return {
        reached: isReached,
        letGo: () => {
          gate = undefined;
          letGo();
        },
      };
    },
  };
}

/** As Salesforce's: each host has a session of its own, and that of the pages is none for the API. */
const signedIn = (sid: string, host: string, lightning: string): Response => {
  const [orgId = ""] = sid.split("!");
  const next = `https://${lightning}/test/sign-in?sid=${encodeURIComponent(`${orgId}!of.the.pages`)}`;
  return new Response(null, { status: 302, headers: { location: next, "set-cookie": cookie(sid), "x-host": host } });
};

const cookie = (sid: string): string => `sid=${sid}; Path=/; Secure; HttpOnly; SameSite=None`;

const page = (title: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(
    `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
    {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'self'",
        ...headers,
      },
    },
  );
