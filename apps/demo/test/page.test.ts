import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type * as Axe from "axe-core";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { budgets } from "../../../tools/size-docs.mjs";
import { chooseText, endChromium, openConsole, startDemo } from "./console-tab.ts";

afterAll(endChromium);

const axeFile = createRequire(import.meta.url).resolve("axe-core");

/** What is wrong for people with a screen reader, little sight, or no mouse; the grave things only. */
async function findGrave(page: Page): Promise<string[]> {
  const light = await graveBy(page);
  // All but colours is the same in the dark.
  await page.emulateMedia({ colorScheme: "dark" });
  // Colours go over into others, for some frames even where motion is reduced; on a busy machine a frame may take long.
  await page.evaluate(
    async () => await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
  const dark = await graveBy(page, ["color-contrast"]);
  await page.emulateMedia({ colorScheme: "light" });
  return [...light, ...dark.map((fault) => `dark: ${fault}`)];
}

async function graveBy(page: Page, rules?: string[]): Promise<string[]> {
  // Anew each time: it keeps the backgrounds that it has seen.
  await page.evaluate(await readFile(axeFile, "utf8"));
  return await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(runOnly === undefined ? {} : { runOnly });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")} ${failureSummary}`),
      );
  }, rules);
}

test("axe finds nothing serious, light or dark", async () => {
  const { page } = await openConsole("jobs", { colorScheme: "light" });
  await page
    .getByLabel(/^Select job/)
    .first()
    .check();
  expect(await findGrave(page)).toEqual([]);
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Abort" }).click();
  await page.getByRole("dialog").waitFor();
  expect(await findGrave(page)).toEqual([]);
  await page.getByRole("button", { name: "Abort 1 job" }).click();
  await page.getByText(/^took/).waitFor();
  expect(await findGrave(page)).toEqual([]);
  await page.locator("a.id").first().click();
  await page.locator(".timeline li").first().waitFor();
  expect(await findGrave(page)).toEqual([]);
  await page.getByRole("link", { name: "Faults" }).click();
  await page.getByRole("button", { name: "Close the job", exact: true }).click();
  await page.getByText("as expected", { exact: true }).waitFor();
  expect(await findGrave(page)).toEqual([]);
  for (const place of ["Wire", "Load", "Query", "History", "Connect"]) {
    await page.getByRole("navigation").getByRole("link", { name: place }).click();
    await page.getByRole("heading", { level: 1, name: place === "Load" ? "Load a file" : place }).waitFor();
    // The abort from before, opened.
    if (place === "History") await page.locator(".past > summary").click();
    expect(await findGrave(page)).toEqual([]);
  }
  await page.getByRole("navigation").getByRole("link", { name: "Load" }).click();
  await chooseText(page, "contacts.csv", "Last Name,Emial,Company\nA,a@example.com,\n,b@example.com,\n");
  await page.getByLabel("Field for column Company").fill("Account.Name");
  await page.getByLabel("Field for column Company").blur();
  await page.getByText("Account is found by its Name before the load").waitFor();
  await page.getByText("More options").click();
  await page.getByRole("button", { name: "Use Email" }).waitFor();
  expect(await findGrave(page)).toEqual([]);
  await page.getByRole("button", { name: "Use Email" }).click();
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Insert 2 rows" }).waitFor();
  expect(await findGrave(page)).toEqual([]);
  await page.getByRole("button", { name: "Insert 2 rows" }).click();
  await page.getByRole("button", { name: "Stop waiting" }).waitFor();
  expect(await findGrave(page)).toEqual([]);
  await page.getByText("1 of 2 rows were written, 1 failed").waitFor();
  expect(await findGrave(page)).toEqual([]);
  await page.getByRole("button", { name: "Load another file" }).click();
  await page.getByLabel("Operation").selectOption("delete");
  await chooseText(page, "ids.csv", "Id\n003000000000001AAA\n");
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Delete 1 row" }).waitFor();
  expect(await findGrave(page)).toEqual([]);
});

