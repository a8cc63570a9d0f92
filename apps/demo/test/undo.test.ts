import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { text as readText } from "node:stream/consumers";
import type * as Axe from "axe-core";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { askEmulator, chooseText, endChromium, hurry, openConsole } from "./console-tab.ts";

afterAll(endChromium);

/** It is in the documentation, and taken on demand only, since each run paints other ids. */
const picture = fileURLToPath(new URL("../screenshots/undo-light.png", import.meta.url));

const axeFile = createRequire(import.meta.url).resolve("axe-core");

/** What axe finds in the page as it is. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axeFile, "utf8"));
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    return (await axe.run()).violations.map(({ id }) => id);
  });
}

/** Files of the browser's own disk stand in for those that somebody chooses. */
async function standIn(page: Page): Promise<void> {
  await page.evaluate(() => {
    const showSaveFilePicker = async ({ suggestedName }: { readonly suggestedName: string }) =>
      await (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
    Object.assign(globalThis, { showSaveFilePicker });
  });
}

interface Account {
  readonly Id: string;
  readonly Name: string;
  readonly Phone: string | null;
}

const accounts = async (page: Page): Promise<readonly Account[]> => await askEmulator(page, "records", "Account");
const phones = async (page: Page): Promise<readonly (string | null)[]> =>
  (await accounts(page)).slice(0, 3).map(({ Phone }) => Phone ?? null);

/** Goes to a button by the keyboard alone, and presses it. */
async function pressByKeyboard(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole("button", { name }).last();
  await button.waitFor();
  for (let steps = 0; steps < 80; steps++) {
    if (await button.evaluate((one) => one === document.activeElement)) {
      await page.keyboard.press("Enter");
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`No key leads to ${name}`);
}

/** Loads phones of the first accounts. */
async function load(page: Page, fileName: string, cells: readonly string[], isKept: boolean): Promise<void> {
  await page.getByRole("link", { name: "Load", exact: true }).click();
  const again = page.getByRole("button", { name: "Load another file" });
  if ((await again.count()) > 0) await again.click();
  await page.getByLabel("Operation").selectOption("update");
  await page.getByLabel("Object").fill("Account");
  const ids = (await accounts(page)).map(({ Id }) => Id);
  await chooseText(
    page,
    fileName,
    `Id,Phone\n${cells.map((cell, index) => `${ids[index] ?? ""},${cell}`).join("\n")}\n`,
  );
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByLabel("Keep what is overwritten, so that the load can be taken back").setChecked(isKept);
  await page.getByRole("button", { name: `Update ${cells.length} rows` }).click();
  await page.getByText(`all ${cells.length} rows were written`).waitFor();
}

/** Changes the phone of an account as somebody else. */
async function touch(page: Page, index: number): Promise<void> {
  const token = await askEmulator<string>(page, "issueToken", { userId: "005000000000002" });
  const id = (await accounts(page))[index]?.Id ?? "";
  await askEmulator(page, "advance", 2000);
  await page.evaluate(
    async ([bearer, record]) => {
      await fetch(`https://org.emulator.invalid/services/data/v66.0/sobjects/Account/${record}`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
        body: JSON.stringify({ Website: "else.example" }),
      });
    },
    [token, id] as const,
  );
}

test("loads are taken back by what they have overwritten, which is in files of their user, and that in turn", async () => {
  const { page, complaints } = await openConsole("load");
  await hurry(page);
  await standIn(page);
  const before = await phones(page);

  await load(page, "first.csv", ["a1", "a2", "a3"], true);
  await load(page, "second.csv", ["b1", "b2", "b3"], true);
  await touch(page, 2);

  // By the keyboard alone: what would be done, in which org, what is left and by whom it was changed.
  await pressByKeyboard(page, "Undo…");
  const question = page.getByRole("dialog", { name: "Write 2 records back in Account?" });
  await question.waitFor();
  expect(await question.innerText()).toMatch(/org\.emulator\.invalid\s+Emulator/);
  expect(await question.innerText()).toContain("1 record is left: changed since (Emulator User 002: 1).");
  expect(await question.innerText()).toContain("What was set off, as triggers, flows and e-mails, is not taken back.");
  expect(await phones(page)).toEqual(["b1", "b2", "b3"]);
  await question.getByText("Those that are left").press("Enter");
  await question.getByText(/row 3, changed since, by Emulator User 002/).waitFor();
  expect(await violations(page)).toEqual([]);
  if (process.env["KEEP_SCREENSHOTS"] === "1") await page.screenshot({ path: picture });
  await question.getByLabel("Keep what this overwrites, so that it can be undone in turn").press("Space");
  await pressByKeyboard(page, "Write 2 records back");
  await expect.poll(async () => await phones(page)).toEqual(["a1", "a2", "b3"]);

  // It stands in the history, and is undone in turn; then once more.
  await page.getByRole("link", { name: "History", exact: true }).click();
  const past = (title: string) => page.getByRole("group").filter({ hasText: title }).first();
  const undone = past("Undo of Update Account, second.csv");
  await undone.locator("summary").click();
  await undone.getByText("1 left: changed since").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    undone.getByRole("button", { name: "Download what became of each record" }).click(),
  ]);
  const lines = (await readText(await download.createReadStream())).trimEnd().split("\n");
  expect(lines[0]).toBe("Id,Fate,Why,Row,Job,LastModified,LastModifiedBy,Message");
  expect(lines[3]).toMatch(/^001\w{15},left,ChangedSince,3,/);
  await undone.getByRole("button", { name: "Undo what was written back…" }).click();
  await page.getByRole("dialog").getByLabel("Keep what this overwrites").check();
  await page.getByRole("dialog").getByRole("button", { name: "Write 2 records back" }).click();
  await expect.poll(async () => await phones(page)).toEqual(["b1", "b2", "b3"]);
  const redone = past("Undo of writing back, undo of Update Account, second.csv");
  await redone.locator("summary").click();
  await redone.getByRole("button", { name: "Undo what was written back…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Write 2 records back" }).click();
  await past("Undo of writing back, undo of writing back, undo of Update Account, second.csv").waitFor();
  expect(await phones(page)).toEqual(["a1", "a2", "b3"]);

  // The first one, behind it: what was taken back of the second one is no change of somebody's. Half of it is done, and the tab is gone.
  await askEmulator(page, "fail", { kind: "never-answers", on: { operation: "addBatch" }, times: 1 });
  await past("Update Account, first.csv").locator("summary").click();
  await page.getByRole("button", { name: "Undo…" }).last().click();
  await page.getByRole("dialog").getByRole("button", { name: "Write 2 records back" }).click();
  await page.getByText("Writing back: 0 of 2").waitFor();
  const isOpen = async (): Promise<boolean> =>
    (await askEmulator<readonly { readonly state: string }[]>(page, "jobs")).at(-1)?.state === "Open";
  await expect.poll(isOpen).toBe(true);
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await hurry(page);
  await past("Update Account, first.csv").locator("summary").click();
  await page.getByText("Its undo was begun, and did not come to its end.").waitFor();
  await page.getByRole("button", { name: "Go on with the undo…" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Write \d records? back$/ })
    .click();
  await past("Undo of Update Account, first.csv").waitFor();
  expect(await phones(page)).toEqual([before[0], before[1], "b3"]);
  expect(complaints()).toEqual([]);
});

