import { createHash } from "node:crypto";
import { text as readText } from "node:stream/consumers";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { askEmulator, chooseText, endChromium, hurry, openConsole } from "./console-tab.ts";

afterAll(endChromium);

const many = 25_000;

/** Contacts; every thousandth has no last name. */
const contacts = (count: number): string =>
  `First Name,Last Name,Email,Notes\n${Array.from(
    { length: count },
    (_, index) => `Ada,${index % 1000 === 999 ? "" : `"Lovelace, ${index}"`},ada${index}@example.com,x`,
  ).join("\n")}\n`;

const countRecords = async (page: Page, object: string): Promise<number> =>
  (await askEmulator<unknown[]>(page, "records", object)).length;

const countJobs = async (page: Page): Promise<number> => (await askEmulator<unknown[]>(page, "jobs")).length;

/** The names of the files that the history keeps. */
const rowsInBrowser = async (page: Page): Promise<string[]> =>
  await page.evaluate(async () => {
    const opening = indexedDB.open("sfbulk console");
    await new Promise((resolve) => opening.addEventListener("success", resolve));
    const all = opening.result.transaction("history").objectStore("history").getAll();
    await new Promise((resolve) => all.addEventListener("success", resolve));
    opening.result.close();
    return (all.result as { readonly keptRows?: File }[]).flatMap(({ keptRows }) => keptRows?.name ?? []);
  });

test("a load is looked at, tried, confirmed and told the truth of; what failed is loaded again", async () => {
  const { page, complaints } = await openConsole("load");
  const before = { jobs: await countJobs(page), records: await countRecords(page, "Contact") };
  await chooseText(page, "contacts.csv", contacts(many));

  // The columns are mapped by label; what fits no field is said, and in the way.
  const field = (column: string) => page.getByLabel(`Field for column ${column}`);
  await expect.poll(async () => await field("First Name").inputValue()).toBe("FirstName");
  expect(await field("Last Name").inputValue()).toBe("LastName");
  await page.getByText("1 thing is wrong with the columns; no row could go in so.").waitFor();
  const check = page.getByRole("button", { name: "Check all rows" });
  expect(await check.isDisabled()).toBe(true);
  const notes = page.getByRole("row").filter({ hasText: "Notes" });
  await notes.getByRole("button", { name: "Leave it out" }).click();
  expect(await page.getByText("25,000 rows · 4 columns").count()).toBe(1);
  await check.click();

  // Nothing was sent up to here; the question has the numbers, the org and its type.
  const confirm = page.getByRole("region", { name: "Insert 25,000 rows into Contact?" });
  await confirm.waitFor();
  expect(await confirm.innerText()).toMatch(/org\.emulator\.invalid\s+Emulator/);
  await page.getByText("25 values will probably be refused, and their rows not written").waitFor();
  expect({ jobs: await countJobs(page), records: await countRecords(page, "Contact") }).toEqual(before);

  await page.getByRole("button", { name: "Try the first 10 rows" }).click();
  await page.getByText("Trial of the first 10 rows: all 10 rows were written").waitFor();
  await page.getByRole("button", { name: "Check the other 24,990 rows" }).click();
  await page.getByRole("button", { name: "Insert 24,990 rows" }).click();

  // It goes on elsewhere, in sight, and the tab asks before it is closed.
  await page.getByRole("list", { name: "Batches" }).getByRole("listitem").first().waitFor();
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await page.getByRole("link", { name: /Loading contacts\.csv: \d+ %/ }).click();
  const asked = page.waitForEvent("dialog");
  const leaving = page.evaluate(() => location.reload());
  expect((await asked).type()).toBe("beforeunload");
  await (await asked).dismiss();
  await leaving;

  await page.getByText("24,965 of 24,990 rows were written, 25 failed").waitFor({ timeout: 240_000 });
  expect(await countRecords(page, "Contact")).toBe(before.records + many - 25);
  const reason = page.getByRole("table", { name: "Reasons" }).getByRole("row").nth(1);
  expect((await reason.innerText()).split(/\s+/)).toEqual(["REQUIRED_FIELD_MISSING", "25", "1,000"]);
  const rows = page.getByRole("progressbar", { name: "Rows" });
  expect(await rows.getAttribute("aria-valuetext")).toBe("24,965 written, 25 failed");
  expect(await rows.locator('[data-tone="bad"]').count()).toBe(1);
  const last = page.getByRole("list", { name: "Batches" }).getByRole("listitem").last();
  expect(await last.innerText()).toMatch(/Rows 20,011–25,000/);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download failed rows" }).click(),
  ]);
  const csv = (await readText(await download.createReadStream())).trimEnd().split("\n");
  expect(csv).toHaveLength(26);
  expect(csv[0]).toBe("FirstName,LastName,Email,sf__Error");
  expect(csv[1]).toMatch(/^Ada,,ada999@example\.com,REQUIRED_FIELD_MISSING: /);

  await page.getByRole("button", { name: "Load failed rows again" }).click();
  await page.getByText("25 rows · 4 columns").waitFor();
  await expect.poll(async () => await field("sf__Error").inputValue()).toBe("");
  await page.getByRole("button", { name: "Another file" }).click();

  // It is in the history, with all that another load like it needs; no row is.
  await page.getByRole("link", { name: "History", exact: true }).click();
  const past = page.getByRole("region", { name: "History" }).getByRole("group");
  await expect.poll(async () => await past.count()).toBe(2);
  expect(await past.first().innerText()).toMatch(
    /Insert Contact, contacts\.csv\s+24,965 of 24,990 rows written, 25 failed/,
  );
  expect(await past.nth(1).innerText()).toMatch(/Trial: insert Contact, contacts\.csv\s+10 rows written/);
  await past.first().locator("summary").click();
  const hash = createHash("sha256").update(contacts(many)).digest("hex");
  await past.first().getByText(hash).waitFor();
  await past.first().getByText("Notes: left out").waitFor();
  expect(await rowsInBrowser(page)).toEqual([]);
  const [results] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download results" }).click(),
  ]);
  const lines = (await readText(await results.createReadStream())).trimEnd().split("\n");
  expect([lines.length, lines[0]]).toEqual([24_991, "Row,Success,Created,Id,Error"]);
  // The rows of the trial come before.
  expect(lines[1]).toMatch(/^11,true,true,003\w{15},$/);
  await page.getByRole("button", { name: "Keep failed rows in this browser" }).click();
  await page.getByRole("button", { name: "Keep failed rows in this browser" }).waitFor({ state: "detached" });
  expect(await rowsInBrowser(page)).toEqual(["contacts-failed-rows.csv"]);
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await page.getByRole("button", { name: "Unpin" }).waitFor();
  await page.getByRole("button", { name: "Delete all" }).click();
  await page.getByRole("button", { name: "Delete 1 entry" }).click();
  await expect.poll(async () => await past.count()).toBe(1);
  await page.getByRole("button", { name: "Load again with this mapping" }).click();
  await chooseText(page, "contacts 2.csv", "First Name,Last Name,Email,Notes\nAda,B,b@example.com,x\n");
  await expect.poll(async () => await field("Email").inputValue()).toBe("Email");
  expect(await field("Notes").inputValue()).toBe("");
  expect(complaints()).toEqual([]);
});

