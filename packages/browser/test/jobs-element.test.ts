import type { FetchAdapter } from "@sfbulk/core";
import { relayHandler } from "@sfbulk/node";
import { afterAll, expect, it } from "vitest";
import type { JobsElement } from "../src/define-jobs-element.ts";
import { jobsElementFile } from "./jobs-element-file.ts";
import { openPage } from "./open-page.ts";
import { endChromium } from "./start-chromium.ts";
import { startOrg } from "./start-org.ts";
import { startTool } from "./start-tool.ts";

declare const jobsElement: JobsElement;
declare const events: { readonly type: string; readonly count: number }[];

afterAll(endChromium);

it("shows the jobs of an org under a strict policy, and closes those that are chosen when it was asked", async () => {
  const org = await startOrg();
  const own = await org.control.addJob({ object: "Account" });
  const old = await org.control.addJob({ object: "Contact", ageMs: 3 * 86_400_000 });
  const foreign = await org.control.addJob({ object: "Lead", createdById: "0058Z000000EmuUQAS" });
  await org.control.addJob({ object: "Account", state: "Closed" });
  const page = `<!doctype html><html lang="en"><title>Tool</title><main><sfbulk-jobs poll="0" label="Our jobs"></sfbulk-jobs></main>`;
  const policy = "default-src 'none'; script-src 'self'; connect-src 'self'";
  const tool = await startTool(
    {
      "/tool.html": page,
      "/jobs-element.js": await jobsElementFile,
      "/bulk/*": relayHandler({ instances: [org.url] }),
    },
    { "content-security-policy": policy },
  );
  const tab = await openPage(`${tool.origin}/tool.html`);
  const complaints: string[] = [];
  tab.on("console", (message) => complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(error.message));
  await tab.evaluate(`import("/jobs-element.js").then(({ defineJobsElement }) => {
    defineJobsElement();
    defineJobsElement();
    globalThis.events = [];
    globalThis.jobsElement = document.querySelector("sfbulk-jobs");
    for (const type of ["sfbulk-list", "sfbulk-settled", "sfbulk-error"])
      document.addEventListener(type, ({ detail }) =>
        events.push({ type, count: (detail.jobs ?? detail.outcomes ?? []).length }));
  })`);
  await tab.evaluate(
    ({ instanceUrl, accessToken }) => {
      // The relay of this page, as `relayAdapter` sends to it.
      const send: FetchAdapter = async (url, init) => {
        const { pathname, search } = new URL(url);
        const headers = { ...init.headers, "x-sfbulk-instance": instanceUrl };
        return await fetch(`/bulk${pathname}${search}`, { ...init, headers });
      };
      jobsElement.jobHref = (id) => `#${id}`;
      jobsElement.filter = { state: "Open" };
      jobsElement.connection = { instanceUrl, accessToken, fetch: send, retry: { attempts: 1 } };
    },
    { instanceUrl: org.url, accessToken: org.accessToken },
  );
  const table = tab.getByRole("table", { name: "Our jobs" });
  await table.getByRole("row").nth(3).waitFor();
  expect(await table.getByRole("row").count()).toBe(4);
  const row = table.getByRole("row").filter({ hasText: old.id });
  expect(await row.getByRole("cell").allInnerTexts()).toEqual(["", old.id, "1.0", "Open", "Contact", "insert", "3 d"]);
  expect(await row.getByRole("link").getAttribute("href")).toBe(`#${old.id}`);

  // By the keyboard, and only when it was asked.
  const close = tab.getByRole("button", { name: "Close", exact: true });
  expect(await close.isDisabled()).toBe(true);
  await tab.getByLabel("Choose all open jobs").focus();
  await tab.keyboard.press("Space");
  await tab.getByRole("button", { name: "Close 3 jobs" }).press("Enter");
  await tab.getByRole("group", { name: "Close 3 jobs?" }).waitFor();
  expect(await tab.evaluate(() => jobsElement.shadowRoot?.activeElement?.textContent)).toBe("Cancel");
  await tab.keyboard.press("Enter");
  expect((await org.control.jobs()).filter(({ state }) => state === "Open")).toHaveLength(3);
  await tab.getByRole("button", { name: "Close 3 jobs" }).click();
  await tab.getByRole("group", { name: "Close 3 jobs?" }).getByRole("button", { name: "Close 3 jobs" }).click();
  await tab.getByText("1 job not closed:").waitFor();
  await tab.getByRole("listitem").filter({ hasText: foreign.id }).waitFor();
  await expect.poll(async () => await table.getByRole("row").count()).toBe(2);
  const states = new Map((await org.control.jobs()).map(({ id, state }) => [id, state]));
  expect([own.id, old.id, foreign.id].map((id) => states.get(id))).toEqual(["Closed", "Closed", "Open"]);

  // What cannot be listed is said; what was there stays.
  await tab.evaluate(async () => {
    jobsElement.setAttribute("read-only", "");
    const { connection } = jobsElement;
    if (connection === null) return;
    Object.assign(connection, { accessToken: "00D000000000001!nothing" });
    await jobsElement.refresh();
  });
  await tab.getByRole("alert").filter({ hasText: "The jobs cannot be listed" }).waitFor();
  expect(await tab.getByRole("checkbox").count()).toBe(0);
  expect(await table.getByRole("row").count()).toBe(2);
  await tab.evaluate(() => (jobsElement.connection = null));
  expect(await table.count()).toBe(0);
  expect(await tab.evaluate(() => events)).toEqual([
    { type: "sfbulk-list", count: 3 },
    { type: "sfbulk-settled", count: 3 },
    { type: "sfbulk-list", count: 1 },
    { type: "sfbulk-error", count: 0 },
  ]);
  expect(complaints.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
});
