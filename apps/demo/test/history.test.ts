import { text as readText } from "node:stream/consumers";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { endChromium, openConsole } from "./console-tab.ts";

afterAll(endChromium);

/** Puts closes of so many days ago into the history, as the console writes them. */
async function seedHistory(page: Page, days: readonly number[]): Promise<void> {
  await page.evaluate(async (ages) => {
    const done = async <T>(request: IDBRequest<T>): Promise<T> =>
      await new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error));
      });
    const opened = await done(indexedDB.open("sfbulk console"));
    const entries = opened.transaction("history", "readwrite").objectStore("history");
    const [real] = (await done(entries.getAll())) as { readonly ends: readonly object[] }[];
    for (const age of ages) {
      const at = Date.now() - age * 86_400_000;
      const id = `of ${age} days ago`;
      const ends = [{ ...real?.ends[0], jobId: id }];
      await done(entries.put({ ...real, id, beganAt: at, endedAt: at, ends }));
    }
    opened.close();
  }, days);
}

test("what was done is kept as long as it is told to be; what is pinned stays, is exported, and is deleted by itself", async () => {
  const { page, complaints } = await openConsole();
  await page
    .getByLabel(/^Select job/)
    .first()
    .check();
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Close 1 job" }).click();
  await page.getByText(/^took/).waitFor();
  await seedHistory(page, [8, 20, 40, 100]);
  await page.getByRole("link", { name: "History", exact: true }).click();
  const past = page.getByRole("region", { name: "History" }).getByRole("group");
  // That of a hundred days ago is older than what is kept.
  await expect.poll(async () => await past.count()).toBe(4);
  const entry = (days: number) => past.filter({ hasText: `of ${days} days ago` });
  await entry(20).locator("summary").click();
  await entry(20).getByRole("button", { name: "Pin", exact: true }).click();
  await entry(20).getByRole("button", { name: "Unpin" }).waitFor();

  // Keeping less deletes: it is asked, and Cancel leaves all as it was.
  const keep = page.getByLabel("Keep for");
  await keep.selectOption("7");
  const question = page.getByRole("dialog", { name: "Delete 2 entries older than 7 days?" });
  await question.getByText("in any org that was used from this browser").waitFor();
  await question.getByRole("button", { name: "Cancel" }).click();
  expect([await past.count(), await keep.inputValue()]).toEqual([4, "90"]);
  await keep.selectOption("7");
  await question.getByRole("button", { name: "Delete 2 entries" }).click();
  await expect.poll(async () => await past.count()).toBe(2);
  expect(await entry(20).count()).toBe(1);
  expect(await keep.inputValue()).toBe("7");

  const [saving] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);
  expect(saving.suggestedFilename()).toBe("sfbulk-history-org.emulator.invalid.json");
  const exported = JSON.parse(await readText(await saving.createReadStream())) as {
    readonly id: string;
    readonly isPinned: boolean;
  }[];
  expect(exported.map(({ isPinned }) => isPinned)).toEqual([false, true]);
  expect(exported[1]?.id).toBe("of 20 days ago");

  await page.getByRole("button", { name: "Delete all" }).click();
  await page.getByRole("button", { name: "Delete 1 entry" }).click();
  await expect.poll(async () => await past.count()).toBe(1);
  // How long things are kept outlives the page; the pinned one is deleted on its own.
  await page.reload();
  await past.first().waitFor();
  expect(await keep.inputValue()).toBe("7");
  await past.first().locator("summary").click();
  await page.getByRole("button", { name: "Delete from the history" }).click();
  await page.getByText("Nothing was done here yet").waitFor();
  expect(complaints()).toEqual([]);
});
