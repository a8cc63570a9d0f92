import type { JournalEntry } from "@sfbulk/core";
import { afterAll, describe, expect, it } from "vitest";
import { browserJournal } from "../src/index.ts";
import { type Library, loadLibrary, openPage } from "./open-page.ts";
import { endChromium, startChromium } from "./start-chromium.ts";
import { startOrg } from "./start-org.ts";
import { startTool } from "./start-tool.ts";

declare const sfbulk: Library;

afterAll(endChromium);

const closed = (number: number): JournalEntry => ({ kind: "job-closed", jobId: `job ${number}` });

async function openTool() {
  const tool = await startTool();
  const page = await openPage(`${tool.origin}/`);
  await loadLibrary(page);
  return { tool, page };
}

describe("browserJournal", () => {
  it("keeps entries, also when the page is loaded anew, and each name has its own", async () => {
    const { page } = await openTool();
    const first = await page.evaluate(
      async (entries) => {
        const journal = sfbulk.browserJournal("accounts");
        const before = await journal.read();
        for (const [index, entry] of entries.entries()) await journal.append(entry, index);
        return before;
      },
      Array.from({ length: 12 }, (_, number) => closed(number)),
    );
    expect(first).toEqual([]);
    await page.reload();
    await loadLibrary(page);
    const [kept, others] = await page.evaluate(async () => [
      await sfbulk.browserJournal("accounts").read(),
      await sfbulk.browserJournal("contacts").read(),
    ]);
    expect(kept).toEqual(Array.from({ length: 12 }, (_, number) => closed(number)));
    expect(others).toEqual([]);
  });

  it("refuses a place that is taken", async () => {
    const { page } = await openTool();
    const refused = await page.evaluate(async (entry) => {
      const journal = sfbulk.browserJournal("accounts");
      await journal.append(entry, 0);
      const error: unknown = await journal.append(entry, 0).catch((reason: unknown) => reason);
      const { name, code } = error as { name: string; code: string };
      return { name, code, length: (await journal.read()).length };
    }, closed(0));
    expect(refused).toEqual({ name: "JournalError", code: "JournalTaken", length: 1 });
  });

  it("is held by one tab until that gives it back, or is closed", async () => {
    const { tool, page } = await openTool();
    const other = await page.context().newPage();
    await other.goto(`${tool.origin}/`);
    await loadLibrary(other);
    const read = async (where: typeof page): Promise<string> =>
      await where.evaluate(async () => {
        const journal = sfbulk.browserJournal("accounts");
        Object.assign(globalThis, { held: journal });
        return await journal.read().then(
          () => "read",
          (error: unknown) => (error as { code: string }).code,
        );
      });
    expect(await read(page)).toBe("read");
    expect(await read(other)).toBe("JournalTaken");
    await page.evaluate(
      async () => await (globalThis as unknown as { held: { release: () => Promise<void> } }).held.release(),
    );
    expect(await read(other)).toBe("read");
    expect(await read(page)).toBe("JournalTaken");
    await other.close();
    // The browser lets go of what the tab held when the tab is gone, which may be a moment after `close` has said so.
    await expect.poll(async () => await read(page)).toBe("read");
  });

  it("takes up a load whose tab was closed", async () => {
    const org = await startOrg({ corsAllowList: ["*"], queueTime: 0, processTime: 0 });
    const tool = await startTool();
    const context = await (await startChromium()).newContext();
    const connection = { instanceUrl: org.url, accessToken: org.accessToken };
    const names = Array.from({ length: 8 }, (_, index) => `Row ${index + 1}`);
    const open = async () => {
      const page = await context.newPage();
      await page.goto(`${tool.origin}/`);
      await loadLibrary(page);
      return page;
    };
    const given = { connection, csv: `Name\n${names.join("\n")}\n` };
    const first = await open();
    // The source never gives its end: the tab is closed in the middle.
    await first.evaluate(async ({ connection: to, csv }) => {
      const source = async function* (): AsyncGenerator<string> {
        yield csv;
        await new Promise(() => undefined);
      };
      await new Promise<void>((resolve) => {
        const onProgress = ({ rowsAccepted }: { readonly rowsAccepted: number }): void => {
          if (rowsAccepted >= 4) resolve();
        };
        const journal = sfbulk.browserJournal("accounts");
        const options = { journal, onProgress, maxRecords: 2 };
        void sfbulk.loadRows(to, { operation: "insert", object: "Account" }, source(), options);
      });
    }, given);
    await first.close();
    const second = await open();
    const load = async (): Promise<unknown> =>
      await second.evaluate(async ({ connection: to, csv }) => {
        const journal = sfbulk.browserJournal("accounts");
        const { jobs, summary } = await sfbulk.loadRows(to, { operation: "insert", object: "Account" }, csv, {
          journal,
          minInterval: 10,
        });
        return { jobs: jobs.length, summary };
      }, given);
    await expect
      .poll(load, { timeout: 120_000 })
      .toMatchObject({ jobs: 1, summary: { rows: 8, written: 8, failed: 0 } });
    const records = await org.control.records("Account");
    expect(records.map(({ Name }) => String(Name)).toSorted((one, other) => one.localeCompare(other))).toEqual(names);
    await context.close();
  });

  it("says where it cannot be used", () => {
    expect(() => browserJournal("accounts")).toThrow("Cannot use browserJournal: this runtime has no IndexedDB");
    expect(() => browserJournal("")).toThrow("Cannot use name: expected a string, got an empty one");
  });
});
