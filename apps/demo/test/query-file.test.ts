import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { askEmulator, endChromium, hurry, openConsole } from "./console-tab.ts";

afterAll(endChromium);

/** A file of the browser's own disk stands in for one that was picked; the picker is a window of the system. */
async function pickOwnFile(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(globalThis, {
      showSaveFilePicker: async ({ suggestedName }: { readonly suggestedName: string }) => {
        const folder = await navigator.storage.getDirectory();
        const handle = await folder.getFileHandle(suggestedName, { create: true });
        const told = globalThis as { readonly pickerSays?: string };
        if (told.pickerSays === "turned away") throw new DOMException("turned away", "AbortError");
        if (told.pickerSays === "not allowed") {
          Object.assign(handle, {
            createWritable: async () =>
              await Promise.reject(new DOMException("It may not be written", "NotAllowedError")),
          });
        }
        return handle;
      },
    });
  });
}

const readOwnFile = async (page: Page): Promise<string> =>
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    return await (await (await folder.getFileHandle("query.csv")).getFile()).text();
  });

const say = async (page: Page, pickerSays: string): Promise<void> =>
  await page.evaluate((says) => void Object.assign(globalThis, { pickerSays: says }), pickerSays);

test("rows go straight into a file of the computer as they come; a file that may not be written begins nothing", async () => {
  const { page, complaints } = await openConsole("jobs");
  await pickOwnFile(page);
  await page.reload();
  await page.locator('.org-chip[data-state="ready"]').waitFor();
  await hurry(page);
  await page.getByRole("link", { name: "Query", exact: true }).click();
  await page.getByRole("textbox", { name: "SOQL" }).fill("SELECT Id, LastName FROM Contact");
  await page.getByLabel("Straight into a file of this computer").check();
  const run = page.getByRole("button", { name: "Run the query" });
  await say(page, "turned away");
  await run.click();
  await say(page, "not allowed");
  await expect.poll(async () => await run.isEnabled()).toBe(true);
  await run.click();
  await page.getByText("It may not be written").waitFor();
  expect(await askEmulator(page, "bulk2Jobs")).toEqual([]);
  expect(await run.isEnabled()).toBe(true);

  await say(page, "");
  await run.click();
  await page.getByText("written to query.csv").waitFor();
  const { length } = await askEmulator<unknown[]>(page, "records", "Contact");
  await page.getByRole("heading", { name: `${length.toLocaleString("en")} rows` }).waitFor();
  await expect.poll(async () => (await readOwnFile(page)).trimEnd().split("\n").length).toBe(length + 1);
  expect(await readOwnFile(page)).toMatch(/^"?Id"?,"?LastName"?\n"?003\w{15}"?,/);
  // The rows are in the file, and not in the browser as well.
  expect(await page.getByRole("button", { name: /Download/ }).count()).toBe(0);
  expect(complaints()).toEqual([]);
});
