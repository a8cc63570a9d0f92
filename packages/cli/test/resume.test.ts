import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runHere } from "./run-here.ts";
import type { Done } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// Loads that are gone on with after something has changed: no row goes in twice, none is lost, and what is advised is true.

let org: TestOrg;
let file: string;
let journal: string;
beforeEach(async () => {
  org = await startOrg();
  file = join(org.folder, "accounts.csv");
  journal = `${file}.sfbulk-journal`;
  writeFileSync(file, csvOf(names));
});
afterEach(async () => await org.end());

const csvOf = (rows: readonly string[], end = "\n"): string => ["Name", ...rows, ""].join(end);
const names = Array.from({ length: 20 }, (_, index) => `Acme ${index + 1}`);
const run = async (...args: string[]): Promise<Done> =>
  await runHere([...args], { env: org.env, cwd: org.folder, input: "" });
const load = async (...args: string[]): Promise<Done> =>
  await run("load", ...args, "--output-dir", org.folder, "--poll-interval", "0.05");
const insert = ["-s", "Account", "--operation", "insert", "--batch-size", "5", "--concurrency", "1"];
const loaded = async (): Promise<string[]> =>
  (await org.emulator.control.records("Account")).map(({ Name }) => String(Name));
const inOrder = (rows: readonly string[]): string[] => rows.toSorted();
/** Stops at the third of four batches. */
const stop = async (...args: string[]): Promise<void> => {
  await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 2, times: 1 });
  expect((await load(file, ...insert, ...args)).code).toBe(75);
  expect(await loaded()).toHaveLength(10);
};
/** The lines of the journal that have something in them. */
const lines = (): string[] =>
  readFileSync(journal, "utf8")
    .split("\n")
    .filter((line) => line !== "");

