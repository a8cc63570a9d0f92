import { afterAll, expect, test } from "vitest";
import { askEmulator, chooseText, endChromium, hurry, openConsole } from "./console-tab.ts";

afterAll(endChromium);

test("what a field of the load refuses is said, and what stands in it is what is sent", async () => {
  const { page, complaints } = await openConsole("load");
  await hurry(page);
  await chooseText(page, "people.csv", "Last Name\nA\n");
  await page.getByText("More options").click();
  const refusals = page.getByRole("alert");

  const rule = page.getByLabel("Assignment rule");
  await rule.fill("00Q000000000001AAA");
  await rule.blur();
  await refusals
    .filter({ hasText: '"00Q000000000001AAA" was not taken: the id of an assignment rule begins' })
    .waitFor();
  expect(await rule.inputValue()).toBe("");
  await rule.fill("01Q000000000001");
  expect(await refusals.count()).toBe(0);
  await rule.blur();

  const most = page.getByLabel("Rows per batch");
  await most.fill("20000");
  await most.blur();
  await refusals.filter({ hasText: '"20000" was not taken: a batch has from 1 to 10,000 rows' }).waitFor();
  expect(await most.inputValue()).toBe("10000");
  await most.fill("2.5");
  await most.blur();
  await refusals.filter({ hasText: '"2.5" was not taken' }).waitFor();

  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByText("10,000 rows each at most").waitFor();
  await page.getByRole("button", { name: "Insert 1 row" }).click();
  await page.getByText("the row was written").waitFor();
  const jobs = await askEmulator<{ readonly assignmentRuleId?: string }[]>(page, "jobs");
  expect(jobs.some(({ assignmentRuleId }) => assignmentRuleId?.startsWith("01Q000000000001") === true)).toBe(true);
  expect(complaints()).toEqual([]);
});

test("what is wrong with a file is said in words for its owner; rows without anything, and batches that failed whole, are told of", async () => {
  const { page, complaints } = await openConsole("load");
  await hurry(page);
  await chooseText(page, "nothing.csv", "");
  await page.getByText("Cannot load the file: it is empty").waitFor();
  await page.getByRole("button", { name: "Another file" }).click();
  await chooseText(page, "ragged.csv", "LastName,Email\nA,a@example.com,x\n");
  await page.getByText("Cannot read the CSV: row 1 (line 2) has 3 values for 2 columns", { exact: true }).waitFor();
  // Without an object there is nothing to compare columns with, and nothing is said of another one.
  await page.getByLabel("Object").fill("Nothing__c");
  await page.getByLabel("Object").blur();
  await page.getByRole("button", { name: "Another file" }).click();
  await chooseText(page, "ids.csv", "Id,Name\n,x\n003000000000001AAA,y\nabc,z\n");
  await page.getByText('Cannot find object "Nothing__c"').waitFor();
  await page.getByLabel("Object").fill("");
  await page.getByLabel("Object").blur();
  await page.getByText("Name the object that the rows are for").waitFor();
  expect(await page.getByText("Nothing__c").count()).toBe(0);
  await page.getByLabel("Object").fill("Contact");
  await page.getByLabel("Object").blur();
  await page.getByLabel("Operation").selectOption("hardDelete");
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("heading", { name: "Hard delete 2 rows from Contact?" }).waitFor();
  await page.getByText("1 row of the file has nothing in the one column that is loaded, and is left out").waitFor();
  await page.getByRole("button", { name: "Back to the columns" }).click();
  await page.getByRole("button", { name: "Another file" }).click();

  await page.getByLabel("Operation").selectOption("insert");
  await askEmulator(page, "fail", { kind: "batch-fails", on: { operation: "addBatch" } });
  await chooseText(page, "people.csv", "LastName\nA\nB\nC\n");
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Insert 3 rows" }).click();
  await page.getByText("no row was written: 3 failed").waitFor();
  await page.locator(".load-facts a.id").click();
  await page.getByText("0 and 1 whole batch").waitFor();
  await page.getByRole("link", { name: "All jobs" }).click();
  await page.getByRole("cell", { name: "1 batch", exact: true }).waitFor();
  await page.getByRole("list", { name: "Summary" }).getByText("and 1 whole batch").waitFor();
  expect(complaints()).toEqual([]);
});
