import { createHash } from "node:crypto";
import type { Page } from "playwright";
import { afterAll, describe, expect, it } from "vitest";
import * as library from "../src/index.ts";
import { openPage } from "./open-page.ts";
import { endChromium } from "./start-chromium.ts";
import { type Org, startOrg } from "./start-org.ts";
import { oneFile, startTool } from "./start-tool.ts";

afterAll(endChromium);

/**
 * A tool's own script. Its rows are long enough to be compressed, and what comes back of a CSV job's batch is XML: both
 * need what core elsewhere loads on demand.
 */
const script = `
import { addBatch, closeJob, createJob } from "./sfbulk.js";

const connection = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const { id } = await createJob(connection, { operation: "insert", object: "Account" });
const batch = await addBatch(connection, { id, contentType: "CSV" }, "Name\\n" + "Acme\\n".repeat(1000));
const { state } = await closeJob(connection, id);
document.querySelector("main").textContent = batch.state + ", " + state;
`;

/** Opens the page of a tool that has copied the file, under a policy that allows nothing that is not needed. */
async function openTool(head: string): Promise<{ readonly page: Page; readonly org: Org }> {
  const org = await startOrg({ corsAllowList: ["*"], queueTime: 60_000 });
  const policy = `default-src 'none'; script-src 'self'; connect-src ${org.url}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const html = `<!doctype html><title>Tool</title>${head}<script type="module" src="/tool.js"></script><main></main>`;
  const tool = await startTool({ "/tool.html": html, "/tool.js": script }, { "content-security-policy": policy });
  const given = new URLSearchParams({ instanceUrl: org.url, accessToken: org.accessToken }).toString();
  const page = await openPage(`${tool.origin}/`);
  await page.goto(`${tool.origin}/tool.html#${given}`);
  return { page, org };
}

const tag = (integrity: string): string => `<script type="module" src="/sfbulk.js" integrity="${integrity}"></script>`;

describe("the one file", () => {
  it("fills and closes a job under a strict policy, with its hash in the tag", async () => {
    const { integrity } = await oneFile;
    const { page, org } = await openTool(tag(integrity));
    await page.locator("main", { hasText: /./ }).waitFor({ state: "attached" });
    expect(await page.locator("main").textContent()).toBe("Queued, Closed");
    expect((await org.control.exchanges()).map(({ operation }) => operation)).toEqual(["create", "addBatch", "close"]);
  });

  it("is refused, and the tool with it, where it is not the file of the hash", async () => {
    const { integrity } = await oneFile;
    const { page, org } = await openTool(tag(integrity.toLowerCase()));
    const outcome = await page.evaluate('import("/tool.js").then(() => "loaded", String)');
    expect(outcome).toMatch(/^TypeError/);
    expect(await org.control.exchanges()).toEqual([]);
  });

  it("leaves no global names, and exports all that the package does", async () => {
    const { origin } = await startTool();
    const page = await openPage(`${origin}/`);
    const look = `(async () => {
      const before = Object.getOwnPropertyNames(globalThis);
      const names = Object.keys(await import("/sfbulk.js"));
      return [before, Object.getOwnPropertyNames(globalThis), names];
    })()`;
    const [before, after, names] = await page.evaluate<string[][]>(look);
    expect(after).toEqual(before);
    expect(names?.toSorted()).toEqual(Object.keys(library).toSorted());
  });

  it("has the hash that the build prints, and nothing that loads or evaluates code", async () => {
    const { script: text, integrity, licences } = await oneFile;
    expect(integrity).toBe(`sha384-${createHash("sha384").update(text).digest("base64")}`);
    // A service worker of an extension may not use import(), and most policies forbid the others.
    expect(text.match(/\bimport\s*[({"*]|\beval\s*\(|\bFunction\s*\(/g)).toBeNull();
    expect(text.startsWith("/*! @sfbulk/browser ")).toBe(true);
    for (const name of [
      "@rgrove/parse-xml",
      "@sfbulk/browser",
      "destr",
      "ofetch",
      "pako",
      "papaparse",
      "ufo",
      "valibot",
    ]) {
      expect(licences).toMatch(new RegExp(`^${name} \\d`, "m"));
    }
  });
});