test("what cannot be loaded is said before anything is sent, in every form that it has", async () => {
  const { page, complaints } = await openConsole("load");
  await hurry(page);

  // An upsert wants its key.
  await page.getByLabel("Operation").selectOption("upsert");
  await chooseText(page, "accounts.csv", "Name,Ext__c\nAcme,1\n");
  await page.getByText("Name the external id field").waitFor();
  expect(await page.getByRole("button", { name: "Check all rows" }).isDisabled()).toBe(true);

  // A parent is found by its name, before anything is loaded; where there is none, or several, the person says what is done.
  await page.getByRole("button", { name: "Another file" }).click();
  await page.getByLabel("Operation").selectOption("insert");
  const accounts = await askEmulator<{ readonly Id: string; readonly Name: string }[]>(page, "records", "Account");
  await chooseText(
    page,
    "people.csv",
    'Last Name,Company\nA,ACCOUNT 7\nB,Nobody\'s\nC,Account 8\nD,\nE,"Account 7 "\n',
  );
  await page.getByLabel("Field for column Company").fill("Account.Name");
  await page.getByLabel("Field for column Company").blur();
  await page.getByLabel("If there is none").waitFor();
  const parents = page.getByRole("button", { name: "Check all rows" });
  await parents.click();
  await page.getByText("Not every row has its parent: choose what is to be done").waitFor();
  await page.getByText(`none for 1 ("Nobody's") in 1 row: nothing is loaded`).waitFor();
  await page.getByLabel("If there is none").selectOption("leave-out");
  await parents.click();
  await page.getByText("Not every row has its parent: 1 row is left out").waitFor();
  await page.getByRole("button", { name: "Insert 4 rows" }).click();
  await page.getByText("all 4 rows were written").waitFor();
  expect(await page.getByRole("list", { name: "Batches" }).innerText()).toMatch(/Rows 1–5/);
  const people = await askEmulator<{ readonly LastName: string; readonly AccountId: string | null }[]>(
    page,
    "records",
    "Contact",
  );
  const idOf = (name: string): string | undefined => accounts.find(({ Name }) => Name === name)?.Id;
  expect(people.slice(-4).map(({ LastName, AccountId }) => [LastName, AccountId ?? ""])).toEqual([
    ["A", idOf("Account 7")],
    ["C", idOf("Account 8")],
    ["D", ""],
    ["E", idOf("Account 7")],
  ]);
  // It is taken back, once it is said what that does.
  await page.getByRole("link", { name: "History", exact: true }).click();
  await page.getByText("Insert Contact, people.csv").click();
  await page.getByRole("button", { name: "Undo…" }).click();
  const undo = page.getByRole("dialog", { name: "Delete 4 records from Contact?" });
  await undo.getByText("is not taken back").waitFor();
  expect(await countRecords(page, "Contact")).toBe(people.length);
  await undo.getByRole("button", { name: "Delete 4 records" }).click();
  const undone = page.getByRole("group").filter({ hasText: "Undo of Insert Contact, people.csv" });
  await undone.getByText("4 records deleted").first().waitFor();
  expect(await countRecords(page, "Contact")).toBe(people.length - 4);
  expect(await page.getByRole("button", { name: "Undo…" }).count()).toBe(0);
  await page.getByRole("link", { name: "Load", exact: true }).click();
  const jobsNow = await countJobs(page);

  // Bytes of Excel, in windows-1252.
  await page.getByRole("button", { name: "Load another file" }).click();
  await chooseText(page, "people.csv", Buffer.from("LastName;Email\nM\xfcller;m@example.com\n", "latin1"));
  await page.getByText("The file cannot be loaded as it is", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Read it as windows-1252, as Excel saves it" }).click();
  await page.getByRole("cell", { name: "Müller" }).waitFor();
  expect(await page.getByLabel("Delimiter").locator("option").first().innerText()).toBe("Semicolon, found");

  // Ids of another object are refused; UTF-16 is understood.
  await page.getByRole("button", { name: "Another file" }).click();
  await page.getByLabel("Operation").selectOption("delete");
  const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, "utf16le");
  await chooseText(page, "ids.csv", utf16("Id\tName\n001000000000001\tAcme\n"));
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByText("Not loaded: nothing was sent").waitFor();
  await page.getByText("ids of Contact begin with 003").first().waitFor();

  // A delete asks in red, and is taken back.
  const [contact] = await askEmulator<{ readonly Id: string }[]>(page, "records", "Contact");
  const records = await countRecords(page, "Contact");
  await page.getByRole("button", { name: "Another file" }).click();
  await chooseText(page, "ids.csv", utf16(`Id\tName\n${contact?.Id ?? ""}\tAcme\n`));
  await page.getByRole("button", { name: "Check all rows" }).click();
  const confirm = page.getByRole("region", { name: "Delete 1 row from Contact?" });
  await confirm.waitFor();
  expect(await confirm.getAttribute("data-tone")).toBe("bad");
  await page.getByRole("button", { name: "Back to the columns" }).click();
  expect(await countJobs(page)).toBe(jobsNow);
  expect(await countRecords(page, "Contact")).toBe(records);
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Delete 1 row" }).click();
  await page.getByText("the row was deleted").waitFor();
  expect(await countRecords(page, "Contact")).toBe(records - 1);

  // A batch that fails whole is red, with Salesforce's words; rows are pasted.
  await page.getByRole("button", { name: "Load another file" }).click();
  await page.getByLabel("Operation").selectOption("insert");
  await page.getByLabel("Rows per batch").fill("2");
  await page.getByLabel("Rows per batch").blur();
  await askEmulator(page, "fail", { kind: "batch-fails", stateMessage: "InvalidBatch : It is broken" });
  await page
    .getByLabel(/^Or paste rows/)
    .fill("Last Name\tEmail\nA\ta@example.com\nB\tb@example.com\nC\tc@example.com");
  await page.getByRole("button", { name: "Preview the pasted rows" }).click();
  await page.getByRole("button", { name: "Check all rows" }).click();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save them as a file" }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe("pasted rows.csv");
  await page.getByRole("button", { name: "Insert 3 rows" }).click();
  await page.getByText("1 of 3 rows were written, 2 failed").waitFor();
  const first = page.getByRole("list", { name: "Batches" }).getByRole("listitem").first();
  expect(await first.innerText()).toMatch(/Failed[\s\S]*InvalidBatch : It is broken/);
  expect(await first.getByRole("progressbar").getAttribute("aria-valuetext")).toBe("2 failed");
  await page.locator(".load-facts a").click();
  await page.getByRole("heading", { name: "2 failed rows · 1 batch failed whole" }).waitFor();
  const batchesBar = page.getByRole("progressbar", { name: "Batches" });
  expect(await batchesBar.getAttribute("aria-valuetext")).toBe("1 completed, 1 failed");
  expect(complaints()).toEqual([]);
});

