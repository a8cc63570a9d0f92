import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Worker } from "playwright";
import { describe, expect, it, onTestFinished } from "vitest";
import { manifest, workerScript } from "./extension-files.ts";
import { chromiumOptions, startChromiumWith } from "./start-chromium.ts";
import { type Org, startOrg } from "./start-org.ts";
import { hostArguments, startTls } from "./start-tls.ts";
import { type Answers, oneFile, startTool } from "./start-tool.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-browser-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** The folder that "Load unpacked" takes. */
async function unpackedExtension(): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "worker.js"), workerScript);
  writeFileSync(join(folder, "sfbulk.js"), (await oneFile).script);
  return folder;
}

/** An org at acme.my.salesforce.com, and its pages at acme.lightning.force.com. */
async function startAcme(answers?: (org: Org) => Answers, corsAllowList: readonly string[] = []) {
  const org = await startOrg({ corsAllowList });
  const pages = await startTool(answers?.(org));
  const hosts = hostArguments({
    "acme.my.salesforce.com": await startTls(org.port),
    "acme.lightning.force.com": await startTls(pages.port),
  });
  return { org, hosts };
}

/** Signs in: each host has a session of its own, and only one of them is taken by the API. */
const signIn = async (context: BrowserContext, { accessToken }: Org): Promise<void> => {
  const [id = ""] = accessToken.split("!");
  const cookie = { name: "sid", path: "/", secure: true, httpOnly: true };
  await context.addCookies([
    { ...cookie, domain: "acme.lightning.force.com", value: `${id}!of.the.pages` },
    { ...cookie, domain: "acme.my.salesforce.com", value: accessToken },
    { ...cookie, domain: "other.my.salesforce.com", value: "00D000000000009!of.another.org" },
  ]);
};

async function close(worker: Worker, jobId: string): Promise<unknown> {
  // A worker is there before its script has run.
  await worker.evaluate(
    "new Promise(function wait(done) { globalThis.closeFromTab ? done() : setTimeout(wait, 5, done) })",
  );
  return await worker.evaluate(`closeFromTab(${JSON.stringify(jobId)})`);
}

/** What `chrome` of an extension says to one that may see the tab and its cookies. */
const standIn = (accessToken: string): string => `
const sessions = { "acme.my.salesforce.com": ${JSON.stringify(accessToken)}, "acme.lightning.force.com": ${JSON.stringify(`${accessToken.split("!")[0]}!of.the.pages`)} };
globalThis.chrome = {
  tabs: { query: async () => [{ url: "https://acme.lightning.force.com/" }] },
  cookies: {
    get: async ({ url }) => ({ value: sessions[new URL(url).hostname] }),
    getAll: async () => Object.entries(sessions).map(([domain, value]) => ({ domain, value })),
  },
};
`;

describe("an extension without a bundler", () => {
  it("closes a job with the session of its tab, in real: unpacked, in its service worker", async (context) => {
    // What an extension's POST has for an Origin, the org has to allow here; whether Salesforce asks is not known.
    const { org, hosts } = await startAcme();
    const options = await chromiumOptions("--enable-unsafe-extension-debugging", ...hosts);
    const profile = await chromium.launchPersistentContext(temporaryFolder(), {
      ...options,
      ignoreDefaultArgs: ["--disable-extensions"],
    });
    onTestFinished(async () => await profile.close());
    const session = await profile.browser()?.newBrowserCDPSession();
    const started = profile.waitForEvent("serviceworker");
    try {
      // Not by --load-extension, which Chrome no longer takes.
      await session?.send("Extensions.loadUnpacked", { path: await unpackedExtension() });
    } catch (error) {
      started.catch(() => undefined);
      if (!String(error).includes("wasn't found")) throw error;
      const reason = `skipped: this Chromium (${profile.browser()?.version()}) is a shell that takes no extensions`;
      console.warn(`extension.test.ts, the real extension: ${reason}`);
      context.skip(reason);
    }
    const worker = await started;
    await signIn(profile, org);
    const jobId = await org.openJob();

    expect(await close(worker, jobId)).toMatch(/^TypeError: Cannot use tabUrl/);
    const page = await profile.newPage();
    await page.goto("https://acme.lightning.force.com/");
    expect(await close(worker, jobId)).toBe("https://acme.my.salesforce.com Closed");
    expect((await org.control.job(jobId))?.state).toBe("Closed");
    const [{ requestHeaders } = {}] = await org.arrived("close");
    expect(requestHeaders?.["origin"]).toMatch(/^chrome-extension:/);
    expect(requestHeaders).not.toHaveProperty("cookie");

    await profile.clearCookies();
    expect(await close(worker, jobId)).toMatch(
      /^SessionError: Cannot find the session of "acme\.lightning\.force\.com"/,
    );
  });

  it("closes it in a service worker of a page, with a stand-in for what only extensions have", async () => {
    const { org, hosts } = await startAcme(
      ({ accessToken }) => ({
        "/chrome.js": standIn(accessToken),
        "/worker.js": workerScript,
        "/service-worker.js": 'import "./chrome.js";\nimport "./worker.js";\n',
      }),
      ["https://acme.lightning.force.com"],
    );
    const browser = await startChromiumWith(...hosts);
    const page = await browser.newPage();
    await page.goto("https://acme.lightning.force.com/");
    const [worker] = await Promise.all([
      page.context().waitForEvent("serviceworker"),
      page.evaluate('navigator.serviceWorker.register("/service-worker.js", { type: "module" }).then(String)'),
    ]);
    const jobId = await org.openJob();
    expect(await close(worker, jobId)).toBe("https://acme.my.salesforce.com Closed");
    expect((await org.control.job(jobId))?.state).toBe("Closed");
  });
});