describe("the file has changed", () => {
  test.each([
    ["a row before the point that was reached", csvOf(names.with(2, "Acme X"))],
    ["the line ends", csvOf(names, "\r\n")],
  ])("%s: nothing more is sent, no row is numbered, and the file as it was goes on", async (_, content) => {
    await stop();
    writeFileSync(file, content);
    const { code, stderr } = await load(file, "--resume");
    expect(code).toBe(1);
    expect(stderr).toContain("are not those that were sent before");
    expect(stderr).toContain("10 rows in 2 batches had been added, 10 of them written\n");
    expect(stderr).toContain(
      `Give the file as it was when the load began, line ends included, and go on: sfbulk load ${file} --resume`,
    );
    expect(stderr).not.toContain("--help");
    writeFileSync(file, csvOf(names));
    expect((await load(file, "--resume")).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
  });

  test("a batch was on its way when it was killed: what is written is told with it, and the file as it was goes on", async () => {
    await stop();
    const sent = lines().findIndex((line) => line.includes('"adding-batch"') && line.includes('"firstRow":6,'));
    writeFileSync(
      journal,
      `${lines()
        .slice(0, sent + 1)
        .join("\n")}\n`,
    );
    writeFileSync(file, csvOf(names.slice(0, 16)));
    const { code, stderr } = await load(file, "--resume");
    expect(code).toBe(1);
    expect(stderr).toContain("5 rows in 1 batch had been added, and with what was on its way 10 are written\n");
    writeFileSync(file, csvOf(names));
    expect((await load(file, "--resume")).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
  });

  test("a row behind that point: it goes in as it is now", async () => {
    await stop();
    const changed = names.with(16, "Acme SEVENTEEN");
    writeFileSync(file, csvOf(changed));
    expect((await load(file, "--resume")).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(changed));
  });

  test.each([
    ["rows were added", [...names, "Acme 21"], 21],
    ["rows were taken away", names.slice(0, 12), 12],
    ["rows were taken away that no batch had yet", names.slice(0, 16), 16],
    ["a row was taken away in the middle of those", names.toSpliced(15, 1), 19],
  ])("%s: nothing more is sent, and the file as it was goes on", async (_, rows, now) => {
    await stop();
    writeFileSync(file, csvOf(rows));
    const { code, stderr } = await load(file, "--resume");
    expect(code).toBe(1);
    expect(stderr).toContain(`the source had 20 rows when it was checked, and has ${now} now`);
    expect(stderr).toContain("10 rows in 2 batches had been added, 10 of them written");
    expect(stderr).toContain("Rows that were added since are a load of their own");
    expect(await loaded()).toHaveLength(10);
    writeFileSync(file, csvOf(names));
    expect((await load(file, "--resume")).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
  });

  test("another object, operation, size of batches or version: 2, and nothing is asked of the org", async () => {
    await stop();
    const asked = (await org.emulator.control.exchanges()).length;
    for (const [option, value, before] of [
      ["--sobject", "Contact", "with Account"],
      ["--operation", "update", "with insert"],
      ["--external-id", "Ext__c", "without"],
      ["--assignment-rule", "01Q000000000001AAA", "without"],
      ["--batch-size", "7", "with 5"],
      ["--api-version", "60.0", "with 68.0"],
    ] as const) {
      const { code, stderr } = await load(file, "--resume", option, value);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining(
          `Cannot go on with this load by ${option} ${value}: it was begun ${before}\n`,
        ) as string,
      });
      expect(stderr).toContain(`Leave ${option} out`);
    }
    expect((await load(file, "--resume", "--serial")).stderr).toContain("by --serial: it was begun without\n");
    expect(await org.emulator.control.exchanges()).toHaveLength(asked);
    // What is as it was may be said.
    expect((await load(file, "--resume", "--sobject", "Account")).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
  });
});

test("a journal with ids of 15 characters, which are as good, is gone on with", async () => {
  await stop();
  writeFileSync(
    journal,
    readFileSync(journal, "utf8").replaceAll(/"jobId":"(750\w{12})\w{3}"/g, (_, id: string) => `"jobId":"${id}"`),
  );
  expect((await load(file, "--resume")).code).toBe(0);
  expect(inOrder(await loaded())).toEqual(inOrder(names));
});

describe("the file has another name", () => {
  test("its journal is found by --resume, and by its first rows where it is loaded anew", async () => {
    await stop();
    const renamed = join(org.folder, "renamed.csv");
    renameSync(file, renamed);
    const anew = await load(renamed, ...insert);
    expect(anew.code).toBe(2);
    expect(anew.stderr).toContain("its first rows are those of a load that has not ended");
    const resume = await load(renamed, "--resume");
    expect(resume.code).toBe(2);
    expect(await loaded()).toHaveLength(10);
    const command = `sfbulk load ${renamed} --resume --journal ${journal}`;
    expect(anew.stderr).toContain(`nothing goes in twice: ${command}`);
    expect(resume.stderr).toContain(command);
    expect((await load(renamed, "--resume", "--journal", journal)).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
  });

  test("a copy of it is not loaded beside it, but by --again; another operation, and other rows, are", async () => {
    await stop();
    const copy = join(org.folder, "copy.csv");
    copyFileSync(file, copy);
    expect((await load(copy, ...insert)).code).toBe(2);
    expect((await load(copy, ...insert, "--again")).code).toBe(0);
    expect(await loaded()).toHaveLength(30);
    writeFileSync(copy, csvOf(["Globex"]));
    expect((await load(copy, ...insert)).code).toBe(0);
  });
});

test("what was written was taken back: the load is not gone on with, until that is taken back in turn", async () => {
  await stop();
  expect((await run("undo", journal, "--no-prompt")).code).toBe(0);
  expect(await loaded()).toEqual([]);
  const { code, stderr } = await load(file, "--resume");
  expect(code).toBe(2);
  const [, id = ""] = /was taken back, by job (750\w{15})\n/.exec(stderr) ?? [];
  expect(stderr).toContain("the same command with --new in place of --resume");
  expect((await run("undo", id, "--no-prompt")).code).toBe(0);
  expect(await loaded()).toHaveLength(10);
  expect((await load(file, "--resume", "--again")).code).toBe(0);
  expect(inOrder(await loaded())).toEqual(inOrder(names));
});

test("a load begun in another version goes on in that one, and all that asks about its jobs does", async () => {
  await stop("--api-version", "60.0");
  const done = await load(file, "--resume");
  expect(done.stderr).toContain("Job 750");
  expect(done.code).toBe(0);
  expect(inOrder(await loaded())).toEqual(inOrder(names));
  const jobs = await org.emulator.control.jobs();
  expect(jobs.map(({ apiVersion }) => apiVersion)).toEqual([60, 60]);
  const id = jobs.at(-1)?.id ?? "";
  for (const args of [
    ["status", id],
    ["status", id, "--watch"],
    ["wait", id],
    ["results", id, "--overwrite"],
    ["results", id, "--csv"],
    ["retry", id],
    ["undo", id, "--dry-run"],
    ["undo", id, "--job-only", "--dry-run"],
  ]) {
    const { code, stderr } = await run(...args);
    expect({ args, code, stderr: code === 0 ? "" : stderr }).toEqual({ args, code: 0, stderr: "" });
  }
});

describe("the journal", () => {
  test("is an old copy: batches that it knows nothing of are found in their job, and are not sent again", async () => {
    await stop();
    const all = lines();
    const second = all.findIndex((line) => line.includes('"firstRow":6,'));
    for (const length of [second, second + 1]) {
      writeFileSync(journal, all.slice(0, length).join("\n"));
      const { code } = await load(file, "--resume", "--journal", journal);
      expect(code).toBe(0);
      expect(inOrder(await loaded())).toEqual(inOrder(names));
      if (length === second) {
        await org.end();
        org = await startOrg();
        file = join(org.folder, "accounts.csv");
        journal = `${file}.sfbulk-journal`;
        writeFileSync(file, csvOf(names));
        await stop();
      }
    }
  });

  test.each([
    ["cut in a line", (line: string): string => line.slice(0, 30), "entry 4 is missing or damaged"],
    [
      "changed in a line",
      (line: string): string => line.replace("batch-added", "batch-addXd"),
      "entry 4 is none of a load",
    ],
  ])("is damaged, %s: nothing goes by half of it, and nobody is told to load rows twice", async (_, damage, words) => {
    await stop();
    const id = (await org.emulator.control.jobs())[0]?.id ?? "";
    writeFileSync(
      journal,
      lines()
        .map((line) => (line.includes('"index":4,') ? damage(line) : line))
        .join("\n"),
    );
    for (const args of [
      ["load", file, "--resume"],
      ["load", file, ...insert],
      ["journal", "show", file],
      ["undo", journal, "--no-prompt"],
    ]) {
      const { code, stderr } = await run(...args);
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(stderr).toContain(words);
      expect(stderr).toContain("would go in twice if the file was loaded without it");
      expect(stderr).toContain(`sfbulk undo ${id}`);
      expect(stderr).not.toContain("--journal <path>");
    }
    const list = await run("journal", "list", org.folder, "--json");
    expect(JSON.parse(list.stdout)).toMatchObject({ result: [{ path: journal, isDamaged: true, jobs: [id] }] });
    expect((await run("journal", "remove", file)).code).toBe(2);
    expect(existsSync(journal)).toBe(true);
    // As it is advised.
    expect((await run("undo", id, "--no-prompt")).code).toBe(0);
    const removed = await run("journal", "remove", file, "--no-prompt");
    expect(removed.stderr).toContain(`Its job may be open: sfbulk abort ${id}`);
    expect((await load(file, ...insert)).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
  });

  test("stays where an earlier job was closed for its age, and another one could not be made", async () => {
    await stop("--on-error", "leave");
    const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString();
    writeFileSync(
      journal,
      readFileSync(journal, "utf8").replace(/"createdDate":"[^"]*"/, `"createdDate":"${yesterday}"`),
    );
    await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "create" }, times: 1 });
    const stopped = await load(file, "--resume");
    expect(stopped.code).toBe(75);
    expect(stopped.stderr).toContain(`and nothing goes in twice: sfbulk load ${file} --resume`);
    expect(readdirSync(org.folder).filter((name) => name.endsWith("-load.json"))).toEqual([]);
    expect((await load(file, "--resume")).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
  });

  test("is of an org that has no such job: it is not advised to go on, nor to end a job that is not there", async () => {
    await stop();
    const other = await startOrg();
    const { code, stderr } = await runHere(["load", file, "--resume"], { env: other.env, cwd: org.folder, input: "" });
    await other.end();
    expect(code).toBe(1);
    expect(stderr).toContain("the org has none of this id");
    expect(stderr).toContain(`Where this is another org than the load began in (${org.url}), name that one`);
    expect(stderr).not.toMatch(/--resume|sfbulk abort|sfbulk close/);
    const anew = await runHere(["load", file, ...insert], { env: other.env, cwd: org.folder, input: "" });
    expect(anew.stderr).toContain(`into ${org.url}`);
    expect(anew.stderr).toContain("Where this is to go into another org, name another journal: --journal <path>");
  });
});

describe("somebody else's journal in the same folder", () => {
  test.each([
    ["no entry", "null"],
    ["an unknown one", '{"kind":"later"}'],
    [
      "a batch of a size that no file has",
      '{"kind":"adding-batch","jobId":"7508Z0000000csTQAQ","firstRow":1,"rows":1,"bytes":1e15,"hash":"x"}',
    ],
    ["a batch without a size", '{"kind":"adding-batch","jobId":"7508Z0000000csTQAQ","firstRow":1,"rows":1,"hash":"x"}'],
  ])("damaged by %s: it hinders nobody", async (_, entry) => {
    const begun =
      '{"kind":"begun","spec":{"object":"Account","operation":"insert"},"limits":{"maxRecords":5,"maxBytes":1000}}';
    const other = [begun, entry].map((one, index) => `{"index":${index},"run":"r","entry":${one}}`);
    writeFileSync(join(org.folder, "other.csv.sfbulk-journal"), `${other.join("\n")}\n`);
    expect((await load(file, ...insert)).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
    const [job] = await org.emulator.control.jobs();
    expect((await run("retry", job?.id ?? "", "--output-dir", org.folder)).code).toBe(0);
  });
});

test("an object has its name in any case: no way is told by which rows go in twice", async () => {
  await stop();
  const other = ["-s", "account", "--operation", "insert"];
  const begun = await load(file, ...other);
  expect(begun.code).toBe(2);
  expect(begun.stderr).not.toContain("in this way, too");
  expect(begun.stderr).toContain("the same command with --resume");
  const named = await load(file, ...other, "--journal", `${file}.mine`);
  expect(named.code).toBe(2);
  expect(await loaded()).toHaveLength(10);
  expect((await load(file, ...other, "--resume")).code).toBe(0);
  expect(inOrder(await loaded())).toEqual(inOrder(names));
});

test("a load whose job did not say its API version is gone on with", async () => {
  await stop();
  writeFileSync(journal, readFileSync(journal, "utf8").replace(/"apiVersion":\d+/, '"apiVersion":0'));
  expect((await load(file, "--resume", "--api-version", "68")).code).toBe(0);
  expect(inOrder(await loaded())).toEqual(inOrder(names));
});

test.skipIf(process.platform === "win32").each([0o600, 0o644])(
  "a journal of another user, %o: nothing is sent, and nobody is told to take another one",
  async (mode) => {
    await stop();
    chmodSync(journal, mode);
    chmodSync(org.folder, 0o777);
    const user = process.geteuid?.();
    if (user === 0) process.seteuid?.(65_534);
    else chmodSync(journal, mode & 0o444 & ~0o400);
    const { code, stderr } = await load(file, "--resume").finally(() => process.seteuid?.(user ?? 0));
    expect(code).toBe(2);
    expect(stderr).toContain(`Cannot use the journal ${journal}: EACCES: permission denied`);
    expect(stderr).toContain("Go on as the user who began the load");
    expect(stderr).not.toContain("--journal");
    chmodSync(journal, 0o600);
    expect((await load(file, "--resume")).code).toBe(0);
    expect(inOrder(await loaded())).toEqual(inOrder(names));
  },
);

test("journal show: a file without one has none, and is not taken for one", async () => {
  const { code, stderr } = await run("journal", "show", file);
  expect(code).toBe(2);
  expect(stderr).toContain(`Cannot find a journal of ${file}`);
});
