import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Done, runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// Loads that are interrupted, and gone on with.

let org: TestOrg;
let file: string;
beforeEach(async () => {
  org = await startOrg();
  file = join(org.folder, "accounts.csv");
  writeFileSync(file, `Name\n${names.join("\n")}\n`);
});
afterEach(async () => await org.end());

const names = Array.from({ length: 20 }, (_, index) => `Acme ${index + 1}`);
const options = (): string[] => ["--output-dir", org.folder, "--poll-interval", "0.05"];
const insert = (): string[] => ["load", file, "-s", "Account", "--operation", "insert", "--batch-size", "5"];
const run = async (...args: string[]): Promise<Done> => await runInPipe([...args, ...options()], { env: org.env });
const journal = async (...args: string[]): Promise<Done> => await runInPipe(["journal", ...args], { env: org.env });
const journalPath = (): string => `${file}.sfbulk-journal`;
const loaded = async (): Promise<string[]> =>
  (await org.emulator.control.records("Account")).map(({ Name }) => String(Name)).toSorted();
/** How long ago something was, however quick the machine is. */
const withoutTimes = (text: string): string => text.replaceAll(/just now|\d+ (?:s|min) ago/g, "some time ago");
const receipts = (): string[] => readdirSync(org.folder).filter((name) => name.endsWith("-load.json"));
/** The third batch is refused. */
const refuse = async (): Promise<void> => {
  const fault = { kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 2, times: 1 } as const;
  await org.emulator.control.fail(fault);
};
describe("a load that has stopped", () => {
  test("goes on by --resume alone, and no row goes in twice; then journal and receipt say that it has ended", async () => {
    await refuse();
    const stopped = await run(...insert(), "--concurrency", "1");
    expect(stopped.code).toBe(75);
    expect(stopped.stderr).toContain(`, and nothing goes in twice: sfbulk load ${file} --resume`);
    const again = await run(...insert());
    expect(again.code).toBe(2);
    expect(withoutTimes(again.stderr)).toContain(
      `Cannot begin to load ${file}: there is a load of it (insert Account, some time ago, 10 rows in 2 batches, job 750`,
    );
    const done = await run("load", file, "--resume");
    expect(done.code).toBe(0);
    expect(done.stderr).toContain(`Going on with the load of ${file}: insert Account`);
    expect(await loaded()).toEqual(names.toSorted());
    expect(existsSync(journalPath())).toBe(false);
    const [receipt = ""] = receipts();
    expect(JSON.parse(org.read(receipt))).toMatchObject({
      file: { path: file },
      object: "Account",
      operation: "insert",
      summary: { rows: 20, written: 20, failed: 0 },
    });
    // Of both jobs, each row with its number in the file.
    const [success = ""] = readdirSync(org.folder).filter((name) => name.endsWith("success-records.csv"));
    const rows = org.read(success).trimEnd().split("\n").slice(1);
    expect(rows.map((row) => row.split(",").slice(2).join(","))).toEqual(
      names.map((name, index) => `${index + 1},${name}`),
    );
  });

  test("killed with -9 while a batch is on its way: goes on in the same job", async () => {
    await org.emulator.control.fail({ kind: "never-answers", on: { operation: "addBatch" }, skip: 2, times: 1 });
    await runInPipe([...insert(), ...options(), "--concurrency", "1"], {
      env: org.env,
      meanwhile: async (child) => {
        const isSending = (): boolean =>
          existsSync(journalPath()) && org.read("accounts.csv.sfbulk-journal").includes('"firstRow":11,');
        await vi.waitUntil(isSending, { timeout: 60_000 });
        child.kill("SIGKILL");
      },
    });
    const done = await run("load", file, "--resume");
    expect(done.code).toBe(0);
    expect(await loaded()).toEqual(names.toSorted());
    expect(await org.emulator.control.jobs()).toHaveLength(1);
  });

  test.each([
    [{ kind: "rest-array-fault" } as const, "TotalRequests Limit exceeded", 20],
    [{ kind: "exceeded-quota" } as const, "ExceededQuota", 15],
  ])("by a limit of the day, %j: 75, when to go on, and the advised command does", async (kind, words, most) => {
    await org.emulator.control.fail({ ...kind, on: { operation: "addBatch" }, skip: 2, times: 1 });
    const { code, stderr } = await run(...insert(), "--concurrency", "1");
    expect(code).toBe(75);
    expect(stderr).toContain(words);
    const [, time = "", line = ""] =
      /Go on after (\d{4}-\d\d-\d\d \d\d:\d\dZ), or as soon as .*, and nothing goes in twice: sfbulk (.*)/.exec(
        stderr,
      ) ?? [];
    expect(Date.parse(time) - Date.now()).toBeGreaterThan(86_300_000);
    expect((await loaded()).length).toBeLessThan(most);
    expect((await run(...line.split(" "))).code).toBe(0);
    expect(await loaded()).toEqual(names.toSorted());
  });

  test("--new gives it up, and names the job that may be open", async () => {
    await refuse();
    await run(...insert(), "--concurrency", "1", "--on-error", "leave");
    const [first] = await org.emulator.control.jobs();
    const done = await run(...insert(), "--new");
    expect(done.code).toBe(0);
    expect(done.stderr).toContain(`its job may be open: sfbulk abort ${first?.id}`);
    expect(await loaded()).toHaveLength(30);
  });

  test("other rows, or another object, are not taken for the rest of it, and nothing is sent", async () => {
    await refuse();
    await run(...insert(), "--concurrency", "1");
    writeFileSync(file, "Name\nother\n");
    const other = await run("load", file, "--resume");
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/the source had \d+ rows when it was checked, and has 1 now/);
    const contact = await run("load", file, "--resume", "-s", "Contact", "--operation", "insert");
    expect(contact.code).toBe(2);
    expect(await loaded()).toHaveLength(10);
  });

  test("a refusal before there is a job leaves no journal", async () => {
    await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "create" }, times: 1 });
    expect((await run(...insert())).code).toBe(1);
    expect(existsSync(journalPath())).toBe(false);
    writeFileSync(file, "Nope__c\n1\n");
    const unfit = await run(...insert());
    expect(unfit.code).toBe(2);
    expect(unfit.stderr).toContain("--no-check");
    expect(existsSync(journalPath())).toBe(false);
  });

  test("what cannot be meant: 2", async () => {
    for (const [args, words] of [
      [["load", file, "--resume"], "there is no journal of one"],
      [["load", file, "--resume", "--new"], "Cannot use --resume together with --new"],
      [["load", "-", "--resume"], "without its journal"],
      [[...insert(), "--journal", file], "it is no journal of a load"],
    ] as const) {
      const { code, stderr } = await run(...args);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) as string });
    }
  });
});

