import { createEmulator, type OAuthClient } from "@sfbulk/emulator";
import type { Page } from "playwright";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import {
  authorize,
  type AuthorizeOptions,
  browserStore,
  closeJob,
  memoryStore,
  type StorageArea,
} from "../src/index.ts";
import { type Library, loadLibrary, openPage } from "./open-page.ts";
import { endChromium } from "./start-chromium.ts";
import { startOrg } from "./start-org.ts";
import { startTool } from "./start-tool.ts";

declare const sfbulk: Library;

afterAll(endChromium);
afterEach(() => vi.unstubAllGlobals());

const app: OAuthClient = { clientId: "app", requirePkce: true, rotateRefreshTokens: true, refreshTokens: ["first"] };

async function openTool() {
  const tool = await startTool();
  const org = await startOrg({ clients: [app], corsAllowList: [tool.origin] });
  const page = await openPage(`${tool.origin}/`);
  await loadLibrary(page);
  return { tool, org, page };
}

/** Five calls at once, each with a source of its own, in a tab. */
const askIn = async (page: Page, url: string, old?: string, isArea = false): Promise<string[]> =>
  await page.evaluate(
    async ({ loginUrl, rejected, inArea }) => {
      // What an extension has, for want of one: it is slow, and knows no transactions.
      const area: StorageArea = {
        get: async (name) =>
          await Promise.resolve({ [name]: JSON.parse(localStorage.getItem(name) ?? "null") ?? undefined }),
        set: async (items) => {
          await new Promise((resolve) => setTimeout(resolve));
          for (const [name, value] of Object.entries(items)) localStorage.setItem(name, JSON.stringify(value));
        },
      };
      const ask = async (): Promise<string> => {
        const store = sfbulk.browserStore("acme", inArea ? { area } : {});
        const source = sfbulk.refreshTokenSource({ loginUrl, clientId: "app", refreshToken: "first", store });
        return await source(rejected);
      };
      return await Promise.all(Array.from({ length: 5 }, ask));
    },
    { loginUrl: url, rejected: old, inArea: isArea },
  );

describe("browserStore", () => {
  it.each([
    ["IndexedDB", false],
    ["an area of an extension", true],
  ])("in %s has a grant renewed once for all tabs, whose refresh token is good once", async (_, inArea) => {
    const { tool, org, page } = await openTool();
    const other = await page.context().newPage();
    await other.goto(`${tool.origin}/`);
    await loadLibrary(other);
    let rejected: string | undefined;
    for (let round = 0; round < 3; round++) {
      const tokens = await Promise.all([page, other].map(async (tab) => await askIn(tab, org.url, rejected, inArea)));
      expect(new Set(tokens.flat()).size).toBe(1);
      expect(tokens[0]?.[0]).not.toBe(rejected);
      rejected = tokens[0]?.[0];
    }
    expect(await org.arrived("token")).toHaveLength(3);
  });

  it.each([
    ["IndexedDB", false],
    ["an area of an extension", true],
  ])("in %s replaces a grant only where it is the one that was read", async (_, inArea) => {
    const { page } = await openTool();
    const found = await page.evaluate(async (isArea) => {
      const kept: Record<string, unknown> = {};
      const area: StorageArea = {
        get: async (name) => await Promise.resolve({ [name]: kept[name] }),
        set: async (values) => await Promise.resolve(void Object.assign(kept, values)),
      };
      const store = sfbulk.browserStore("replacing", isArea ? { area } : {});
      const grants = Array.from({ length: 5 }, (__, index) => ({
        revision: `${index}`,
        refreshToken: `token ${index}`,
      }));
      const before = await store.read();
      const first = await Promise.all(grants.map(async (grant) => await store.replace(before, grant)));
      const winner = grants[first.indexOf(true)];
      const late = await store.replace(before, { revision: "late", refreshToken: "late" });
      const isSame = (await store.read())?.revision === winner?.revision;
      const next = await store.replace(winner, { revision: "next", refreshToken: "next" });
      return { first: first.filter(Boolean).length, late, isSame, next, read: (await store.read())?.revision };
    }, inArea);
    expect(found).toEqual({ first: 1, late: false, isSame: true, next: true, read: "next" });
  });

  it("frees the lock of a tab that is gone", async () => {
    const { tool, org, page } = await openTool();
    const other = await page.context().newPage();
    await other.goto(`${tool.origin}/`);
    await loadLibrary(other);
    await other.evaluate(
      async () =>
        await new Promise<void>((resolve) => {
          void sfbulk.browserStore("acme").lock?.(async () => {
            resolve();
            await new Promise<never>(() => undefined);
          }, 60_000);
        }),
    );
    const asking = askIn(page, org.url);
    await other.close();
    expect(new Set(await asking).size).toBe(1);
  });

  it("says what is missing", () => {
    expect(() => browserStore("")).toThrow("Cannot use name: expected a string, got an empty one");
    expect(() => browserStore("acme")).toThrow("Cannot use browserStore: this runtime has no IndexedDB");
    expect(() => browserStore("acme", { area: {} as never })).toThrow('with the permission "storage" only');
    vi.stubGlobal("navigator", {});
    const area: StorageArea = { get: async () => await Promise.resolve({}), set: async () => await Promise.resolve() };
    expect(() => browserStore("acme", { area })).toThrow("Cannot use browserStore: this runtime has no Web Locks");
    expect(() => browserStore("acme", { aria: area } as never)).toThrow('did you mean "area"');
  });
});