test("where the browser writes no files, what is overwritten is in the tab until it is saved; what was deleted comes back", async () => {
  const { page, complaints } = await openConsole("load");
  await hurry(page);
  await page.evaluate(() => Object.assign(globalThis, { showSaveFilePicker: undefined }));
  const before = await phones(page);
  await load(page, "plain.csv", ["x1", "x2"], false);
  await page.getByText("It cannot be undone: what it has overwritten was not kept.").waitFor();
  await load(page, "kept.csv", ["c1", "c2"], true);
  await page.getByText("It is in this tab alone: save it to be able to undo the load later.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save what was overwritten" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("kept-snapshot.sfbulk");
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  await page.reload();
  await hurry(page);
  await page.getByRole("link", { name: "History", exact: true }).click();
  await page.getByText("Update Account, kept.csv").click();
  await page.getByRole("button", { name: "Undo…" }).click();
  const choose = page.getByLabel("Choose kept-snapshot.sfbulk");
  await choose.setInputFiles({ name: "other.csv", mimeType: "text/csv", buffer: Buffer.from("Id\n1\n") });
  await page.getByText("it is no snapshot of a load").waitFor();
  await page.getByRole("button", { name: "Undo…" }).click();
  await choose.setInputFiles({
    name: "kept-snapshot.sfbulk",
    mimeType: "application/octet-stream",
    buffer: Buffer.concat(chunks),
  });
  await page.getByRole("dialog").getByRole("button", { name: "Write 2 records back" }).click();
  await expect.poll(async () => await phones(page)).toEqual(["x1", "x2", before[2]]);
  await page.getByRole("group").filter({ hasText: "Undo of Update Account, kept.csv" }).first().waitFor();

  // What was deleted, by the first row of a trial.
  await page.getByRole("link", { name: "Load", exact: true }).click();
  await page.getByLabel("Operation").selectOption("delete");
  await page.getByLabel("Object").fill("Account");
  const all = await accounts(page);
  const [one, two] = all.map(({ Id }) => Id);
  await chooseText(page, "ids.csv", `Id\n${one}\n${two}\n`);
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByText("To take it back needs no snapshot: the records come out of the recycle bin").waitFor();
  // Another load has the org just now, as in another tab: the trial says so, and begins once that is over.
  await page.evaluate(
    async (name) =>
      await new Promise<void>((held) => {
        const hold = async (): Promise<void> =>
          await new Promise<void>((letGo) => {
            Object.assign(globalThis, { letGo });
            held();
          });
        void navigator.locks.request(name, hold);
      }),
    "sfbulk load to https://org.emulator.invalid",
  );
  await page.getByRole("button", { name: "Try the first 1 row" }).click();
  await page.getByText("Another load to this org is under way").waitFor();
  expect(await accounts(page)).toHaveLength(all.length);
  await page.evaluate(() => (globalThis as unknown as { letGo: () => void }).letGo());
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Try the first 1 row" }).click();
  await page.getByText("Trial of the first 1 row: the row was deleted").waitFor();
  await page.getByRole("button", { name: "Undo…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undelete 1 record" }).click();
  await page.getByRole("button", { name: "Check all 2 rows again" }).waitFor();
  expect(await accounts(page)).toHaveLength(all.length);
  expect(complaints()).toEqual([]);
});