test("everything is done with the keyboard alone", async () => {
  const { page } = await openConsole();
  const { keyboard } = page;
  await page.locator("table.jobs tbody tr").first().waitFor();
  const focused = async (): Promise<string> =>
    await page.evaluate(() => {
      // What has the focus within the table of jobs, which is an element of its own.
      const outer = document.activeElement;
      const active = outer?.shadowRoot?.activeElement ?? outer;
      return active?.getAttribute("aria-label") ?? active?.textContent?.trim() ?? "";
    });
  /** Goes on with Tab until something of this name has the focus. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let count = 0; count < 80; count++) {
      await keyboard.press("Tab");
      if (name.test(await focused())) return;
    }
    throw new Error(`Nothing of the name ${name} is reached with Tab`);
  };
  await keyboard.press("Tab");
  expect(await focused()).toBe("Skip to content");
  await keyboard.press("Enter");
  await tabTo(/^Open \d+$/);
  await keyboard.press("Enter");
  await tabTo(/^Select job/);
  await keyboard.press("Space");
  await page.getByRole("region", { name: "Selected jobs" }).waitFor();
  await keyboard.press("Shift+Tab");
  for (let count = 0; count < 15 && (await focused()) !== "Close"; count++) await keyboard.press("Shift+Tab");
  await keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await expect.poll(focused).toBe("Cancel");
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Close");
  await keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(/^Close 1 job$/);
  await keyboard.press("Enter");
  await page.getByText("Closed 1 of 1").waitFor();
  expect(await page.locator(".visually-hidden[role=status]").textContent()).toBe("Closed: 1 job");

  await page.evaluate(() => document.querySelector<HTMLElement>(".logo")?.focus());
  await tabTo(/^Load$/);
  await keyboard.press("Enter");
  await page.getByLabel(/^Or paste rows/).waitFor();
  for (let count = 0; count < 80; count++) {
    await keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement instanceof HTMLTextAreaElement)) break;
  }
  await keyboard.insertText("Last Name\tEmail\nLovelace\tada@example.com\nHopper\tgrace@example.com");
  await tabTo(/^Preview the pasted rows$/);
  await keyboard.press("Enter");
  await page.getByRole("button", { name: "Check all rows", disabled: false }).waitFor();
  await tabTo(/^Check all rows$/);
  await keyboard.press("Enter");
  await page.getByRole("button", { name: "Insert 2 rows" }).waitFor();
  await tabTo(/^Insert 2 rows$/);
  await keyboard.press("Enter");
  await page.getByText("all 2 rows were written").waitFor();
  await expect.poll(focused).toBe("Load");
  await tabTo(/^Load another file$/);
});

test("the first load is small, soon there, and asks nobody else", async () => {
  const demo = await startDemo();
  const { page } = await openConsole("jobs", { demo });
  await page.locator("table.jobs tbody tr").first().waitFor();
  const first = await page.evaluate(() => performance.now());
  const urls = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const own = [`${demo.url}/`, ...urls.filter((url) => url.startsWith(demo.url))];
  expect(urls.filter((url) => !url.startsWith(demo.url) && !url.startsWith("https://org.emulator.invalid/"))).toEqual(
    [],
  );
  const sizes = await Promise.all(
    own.map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const worker = gzipSync(Buffer.from(await (await fetch(`${demo.url}/org-worker.js`)).arrayBuffer())).length;
  const ready = await page.evaluate(
    () => (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming).domInteractive,
  );
  const again = await page
    .evaluate(() => performance.now())
    .then(async () => {
      await page.reload();
      await page.locator("table.jobs tbody tr").first().waitFor();
      return await page.evaluate(() => performance.now());
    });
  console.log(
    `first load ${(total / 1000).toFixed(1)} kB gzip (the worker with the emulator ${(worker / 1000).toFixed(1)} kB), interactive after ${ready.toFixed(0)} ms, jobs there after ${first.toFixed(0)} ms (loaded again: ${again.toFixed(0)} ms)`,
  );
  expect(total).toBeLessThan((budgets["demo"]?.["atOnce"] ?? 0) * 1000);
});
