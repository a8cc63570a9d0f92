import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { isLong } from "../../../tools/is-long.mjs";
import type { PageTab } from "../../../tools/page-browsers/page-browser.d.mts";
import { startFirefox } from "../../../tools/page-browsers/start-firefox.mjs";
import { startWebKit } from "../../../tools/page-browsers/start-webkit.mjs";
import { startDemo } from "./console-tab.ts";

const patient = { timeout: 180_000, interval: 100 };

/** A text of the page, as a person reads it. */
async function waitForText(tab: PageTab, text: RegExp): Promise<void> {
  let last = "";
  const read = async (): Promise<boolean> => {
    last = String(await tab.evaluate("document.body.innerText"));
    return text.test(last);
  };
  await vi.waitUntil(read, patient).catch((error: unknown) => {
    throw new Error(`There is no ${String(text)}: ${last}`, { cause: error });
  });
}

/** Waits for an element, and gives its expression. */
async function find(tab: PageTab, expression: string): Promise<string> {
  await vi
    .waitUntil(async () => await tab.evaluate(`(${expression}) !== null`), patient)
    .catch(async (error: unknown) => {
      const text = String(await tab.evaluate("document.body.innerText"));
      throw new Error(`There is no ${expression}: ${text}`, { cause: error });
    });
  return expression;
}

/** Presses the last of the buttons with these words: a question stands behind what it is about. */
async function press(tab: PageTab, words: string): Promise<void> {
  const buttons = `[...document.querySelectorAll("button")]`;
  const isMeant = `one.innerText.trim() === ${JSON.stringify(words)} && !one.disabled`;
  await tab.press(await find(tab, `${buttons}.filter((one) => ${isMeant}).at(-1) ?? null`));
}

/** The field whose label has these words. */
const fieldOf = (words: string): string =>
  `[...document.querySelectorAll("label")].find((one) => one.innerText.includes(${JSON.stringify(words)}))?.querySelector("input, select") ?? null`;

async function choose(tab: PageTab, words: string, file: string): Promise<void> {
  await tab.choose(await find(tab, fieldOf(words)), file);
}

async function write(tab: PageTab, words: string, text: string): Promise<void> {
  await tab.evaluate(`(() => {
    const field = ${await find(tab, fieldOf(words))};
    field.value = ${JSON.stringify(text)};
    for (const kind of ["input", "change", "blur"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  })()`);
}

/** Takes a step behind the org of the page. */
async function askEmulator(tab: PageTab, method: string, argument?: unknown): Promise<unknown> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    ...(argument === undefined ? {} : { body: JSON.stringify(argument) }),
  };
  const answer = await tab.evaluate(
    `fetch("https://org.emulator.invalid/__emulator/${method}", ${JSON.stringify(init)}).then((response) => response.text())`,
  );
  return answer === "" ? undefined : JSON.parse(String(answer));
}

const count = async (tab: PageTab, object: string): Promise<number> =>
  ((await askEmulator(tab, "records", object)) as unknown[]).length;

// Each of the other walks is in Chromium; this one shows in the long run that the engines of other browsers do the same.
test.skipIf(!isLong).each([
  ["Firefox", startFirefox],
  ["WebKit", startWebKit],
] as const)("the console's main walk in %s", async (_, start) => {
  const browser = await start();
  if (typeof browser === "string") {
    console.warn(`the console's walk was skipped: ${browser}`);
    return;
  }
  onTestFinished(browser.close);
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-console-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { url } = await startDemo();
  const tab = await browser.openTab(`${url}/#/load`);
  await find(tab, `document.querySelector('.org-chip[data-state="ready"]')`);

  // A load whose page goes away in the middle: two batches come through, of the others no answer comes.
  const before = await count(tab, "Lead");
  await askEmulator(tab, "fail", { kind: "never-answers", on: { operation: "addBatch" }, skip: 2, times: 3 });
  const leads = join(folder, "leads.csv");
  writeFileSync(leads, `LastName,Company\n${Array.from({ length: 500 }, (__, row) => `Lead ${row},Acme\n`).join("")}`);
  await write(tab, "Object", "Lead");
  await write(tab, "Rows per batch", "100");
  await choose(tab, "Drop a CSV file here", leads);
  await press(tab, "Check all rows");
  await press(tab, "Insert 500 rows");
  await vi.waitUntil(
    async () =>
      (await tab.evaluate(
        '[...document.querySelectorAll(".batch-list .badge")].filter((one) => one.innerText === "On its way").length',
      )) === 3,
    patient,
  );
  await tab.reload();
  await waitForText(tab, /200 of 500 rows are known to be there\./);
  await choose(tab, "Choose leads.csv again", leads);
  await waitForText(tab, /All 500 rows were written/);
  expect(await count(tab, "Lead")).toBe(before + 500);

  // What was refused is told, and loaded again.
  await press(tab, "Load another file");
  const contacts = join(folder, "contacts.csv");
  const good = Array.from({ length: 99 }, (__, row) => `Ada,Name ${row}\n`).join("");
  writeFileSync(contacts, `FirstName,LastName\n${good}Ada,\n`);
  await write(tab, "Object", "Contact");
  await choose(tab, "Drop a CSV file here", contacts);
  await press(tab, "Check all rows");
  await press(tab, "Insert 100 rows");
  await waitForText(tab, /99 of 100 rows were written, 1 failed[\s\S]*REQUIRED_FIELD_MISSING/);
  await press(tab, "Load failed rows again");
  await waitForText(tab, /1 row · /);

  // A job is closed, after the question.
  const { id } = (await askEmulator(tab, "addJob", { object: "Contact", operation: "update" })) as { id: string };
  await tab.evaluate(`location.hash = ${JSON.stringify(`/jobs/${id}`)}`);
  await press(tab, "Close");
  await press(tab, "Close 1 job");
  await find(tab, `[...document.querySelectorAll("h1 .badge")].find((one) => one.innerText === "Closed") ?? null`);
  expect(await askEmulator(tab, "job", id)).toMatchObject({ id, state: "Closed" });
});