describe("authorize", () => {
  it("signs a user in by leaving the page and coming back, in real", async () => {
    const { tool, org, page } = await openTool();
    const signIn = async (): Promise<{ token: string; hasGrant: boolean }> =>
      await page.evaluate(async (loginUrl) => {
        const store = sfbulk.browserStore("acme");
        const { accessToken, grant } = await sfbulk.authorize({ loginUrl, clientId: "app", store });
        return { token: await accessToken(), hasGrant: (await store.read())?.revision === grant?.revision };
      }, org.url);
    // The page is gone before it could be answered.
    const leaving = signIn().catch((error: unknown) => String(error));
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL(`${tool.origin}/?*`);
    expect(await leaving).toMatch(/navigat|destroyed|closed/i);
    await loadLibrary(page);
    const { token, hasGrant } = await signIn();
    expect(hasGrant).toBe(true);
    expect(page.url()).toBe(`${tool.origin}/`);
    const jobId = await org.openJob();
    const job = await page.evaluate(
      async ([instanceUrl, accessToken, id]) => await sfbulk.closeJob({ instanceUrl, accessToken }, id),
      [org.url, token, jobId] as const,
    );
    expect(job.state).toBe("Closed");
  });

  const instanceUrl = "https://acme.my.salesforce.com";
  const extension = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";
  const inExtension = (
    decision: string,
    flow?: () => Promise<string | undefined>,
  ): { options: AuthorizeOptions; emulator: ReturnType<typeof createEmulator> } => {
    const emulator = createEmulator({ instanceUrl, clients: [app] });
    const identity = {
      getRedirectURL: () => extension,
      launchWebAuthFlow: async ({ url }: { url: string }) => {
        if (flow !== undefined) return await flow();
        const headers = { "content-type": "application/x-www-form-urlencoded" };
        const answer = await emulator.fetch(url, { method: "POST", headers, body: `decision=${decision}` });
        return answer.headers.get("location") ?? undefined;
      },
    };
    const options = { loginUrl: instanceUrl, clientId: "app", identity, store: memoryStore(), fetch: emulator.fetch };
    return { options, emulator };
  };

  it("signs a user in from an extension, in a window of its own", async () => {
    const { options, emulator } = inExtension("allow");
    const { accessToken, grant } = await authorize(options);
    expect(await options.store?.read()).toEqual(grant);
    const { id } = await emulator.control.addJob({});
    expect((await closeJob({ instanceUrl, accessToken, fetch: emulator.fetch }, id)).state).toBe("Closed");
  });

  it.each([
    ["deny", undefined, "UserRefused", "pressed Deny"],
    ["", () => Promise.reject(new Error("The user did not approve access.")), "SignInAbandoned", "(The user did not"],
    ["", () => Promise.resolve(undefined), "SignInAbandoned", "(nothing came back)"],
    [
      "",
      () => Promise.resolve(`${extension}?code=x&state=forged`),
      "SignInAbandoned",
      "without the state of this sign-in",
    ],
  ])("%j, %o: %s", async (decision, flow, code, words) => {
    const { options } = inExtension(decision, flow);
    await expect(authorize(options)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
