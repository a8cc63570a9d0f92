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
