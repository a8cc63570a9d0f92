import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { askEmulator, chooseText, endChromium, openConsole } from "./console-tab.ts";

afterAll(endChromium);

/** By how much timers of a page come late, in milliseconds: longer than what a person, or a test, needs for a click or two. */
const late = 1500;

/** Has what a page does after a pause, when it has been painted, or holds a lock, come late, as it does where the computer is busy. */
async function slow(page: Page, pauses: readonly number[]): Promise<void> {
  await page.evaluate(
    ([slowed, delay]) => {
      const atOnce = globalThis.setTimeout;
      const patched = (work: () => void, pause = 0): unknown => atOnce(work, slowed.includes(pause) ? delay : pause);
      Object.assign(globalThis, { setTimeout: patched, requestAnimationFrame: () => 0 });
      const request = navigator.locks.request.bind(navigator.locks) as (name: string, ...rest: unknown[]) => unknown;
      const lateRequest = (name: string, ...rest: unknown[]): unknown => {
        const work = rest.pop() as (lock: Lock | null) => unknown;
        return request(name, ...rest, async (lock: Lock | null) => {
          await new Promise((resolve) => atOnce(resolve, delay / 5));
          return await work(lock);
        });
      };
      Object.assign(navigator.locks, { request: lateRequest });
    },
    [pauses, late] as const,
  );
}

test("what a person puts away on a slow page does not come back", async () => {
  const { page } = await openConsole("load");
  const leads = `LastName,Company\n${Array.from({ length: 500 }, (_, index) => `Lead ${index},Acme`).join("\n")}\n`;
  await page.getByLabel("Object").fill("Lead");
  await page.getByLabel("Rows per batch").fill("100");
  await page.getByLabel("Rows per batch").blur();
  await askEmulator(page, "fail", { kind: "never-answers", on: { operation: "addBatch" }, skip: 2, times: 3 });
  await chooseText(page, "leads.csv", leads);
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Insert 500 rows" }).click();
  await expect.poll(async () => await page.locator(".batch-list .badge", { hasText: "On its way" }).count()).toBe(3);
  // How often the page shows how far it is.
  await slow(page, [80]);
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Load another file" }).click();
  await page.waitForTimeout(late);
  expect(await page.getByText("Drop a CSV file here").isVisible()).toBe(true);
  // What goes on is said to be there, though it was looked for twice in that time.
  await page.getByText("200 of 500 rows are known to be there.").waitFor();
  await page.getByRole("button", { name: "Give up, and close the job" }).click();
  await page.getByText("200 of 500 rows are known to be there.").waitFor({ state: "detached" });

  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await page.getByRole("button", { name: /^Open \d/ }).click();
  await page.getByLabel("Select all jobs of this page").check();
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: /^Close \d+ jobs/ }).click();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.waitForTimeout(late);
  expect(await page.getByRole("button", { name: "Dismiss" }).count()).toBe(0);
});

test("what is typed the moment a field is there stays", async () => {
  const { page } = await openConsole();
  // What a component does once it is painted.
  await slow(page, [35]);
  await page.getByRole("link", { name: "Load", exact: true }).click();
  await page.getByLabel("Object").fill("Lead");
  await page.waitForTimeout(late);
  expect(await page.getByLabel("Object").inputValue()).toBe("Lead");
});

test("all rows are checked by the columns of what is to be done now; a file that cannot be read any more is told of", async () => {
  const { page } = await openConsole("load");
  await chooseText(page, "ids.csv", "Id,Name\n003000000000002AAA,x\n003000000000001AAA,y\n,z\n");
  await page.getByText("wrong with the columns").waitFor();
  // What the org says of fields comes late.
  await page.evaluate((delay) => {
    const ask = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (url.endsWith("/describe")) await new Promise((resolve) => setTimeout(resolve, delay));
      return await ask(input, init);
    };
  }, late / 5);
  await page.getByLabel("Operation").selectOption("delete");
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("heading", { name: "Delete 2 rows from Contact?" }).waitFor();
  await page.getByRole("button", { name: "Back to the columns" }).click();

  await page.getByLabel("Operation").selectOption("hardDelete");
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("heading", { name: "Hard delete 2 rows from Contact?" }).waitFor();
  await page.getByRole("button", { name: "Back to the columns" }).click();

  await page.evaluate(() => {
    File.prototype.stream = () => {
      throw new DOMException("The file could not be read", "NotReadableError");
    };
  });
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByText("Not loaded: nothing was sent").waitFor();
  await page.getByText("The file could not be read").waitFor();
});
