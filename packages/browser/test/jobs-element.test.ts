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
    for (const type of ["sfbulk-list", "sfbulk-end", "sfbulk-settled", "sfbulk-error"])
      document.addEventListener(type, ({ detail }) =>
        events.push({ type, count: (detail.jobs ?? detail.outcomes ?? []).length }));
  })`);
  await tab.evaluate(
    ({ instanceUrl, accessToken, userId }) => {
      // The relay of this page, as `relayAdapter` sends to it.
      const send: FetchAdapter = async (url, init) => {
        const { pathname, search } = new URL(url);
        const headers = { ...init.headers, "x-sfbulk-instance": instanceUrl };
        return await fetch(`/bulk${pathname}${search}`, { ...init, headers });
      };
      jobsElement.jobHref = (id) => `#${id}`;
      jobsElement.userId = userId;
      jobsElement.filter = { state: "Open" };
      jobsElement.connection = { instanceUrl, accessToken, fetch: send, retry: { attempts: 1 } };
    },
    { instanceUrl: org.url, accessToken: org.accessToken, userId: own.createdById },
  );
  const table = tab.getByRole("table", { name: "Our jobs" });
  await table.getByRole("row").nth(3).waitFor();
  expect(await table.getByRole("row").count()).toBe(4);
  const row = table.getByRole("row").filter({ hasText: old.id });
  expect(await row.getByRole("cell").allInnerTexts()).toEqual(["", old.id, "1.0", "Open", "Contact", "insert", "3 d"]);
  expect(await row.getByRole("link").getAttribute("href")).toBe(`#${old.id}`);

  // By the keyboard, and only when it was asked: first it is said what will happen.
  const bar = tab.getByRole("region", { name: "Selected jobs" });
  expect(await bar.count()).toBe(0);
  await tab.getByLabel("Select all jobs of this page").focus();
  await tab.keyboard.press("Space");
  await bar.getByRole("button", { name: "Close" }).press("Enter");
  const question = tab.getByRole("dialog", { name: "Close 3 jobs?" });
  await question.getByText("2 jobs will be closed").waitFor();
  await question.getByText("1 job is somebody else's").waitFor();
  const focused = async (): Promise<string | null | undefined> =>
    await tab.evaluate(() => jobsElement.shadowRoot?.activeElement?.textContent);
  expect(await focused()).toBe("Cancel");
  await tab.keyboard.press("Enter");
  await question.waitFor({ state: "detached" });
  expect(await focused()).toBe("Close");
  expect((await org.control.jobs()).filter(({ state }) => state === "Open")).toHaveLength(3);
  await bar.getByRole("button", { name: "Close" }).click();
  await question.getByRole("button", { name: "Close 3 jobs" }).click();
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

  // All of both APIs, with counts and owners, sorted and filtered without asking again; what is read elsewhere is shown.
  await org.control.addJob({ object: "Custom__c", state: "Closed" });
  await tab.evaluate(
    async ({ accessToken, userId }) => {
      jobsElement.removeAttribute("read-only");
      jobsElement.toggleAttribute("counts", true);
      jobsElement.toggleAttribute("plain", true);
      jobsElement.userName = (id) => (id === userId ? undefined : "Ada");
      jobsElement.shows = ({ object }) => object !== "Account";
      jobsElement.filter = {};
      const { connection } = jobsElement;
      if (connection !== null) Object.assign(connection, { accessToken });
      await jobsElement.refresh();
    },
    { accessToken: org.accessToken, userId: own.createdById },
  );
  await table.getByRole("columnheader", { name: "Failed" }).waitFor();
  await tab.getByText("not read yet").first().waitFor({ state: "detached" });
  expect(await tab.getByRole("alert").count()).toBe(0);
  const objects = async (): Promise<string[]> => await table.locator("td[data-column=object]").allInnerTexts();
  expect((await objects()).toSorted()).toEqual(["Contact", "Custom__c", "Lead"]);
  await table.getByRole("button", { name: "Object" }).click();
  expect(await objects()).toEqual(["Contact", "Custom__c", "Lead"]);
  await table.getByRole("button", { name: "Object" }).click();
  expect(await objects()).toEqual(["Lead", "Custom__c", "Contact"]);
  expect(await table.locator("td[data-column=owner]").allInnerTexts()).toEqual(["Ada", "You", "You"]);
  await tab.evaluate((id) => {
    const [job] = jobsElement.jobs.filter((one) => one.id === id);
    if (job !== undefined) jobsElement.noteJob({ ...job, state: "Failed", numberRecordsFailed: 1234 } as never);
  }, foreign.id);
  await table.getByRole("cell", { name: "1,234" }).waitFor();

  // Where it is narrow, rows are cards, sorted by a menu.
  await tab.setViewportSize({ width: 390, height: 800 });
  await tab.getByLabel("Sort by").selectOption("object ascending");
  expect(await objects()).toEqual(["Contact", "Custom__c", "Lead"]);
  expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  // A page may do the ending in a way of its own.
  await tab.evaluate(() => jobsElement.addEventListener("sfbulk-end", (event) => event.preventDefault()));
  await tab.getByLabel(`Select job ${foreign.id}`).check();
  await bar.getByRole("button", { name: "Abort" }).click();
  await tab.getByRole("button", { name: "Abort 1 job" }).click();
  await bar.waitFor({ state: "hidden" });
  expect((await org.control.jobs()).find(({ id }) => id === foreign.id)?.state).toBe("Open");
  await tab.evaluate(() => (jobsElement.connection = null));
  expect(await table.count()).toBe(0);
  expect(await tab.evaluate(() => events)).toEqual([
    { type: "sfbulk-list", count: 3 },
    { type: "sfbulk-end", count: 3 },
    { type: "sfbulk-settled", count: 3 },
    { type: "sfbulk-list", count: 1 },
    { type: "sfbulk-error", count: 0 },
    { type: "sfbulk-list", count: 5 },
    { type: "sfbulk-end", count: 1 },
  ]);
  expect(complaints.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
});
