import { text as readText } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { endChromium, openConsole } from "./console-tab.ts";

afterAll(endChromium);

const many = 50_000;

/** Contacts; every thousandth has no last name. */
const contacts = (count: number): string =>
  `FirstName,LastName,Email\n${Array.from(
    { length: count },
    (_, index) => `Ada,${index % 1000 === 999 ? "" : `"Lovelace, ${index}"`},ada${index}@example.com`,
  ).join("\n")}\n`;

test("loads a file of 50,000 rows: split, gzipped, uploaded, closed, processed; and gives the failed rows back", async () => {
  const { page, complaints } = await openConsole("load");
  const began = performance.now();
  await page
    .getByLabel(/Drop a CSV file here/)
    .setInputFiles({ name: "contacts.csv", mimeType: "text/csv", buffer: Buffer.from(contacts(many)) });
  const batches = page.getByRole("list", { name: "Batches" }).getByRole("listitem");
  await page.getByRole("button", { name: "Load another file" }).waitFor({ timeout: 50_000 });
  console.log(`50,000 rows loaded and processed: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  expect(await batches.count()).toBe(5);
  const texts = await batches.allInnerTexts();
  expect(texts[4]).toMatch(/Rows 40,001–50,000/);
  for (const text of texts) expect(text).toMatch(/kB → [\d.]+ kB gzip\s+Completed/);
  await page.locator(".load-facts a").click();
  await page.locator("h1 .badge", { hasText: "Closed" }).waitFor();
  await page.getByRole("heading", { name: "50 failed rows" }).waitFor();
  const row = page.getByRole("row").filter({ hasText: "ada999@example.com" });
  expect(await row.innerText()).toMatch(/REQUIRED_FIELD_MISSING/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download as CSV" }).click(),
  ]);
  const csv = await readText(await download.createReadStream());
  expect(csv.trimEnd().split(/\r?\n/)).toHaveLength(51);
  expect(csv).toMatch(/^"FirstName","LastName","Email"\n"Ada","","ada\d*999@example\.com"\n/);
  expect(complaints()).toEqual([]);
});

test("takes a file that is dropped on an open job", async () => {
  const { page } = await openConsole();
  await page.getByRole("row").filter({ hasText: "upsert" }).getByRole("link").click();
  const zone = page.locator(".drop");
  await zone.waitFor();
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(
      new File(["Name,Ext__c,AnnualRevenue\nOne,a,1\nTwo,b,no number\n"], "things.csv", { type: "text/csv" }),
    );
    return transfer;
  });
  await zone.dispatchEvent("drop", { dataTransfer: data });
  await page.getByRole("heading", { name: "1 failed row" }).waitFor();
  expect(await page.getByRole("row").filter({ hasText: "no number" }).innerText()).toMatch(/INVALID_TYPE/);
});