test("a load is taken up after a reload, by the file chosen again or by its handle, and no row is there twice", async () => {
  const { page } = await openConsole("load");
  const leads = `LastName,Company\n${Array.from({ length: 500 }, (_, index) => `Lead ${index},Acme`).join("\n")}\n`;
  const before = await countRecords(page, "Lead");
  const start = async (on: Page): Promise<void> => {
    await on.getByRole("button", { name: "Check all rows" }).click();
    await on.getByRole("button", { name: "Insert 500 rows" }).click();
  };
  const begin = async (): Promise<void> => {
    await page.getByLabel("Object").fill("Lead");
    await page.getByLabel("Rows per batch").fill("100");
    await page.getByLabel("Rows per batch").blur();
    // Two batches come through; of the others no answer comes.
    await askEmulator(page, "fail", { kind: "never-answers", on: { operation: "addBatch" }, skip: 2, times: 3 });
  };
  const reload = async (): Promise<void> => {
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
  };
  await begin();
  await chooseText(page, "leads.csv", leads);
  await start(page);
  await expect.poll(async () => await page.locator(".batch-list .badge", { hasText: "On its way" }).count()).toBe(3);

  // One load an org at a time, in all tabs.
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByLabel("Object").fill("Lead");
  await chooseText(other, "leads.csv", leads);
  await start(other);
  await other.getByText("Another load to this org is under way, in another tab").waitFor();
  await other.close();

  await reload();
  const again = page.getByLabel(/^Choose leads\.csv again to go on at row \d+$/);
  await page.getByText("200 of 500 rows are known to be there.").waitFor();
  await again.setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(leads.slice(1)) });
  await page.getByText("the file has changed since").waitFor();
  await again.setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(leads) });
  await page.getByText("all 500 rows were written").waitFor({ timeout: 240_000 });
  expect(await countRecords(page, "Lead")).toBe(before + 500);
  await page.getByRole("button", { name: "Load another file" }).click();

  // The same with what opens the file again: a file of the browser's own disk stands in for one that was picked.
  await page.evaluate(async (text) => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle("more leads.csv", { create: true });
    const writable = await handle.createWritable();
    await writable.write(text);
    await writable.close();
    Object.assign(globalThis, { showOpenFilePicker: async () => [handle] });
  }, leads);
  await begin();
  await page.getByText("choose one").click();
  await start(page);
  await expect.poll(async () => await page.locator(".batch-list .badge", { hasText: "On its way" }).count()).toBe(3);
  await reload();
  await page.getByRole("button", { name: /^Go on at row \d+$/ }).click();
  await page.getByText("all 500 rows were written").waitFor({ timeout: 240_000 });
  expect(await countRecords(page, "Lead")).toBe(before + 1000);
  const databases = async (): Promise<unknown> =>
    new Set(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)));
  await expect.poll(databases).toEqual(new Set(["sfbulk console", "sfbulk-console"]));

  // Stopped, gone on with in the same tab, stopped, given up: the job is closed.
  await page.getByRole("button", { name: "Load another file" }).click();
  await begin();
  await chooseText(page, "leads.csv", leads);
  await start(page);
  await expect.poll(async () => await page.locator(".batch-list .badge", { hasText: "On its way" }).count()).toBe(3);
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("200 of 500 rows are known to be there.").waitFor();
  await page.getByRole("button", { name: "Give up, and close the job" }).click();
  await page.getByText("Drop a CSV file here").waitFor();
  const jobs = await askEmulator<{ readonly object: string; readonly state: string }[]>(page, "jobs");
  expect(jobs.filter(({ object }) => object === "Lead").at(-1)?.state).toBe("Closed");
});