test("rows from standard input are gone on with where --journal names one, and the same rows are given again", async () => {
  await refuse();
  const path = join(org.folder, "stdin.journal");
  const stdin = ["load", "-", "-s", "Account", "--operation", "insert", "--batch-size", "5", "--concurrency", "1"];
  const call = async (...more: string[]): Promise<Done> =>
    await runInPipe([...stdin, "--journal", path, ...options(), ...more], {
      env: org.env,
      input: readFileSync(file, "utf8"),
    });
  const stopped = await call();
  expect(stopped.code).toBe(75);
  expect((await call("--resume")).code).toBe(0);
  expect(await loaded()).toEqual(names.toSorted());
});

test("a file of which a receipt says that it was loaded is refused, unless --again says so; that of another org says nothing", async () => {
  expect((await run(...insert())).code).toBe(0);
  const twice = await run(...insert());
  expect(twice.code).toBe(2);
  expect(withoutTimes(twice.stderr)).toMatch(
    /Cannot load .*: its rows were loaded some time ago, by job 750\w+ \(20 of 20 written\)/,
  );
  expect(twice.stderr).toContain("--again");
  expect(await loaded()).toHaveLength(20);
  expect((await run(...insert(), "--again")).code).toBe(0);
  expect(await loaded()).toHaveLength(40);
  // The receipts of another org say nothing of this one.
  for (const name of receipts()) {
    const text = org.read(name).replaceAll(/"organizationId": "\w+"/g, '"organizationId": "00D000000000001EAA"');
    writeFileSync(join(org.folder, name), text);
  }
  expect((await run(...insert())).code).toBe(0);
  // It is the rows that count, not the name.
  writeFileSync(file, "Name\nother\n");
  expect((await run(...insert())).code).toBe(0);
});

