import { mkdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as Axe from "axe-core";
import type { Download, Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { askEmulator, endChromium, hurry, openConsole } from "./console-tab.ts";

// Jobs of Bulk API 2.0: in the list, and each on its page.

afterAll(endChromium);

const folder = fileURLToPath(new URL("../reports/screenshots", import.meta.url));
const axeFile = createRequire(import.meta.url).resolve("axe-core");

async function findGrave(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axeFile, "utf8"));
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(" ")}`));
  });
}

async function textOf(saved: Download): Promise<string> {
  const path = join(folder, saved.suggestedFilename());
  await saved.saveAs(path);
  const text = await readFile(path, "utf8");
  await rm(path);
  return text;
}

const content = "FirstName,LastName\nAda,Okafor\nGrace,\nRadia,Novak\n";

test("an open load is closed when it is known what that does; its results are shown, saved, and deleted", async () => {
  await mkdir(folder, { recursive: true });
  const { page, complaints } = await openConsole();
  const { id } = await askEmulator<{ id: string }>(page, "addIngestJob", { object: "Contact", content, ageMs: 60_000 });
  await page.getByRole("button", { name: "Refresh" }).click();
  const row = page.getByRole("row").filter({ hasText: id });
  await row.waitFor();
  expect(await row.getByRole("cell").nth(2).innerText()).toBe("2.0");
  await page.screenshot({ path: join(folder, "bulk-2-list.png") });
  await row.getByRole("link").click();
  await page.getByText("Nothing of it is written yet").waitFor();
  await page.screenshot({ path: join(folder, "bulk-2-open.png") });
  await page.getByRole("button", { name: "Close", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Close 1 job?" });
  await dialog.getByText("Salesforce begins to write the rows that were uploaded").waitFor();
  await dialog.getByText("what Salesforce writes stays written").waitFor();
  await page.screenshot({ path: join(folder, "bulk-2-close.png") });
  await dialog.getByRole("button", { name: "Close 1 job" }).click();
  await page.locator("h1 .badge", { hasText: "JobComplete" }).waitFor();
  await page.getByRole("heading", { name: "Failed rows: 1" }).waitFor();
  const failed = page.getByRole("region", { name: "Failed rows: 1, as a table" });
  expect(await failed.getByRole("row").nth(1).innerText()).toContain("REQUIRED_FIELD_MISSING");
  const written = page.getByRole("region", { name: "Rows that were written: 2, as a table" });
  // Their order is not that of the upload.
  const rows = (await written.getByRole("row").allInnerTexts()).slice(1);
  expect(rows.map((text) => text.replace(/^003\w+\s+/, "").replaceAll(/\s+/g, " ")).toSorted()).toEqual([
    "yes Ada Okafor",
    "yes Radia Novak",
  ]);
  await page.screenshot({ path: join(folder, "bulk-2-results.png"), fullPage: true });
  expect(await findGrave(page)).toEqual([]);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as CSV: Failed rows: 1" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe(`${id}-failed-rows.csv`);
  expect(await textOf(saved)).toMatch(/^sf__Id,sf__Error,FirstName,LastName\n,"?REQUIRED_FIELD_MISSING:.*,Grace,\n$/);
  // What failed is loaded again from here: as a file to be looked at, for the same object.
  await page.getByRole("button", { name: "Load failed rows again" }).click();
  await page.getByText("1 row · 3 columns").waitFor();
  expect(await page.getByLabel("Object").inputValue()).toBe("Contact");
  await page.goBack();
  await page.getByRole("heading", { name: "Failed rows: 1" }).waitFor();
  await page.setViewportSize({ width: 360, height: 780 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.screenshot({ path: join(folder, "bulk-2-narrow.png") });
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByText("Records that were written stay").waitFor();
  await page.getByRole("button", { name: "Delete 1 job" }).click();
  await page.locator("table.jobs tbody tr").first().waitFor();
  await row.waitFor({ state: "detached" });
  expect(await askEmulator(page, "bulk2Jobs")).toEqual([]);
  expect(complaints()).toEqual([]);
});

test("a load that was given up shows its reason and the rows that were not processed", async () => {
  const { page } = await openConsole();
  const seed = { object: "Contact", content, ageMs: 3_600_000, state: "UploadComplete", failsAfter: 1 };
  const { id } = await askEmulator<{ id: string }>(page, "addIngestJob", seed);
  await page.goto(`${page.url().split("#")[0]}#/jobs/${id}`);
  await page.getByText("the job was given up before all of its rows were processed").waitFor();
  const rest = page.getByRole("region", { name: "Rows that were not processed, as a table" });
  await rest.waitFor();
  expect(await rest.getByRole("row").allInnerTexts()).toHaveLength(3);
});

