import type { Page } from "playwright";
import { afterAll, describe, expect, it } from "vitest";
import { loadLibrary, type Library, openPage } from "./open-page.ts";
import { endChromium, startChromiumWith } from "./start-chromium.ts";
import { startOrg } from "./start-org.ts";
import { hostArguments, startTls } from "./start-tls.ts";
import { startTool } from "./start-tool.ts";

declare const sfbulk: Library;

afterAll(endChromium);

interface Call {
  readonly instanceUrl: string;
  readonly accessToken: string;
  readonly jobId: string;
}

/** Closes a job in the page; gives its state, or the error. */
const closeIn = async (page: Page, call: Call): Promise<{ readonly name: string; readonly message: string }> =>
  await page.evaluate(async ({ jobId, ...connection }) => {
    try {
      const fetch = sfbulk.browserAdapter();
      const { state } = await sfbulk.closeJob({ ...connection, fetch, retry: { attempts: 1 } }, jobId);
      return { name: state, message: "" };
    } catch (error) {
      return { name: (error as Error).name, message: (error as Error).message };
    }
  }, call);

async function openTool(corsAllowList: readonly string[], headers: Readonly<Record<string, string>> = {}) {
  const org = await startOrg({ corsAllowList });
  const tool = await startTool({}, headers);
  const page = await openPage(`${tool.origin}/`);
  await loadLibrary(page);
  return { org, tool, page, call: { instanceUrl: org.url, accessToken: org.accessToken, jobId: await org.openJob() } };
}

const worker = `
import { browserAdapter, closeJob } from "/sfbulk.js";

const { jobId, ...connection } = Object.fromEntries(new URL(location).searchParams);
closeJob({ ...connection, fetch: browserAdapter(), retry: { attempts: 1 } }, jobId)
  .then(({ state }) => postMessage(state), ({ message }) => postMessage(message));
`;

describe("a request", () => {
  it("closes a job from an origin that the org allows", async () => {
    const { page, call, org } = await openTool(["*"]);
    await expect(closeIn(page, call)).resolves.toEqual({ name: "Closed", message: "" });
    const [{ requestHeaders } = {}] = await org.arrived("close");
    expect(requestHeaders).not.toHaveProperty("referer");
  });

  it("has no cookie, no referrer and nothing from the cache, even where it is not foreign", async () => {
    const kept = new Response("kept", { headers: { "cache-control": "max-age=3600" } });
    const tool = await startTool({ "/kept": () => kept.clone() });
    const page = await openPage(`${tool.origin}/`);
    await loadLibrary(page);
    await page.context().addCookies([{ name: "sid", value: "secret", url: tool.origin }]);
    await page.evaluate(async () => {
      const { signal } = new AbortController();
      await (await fetch("/kept")).text();
      await sfbulk.browserAdapter()(`${location.origin}/kept`, {
        method: "GET",
        headers: {},
        redirect: "manual",
        signal,
      });
    });
    const [plain, ours] = tool.requests.filter(({ url }) => url.endsWith("/kept")).map(({ headers }) => headers);
    // What is missing would be there otherwise.
    expect(plain?.get("cookie")).toBe("sid=secret");
    expect(plain?.get("referer")).toBe(`${tool.origin}/`);
    expect(ours).toBeDefined();
    expect(ours?.get("cookie")).toBeNull();
    expect(ours?.get("referer")).toBeNull();
  });

  it("ends with the caller's own reason", async () => {
    const { page, call, org } = await openTool(["*"]);
    await org.control.fail({ kind: "never-answers" });
    const name = await page.evaluate(async ({ jobId, ...connection }) => {
      const controller = new AbortController();
      const closing = sfbulk.closeJob({ ...connection, fetch: sfbulk.browserAdapter() }, jobId, controller);
      controller.abort(new RangeError("enough"));
      return await closing.catch(String);
    }, call);
    expect(name).toBe("RangeError: enough");
  });
});

describe("no reply", () => {
  it("to an origin that the org does not allow names that origin, and where to allow it", async () => {
    const { page, call, tool, org } = await openTool([]);
    const { name, message } = await closeIn(page, call);
    expect(name).toBe("NetworkError");
    expect(message).toContain(
      `(1) no network, or a blocker in between; (2) the org does not allow ${tool.origin}: add exactly that in Setup → Security → CORS (/lightning/setup/CorsWhitelistEntries/home), or send through your own server with relayAdapter; (3) a Content-Security-Policy whose connect-src lacks ${new URL(org.url).host}`,
    );
    expect(await org.arrived("close")).toEqual([]);
  });

  it("because of a Content-Security-Policy names its directive", async () => {
    const { page, call, org } = await openTool(["*"], { "content-security-policy": "connect-src 'self'" });
    const { name, message } = await closeIn(page, call);
    expect(name).toBe("NetworkError");
    expect(message).toContain(`this page's Content-Security-Policy blocked it: add ${org.url} to its connect-src`);
  });

  it("is not blamed on a policy that only reports", async () => {
    const { page, call } = await openTool([], { "content-security-policy-report-only": "connect-src 'self'" });
    const { message } = await closeIn(page, call);
    expect(message).toContain("the browser does not say why");
  });

  it("while offline says so", async () => {
    const { page, call } = await openTool(["*"]);
    await page.context().setOffline(true);
    const { name, message } = await closeIn(page, call);
    expect(name).toBe("NetworkError");
    expect(message).toContain("this browser is offline");
  });

  it("in a worker is explained too", async () => {
    const org = await startOrg();
    const tool = await startTool({ "/worker.js": worker });
    const page = await openPage(`${tool.origin}/`);
    const { url: instanceUrl, accessToken } = org;
    const given = new URLSearchParams({ instanceUrl, accessToken, jobId: await org.openJob() }).toString();
    const message = await page.evaluate(async (search) => {
      const thread = new Worker(`/worker.js?${search}`, { type: "module" });
      return await new Promise<unknown>((resolve) => thread.addEventListener("message", ({ data }) => resolve(data)));
    }, given);
    expect(message).toContain(`(2) the org does not allow ${tool.origin}: add exactly that`);
  });

  it("from https to http names mixed content", async () => {
    const org = await startOrg({ corsAllowList: ["*"] });
    const tool = await startTool();
    const hosts = hostArguments({ "tool.example": await startTls(tool.port), "acme.example": org.port });
    const browser = await startChromiumWith(...hosts);
    const page = await browser.newPage();
    await page.goto("https://tool.example/");
    await loadLibrary(page);
    const message = await page.evaluate(async () => {
      const init = { method: "GET", headers: {}, redirect: "manual", signal: new AbortController().signal } as const;
      // Core refuses such an address, so the adapter is asked itself.
      return await sfbulk.browserAdapter()("http://acme.example/services/async/68.0/job", init).then(String, String);
    });
    expect(message).toContain("(3) mixed content: a page of https: may not ask http://acme.example");
    expect(await org.control.exchanges()).toEqual([]);
  });
});