test("a load that nobody waits for leaves a receipt, and no journal", async () => {
  const { code, stdout } = await run(...insert(), "--async", "--json");
  const { result } = JSON.parse(stdout) as { result: { jobId: string; receiptPath: string } };
  expect(code).toBe(0);
  expect(JSON.parse(readFileSync(result.receiptPath, "utf8"))).toMatchObject({ jobs: [result.jobId] });
  expect(existsSync(journalPath())).toBe(false);
});

describe("sfbulk journal", () => {
  beforeEach(async () => {
    await refuse();
    await run(...insert(), "--concurrency", "1", "--on-error", "leave");
  });

  test("list: those of a folder", async () => {
    const { code, stdout } = await journal("list", org.folder);
    expect(code).toBe(0);
    expect(withoutTimes(stdout)).toContain(`${journalPath()}  insert Account    10  unfinished  some time ago  750`);
    const { result } = JSON.parse((await journal("list", org.folder, "--json")).stdout) as { result: object[] };
    expect(result).toEqual([expect.objectContaining({ path: journalPath(), isUnfinished: true, rowsAdded: 10 })]);
  });

  test("show: of a file, or of the journal itself", async () => {
    const shown = await journal("show", file);
    expect(withoutTimes(shown.stdout)).toMatch(
      /insert Account, some time ago, 10 rows in 2 batches, job 750\w+ was not closed, unfinished\norg 00D/,
    );
    expect(shown.stderr).toContain(`sfbulk load ${file} --resume`);
    const same = await journal("show", journalPath());
    expect(withoutTimes(same.stdout)).toBe(withoutTimes(shown.stdout));
    expect((await journal("show", join(org.folder, "other.csv"))).code).toBe(2);
  });

  test("remove: asks, and removes nothing but a journal", async () => {
    expect((await journal("remove", file)).code).toBe(2);
    const terminal = runOnTerminal(["journal", "remove", file], { env: org.env, columns: 200 });
    await terminal.seen("Give this load up? (y/N)");
    terminal.type("n\r");
    expect(await terminal.exit).toBe(1);
    expect(existsSync(journalPath())).toBe(true);
    expect((await journal("remove", file, "--no-prompt")).code).toBe(0);
    expect([existsSync(journalPath()), existsSync(file)]).toEqual([false, true]);
    expect((await journal("remove", file, "--no-prompt")).code).toBe(2);
    expect(existsSync(file)).toBe(true);
  });
});

test("the journal of a file in a folder that nobody may write is among the user's own", async () => {
  const state = join(org.folder, "state");
  mkdirSync(state);
  const { placeForJournal } = await import("../src/journals/journal-place.ts");
  const before = process.env["XDG_STATE_HOME"];
  process.env["XDG_STATE_HOME"] = state;
  try {
    expect(await placeForJournal("/proc/self/accounts.csv")).toMatch(
      new RegExp(`^${state}/sfbulk/journals/accounts\\.csv\\.[0-9a-f]{12}\\.sfbulk-journal$`),
    );
    expect(await placeForJournal(file)).toBe(journalPath());
  } finally {
    if (before === undefined) delete process.env["XDG_STATE_HOME"];
    else process.env["XDG_STATE_HOME"] = before;
  }
});
