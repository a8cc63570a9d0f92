import { afterAll, expect, test } from "vitest";
import { addJobs, endChromium, openConsole } from "./console-tab.ts";

afterAll(endChromium);

test("closes 500 selected jobs, and tells of each", async () => {
  const { page, complaints } = await openConsole();
  await addJobs(page, 500);
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByPlaceholder("Id, object, operation").fill("custom__c update");
  await page.getByText("of 500", { exact: false }).waitFor();
  await page.getByLabel("Select all jobs of this page").check();
  await page.getByRole("button", { name: "Select all 500" }).click();
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog", { name: "Close 500 jobs?" }).getByText("cannot be undone").waitFor();
  await page.getByRole("button", { name: "Close 500 jobs" }).click();
  await page.getByText(/^took/).waitFor({ timeout: 240_000 });
  console.log(`500 jobs closed: ${await page.getByText(/^took/).textContent()}`);
  expect(await page.getByTestId("settled").textContent()).toBe("500 of 500");
  const states = await page.evaluate(async () => {
    const response = await fetch("https://org.emulator.invalid/__emulator/jobs", { method: "POST" });
    const jobs = (await response.json()) as { operation: string; object: string; state: string }[];
    return jobs
      .filter(({ object, operation }) => object === "Custom__c" && operation === "update")
      .map(({ state }) => state);
  });
  expect(states).toEqual(Array.from({ length: 500 }, () => "Closed"));
  expect(complaints()).toEqual([]);
});

test("says what will happen before, and what became of each job after", async () => {
  const { page } = await openConsole();
  // The owners are called by their names.
  await page.getByRole("cell", { name: "Emulator User muV" }).waitFor();
  await page.getByLabel("Select all jobs of this page").check();
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  const dialog = page.getByRole("dialog");
  const said = await dialog.innerText();
  expect(said).toMatch(/9 jobs will be closed/);
  expect(said).toMatch(/4 jobs are somebody else's/);
  expect(said).toMatch(/cannot be undone/);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await page.locator(".settlement").count()).toBe(0);
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  await dialog.getByRole("button", { name: /^Close \d/ }).click();
  await page.getByText(/^took/).waitFor();
  const outcomes = await page.getByRole("group", { name: "Outcomes" }).getByRole("button").allInnerTexts();
  expect(outcomes.map((text) => text.replace(/\s+/g, " "))).toEqual([
    "Closed 9",
    "Already closed 5",
    "Not yours 4",
    "Refused 2",
  ]);
  await page.getByRole("button", { name: /^Not yours/ }).click();
  expect(await page.locator(".ends li").count()).toBe(4);

  // The history has it too, with those first that are not closed.
  await page.getByRole("link", { name: "History", exact: true }).click();
  const past = page.getByRole("region", { name: "History" });
  await past.getByText("14 of 20 closed").click();
  expect(await past.locator(".ends li").count()).toBe(20);
  expect(await past.locator(".ends li").first().getAttribute("data-tone")).toBe("bad");
  await past.getByRole("button", { name: "Close 6 jobs again" }).click();
  await page.getByText("Closed 0 of 6").waitFor();
});

test("aborts a job, from its own page", async () => {
  const { page } = await openConsole();
  await page.getByRole("row").filter({ hasText: "upsert" }).getByRole("link").click();
  await page.getByRole("button", { name: "Abort" }).click();
  await page.getByRole("dialog").getByText("Queued batches are not processed").waitFor();
  await page.getByRole("button", { name: "Abort 1 job" }).click();
  await page.locator("h1 .badge", { hasText: "Aborted" }).waitFor();
});

test("the user's own open jobs are closed before a load, by the element that other tools embed", async () => {
  const { page, complaints } = await openConsole("load");
  const open = page.getByRole("region", { name: "Your open jobs" });
  const table = open.getByRole("table");
  await table.getByRole("row").nth(1).waitFor();
  const id = await table.getByRole("link").first().innerText();
  await open.getByLabel(`Select job ${id}`).check();
  await open.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  await open.getByRole("dialog", { name: "Close 1 job?" }).getByRole("button", { name: "Close 1 job" }).click();
  await page.getByText("Closed 1 of 1").waitFor();
  await table.getByRole("link", { name: id }).waitFor({ state: "detached" });
  await page.getByRole("link", { name: "History", exact: true }).click();
  await page.getByText(`Close job ${id}`).waitFor();
  expect(complaints()).toEqual([]);
});

test("what was done outlives the service worker, and the page", async () => {
  const { page } = await openConsole();
  const row = page.getByRole("row").filter({ hasText: "upsert" });
  const id = await row.getByRole("link").innerText();
  await page.getByLabel(`Select job ${id}`).check();
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Close 1 job" }).click();
  await page.getByText(/^took/).waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.stopAllWorkers");
  await page.reload();
  await row.getByText("Closed").waitFor();
  expect(await row.getByRole("link").innerText()).toBe(id);
});

test("fills the org with work, and makes it anew", async () => {
  const { page, complaints } = await openConsole("connect");
  await page.getByRole("button", { name: "Leave 500 jobs open" }).click();
  await page.getByRole("button", { name: "Open 512" }).waitFor();
  await page.getByRole("link", { name: "Connect" }).click();
  await page.getByRole("button", { name: "Reset the org" }).click();
  await page.locator('.org-chip[data-state="ready"]').waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Jobs" }).click();
  await page.getByRole("button", { name: "Open 12" }).waitFor();
  expect(complaints()).toEqual([]);
});