test("a statement is written with the org's names suggested; rows come by either API, into a table and a file", async () => {
  const { page, complaints } = await openConsole("query");
  await hurry(page);
  const box = page.getByRole("textbox", { name: "SOQL" });
  const words = page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  await box.fill("");
  await box.pressSequentially("SELECT LastName, Ema");
  // Which object it is of is not known before FROM.
  expect(await words.count()).toBe(0);
  await box.fill("SELECT LastName,  FROM Contac");
  await box.press("End");
  await words.filter({ hasText: "Contact object" }).first().waitFor();
  await box.press("Enter");
  expect(await box.inputValue()).toBe("SELECT LastName,  FROM Contact");
  await box.evaluate((one: HTMLTextAreaElement) => one.setSelectionRange(17, 17));
  await box.pressSequentially("acc");
  await words.filter({ hasText: "Account. parent" }).waitFor();
  expect(await findGrave(page)).toEqual([]);
  await box.press("ArrowDown");
  await box.press("ArrowUp");
  const options = await words.allInnerTexts();
  for (let index = options.findIndex((text) => text.startsWith("Account.")); index > 0; index--) {
    await box.press("ArrowDown");
  }
  await box.press("Enter");
  await box.pressSequentially("Nam");
  await words.filter({ hasText: /^Name / }).waitFor();
  await box.press("Enter");
  expect(await box.inputValue()).toBe("SELECT LastName, Account.Name FROM Contact");

  // Many rows are there, and few of them in the page; the file has all.
  await box.fill("SELECT Id, LastName FROM Contact");
  await box.press("Control+Enter");
  await page.getByRole("button", { name: "Download as CSV" }).waitFor();
  const table = page.getByRole("region", { name: "What it found, as a table" });
  const { length } = await askEmulator<unknown[]>(page, "records", "Contact");
  await page.getByRole("heading", { name: `${length.toLocaleString("en")} rows` }).waitFor();
  const drawn = table.locator("tbody tr:not([aria-hidden])");
  expect(await drawn.count()).toBeLessThan(80);
  await table.evaluate((one) => one.scrollTo(0, one.scrollHeight));
  await table.getByRole("cell", { name: length.toLocaleString("en"), exact: true }).waitFor();
  expect(await findGrave(page)).toEqual([]);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as CSV" }).click();
  expect((await textOf(await saving)).trimEnd().split("\n")).toHaveLength(length + 1);
  expect(await askEmulator(page, "bulk2Jobs")).toEqual([]);

  await page.getByLabel("API").selectOption("1.0");
  await page.getByLabel("Keep the job").check();
  await box.fill("SELECT Id, Nothing FROM Contact");
  await page.getByRole("button", { name: "Run the query" }).click();
  await page.getByText("The query failed", { exact: true }).waitFor();
  await box.fill("SELECT Id FROM Contact WHERE LastName = 'Okafor'");
  await page.getByRole("button", { name: "Run the query" }).click();
  await page.getByRole("button", { name: "Download as CSV" }).waitFor();
  await page.setViewportSize({ width: 360, height: 780 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.getByRole("region", { name: /rows/ }).getByRole("link").click();
  await page.locator("h1 .badge", { hasText: "Closed" }).waitFor();
  expect(complaints()).toEqual([]);
});

test("a query shows what it found; one that goes on is aborted", async () => {
  const { page, complaints } = await openConsole();
  const { id } = await askEmulator<{ id: string }>(page, "addQueryJob", {
    query: "SELECT Id, Name FROM Account",
    ageMs: 3_600_000,
  });
  const { id: slow } = await askEmulator<{ id: string }>(page, "addQueryJob", { extraTime: 3_600_000 });
  await page.getByRole("button", { name: "Refresh" }).click();
  const row = page.getByRole("row").filter({ hasText: id });
  await row.getByRole("link").click();
  const found = page.getByRole("region", { name: "What it found, as a table" });
  await found.waitFor();
  expect(await found.getByRole("row").first().innerText()).toMatch(/^Id\s+Name$/);
  await page.getByText("The first 100; the download has all of them.").waitFor();
  await page.screenshot({ path: join(folder, "bulk-2-query.png") });
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as CSV: What it found" }).click();
  expect((await textOf(await saving)).split("\n").length).toBeGreaterThan(600);
  await page.getByRole("link", { name: "All jobs" }).click();
  await page.getByRole("row").filter({ hasText: slow }).getByRole("link").click();
  await page.getByRole("button", { name: "Abort" }).click();
  await page.getByRole("dialog").getByText("what waits is not processed").waitFor();
  await page.getByRole("button", { name: "Abort 1 job" }).click();
  await page.locator("h1 .badge", { hasText: "Aborted" }).waitFor();
  await page.getByRole("button", { name: "Delete" }).waitFor();
  expect(complaints()).toEqual([]);
});
