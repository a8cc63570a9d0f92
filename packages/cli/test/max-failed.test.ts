import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runHere } from "./run-here.ts";
import type { Done } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// `--max-failed` together with what else is done about rows that fail.

let org: TestOrg;
let file: string;
beforeEach(async () => {
  org = await startOrg();
  file = join(org.folder, "accounts.csv");
});
afterEach(async () => await org.end());

/** Rows of which every so many-th has no name, and fails. */
const rowsOf = (count: number, every: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `${index % every === 0 ? "" : "Acme"},${from + index + 1}\n`).join("");
const run = async (...args: string[]): Promise<Done> =>
  await runHere([...args, "--output-dir", org.folder, "--poll-interval", "0.001"], {
    env: org.env,
    cwd: org.folder,
    input: "",
  });
const insert = ["-s", "Account", "--operation", "insert", "--batch-size", "5", "--concurrency", "1"];
const phones = async (): Promise<string[]> =>
  (await org.emulator.control.records("Account")).map(({ Phone }) => String(Phone));
/** The jobs, and how many batches each has. */
const sent = async (): Promise<unknown> =>
  (await org.emulator.control.jobs()).map(({ id, numberBatchesTotal }) => [id, numberBatchesTotal]);
const lastJob = async (): Promise<string> => (await org.emulator.control.jobs()).at(-1)?.id ?? "";
const lock = async (rows: number): Promise<void> =>
  await org.emulator.control.fail({ kind: "rows-locked", rows, on: { operation: "addBatch" }, times: 1 });

describe("a load that stops since too many rows fail", () => {
  beforeEach(() => writeFileSync(file, `Name,Phone\n${rowsOf(40, 5)}`));

  test("ends its job; the same limit sends nothing more, another one goes on, and each row is there once", async () => {
    const stopped = await run("load", file, ...insert, "--max-failed", "1");
    expect(stopped.code).toBe(65);
    expect(stopped.stderr).toMatch(
      /Cannot load all rows: \d of \d+ rows that were processed have failed, and --max-failed is 1; job 750/,
    );
    expect(stopped.stderr).not.toContain("sfbulk doctor");
    expect((await org.emulator.control.job(await lastJob()))?.state).toBe("Aborted");
    const before = await sent();
    expect((await run("load", file, "--resume", "--max-failed", "1")).code).toBe(65);
    expect(await sent()).toEqual(before);
    expect(stopped.stderr).toContain(`sfbulk load ${file} --resume --output-dir ${org.folder} --max-failed 100%`);
    expect((await run("load", file, "--resume", "--max-failed", "100%")).code).toBe(68);
    const there = await phones();
    expect([there.length, new Set(there).size]).toEqual([32, 32]);
  });

  test("by Bulk API 2.0, where all is processed at once: 65, with the results", async () => {
    const { code, stderr } = await run(
      "load",
      file,
      "-s",
      "Account",
      "--operation",
      "insert",
      "--api",
      "2.0",
      "--max-failed",
      "5%",
    );
    expect(code).toBe(65);
    expect(stderr).toContain("8 of 40 rows that were processed have failed, and --max-failed is 5%");
  });

  test("is not retried while it can be gone on with: what was not processed would go in twice", async () => {
    await org.end();
    org = await startOrg({ queueTime: 60_000 });
    file = join(org.folder, "accounts.csv");
    writeFileSync(file, `Name,Phone\n${rowsOf(40, 5)}`);
    await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 4, times: 1 });
    expect((await run("load", file, ...insert)).code).toBe(75);
    const id = await lastJob();
    await org.emulator.control.advance(120_000);
    const retry = await run("retry", id);
    expect(retry.code).toBe(2);
    expect(retry.stderr).toContain(
      "Go on with it first, and then retry the job that it names: sfbulk load accounts.csv --resume",
    );
    expect(await phones()).toEqual([]);
    expect((await run("journal", "remove", file, "--no-prompt")).code).not.toBe(0);
    expect((await runHere(["journal", "remove", file, "--no-prompt"], { env: org.env, input: "" })).code).toBe(0);
  });
});

describe("with --trial", () => {
  test.each([
    ["at its end", [], "since more rows of the trial failed than --max-failed says; load it with: sfbulk load", 8],
    ["midway", ["--batch-size", "5"], "since that has stopped; load it with: sfbulk load", 4],
  ])("the trial fails, %s: the rest is not loaded, and it is said why", async (_, options, words, there) => {
    writeFileSync(file, `Name,Phone\n${rowsOf(20, 5)}`);
    const to = ["-s", "Account", "--operation", "insert", "--concurrency", "1", ...options];
    const { code, stderr } = await run("load", file, ...to, "--trial", "10", "--max-failed", "0", "--no-prompt");
    expect(code).toBe(65);
    expect(stderr).toContain(words);
    expect(stderr).toContain("--skip 10");
    expect(await phones()).toHaveLength(there);
  });

  test("the rest fails: one number says where, that of the file, and the advised command goes on", async () => {
    writeFileSync(file, `Name,Phone\n${"Acme,0\n".repeat(10)}${rowsOf(30, 2)}`);
    const { code, stderr } = await run("load", file, ...insert, "--trial", "10", "--max-failed", "1", "--no-prompt");
    expect(code).toBe(65);
    const added = Number(/, (\d+) rows in \d batch/.exec(stderr)?.[1]);
    expect(stderr.match(/row \d+ /g)).toEqual([`row ${10 + added + 1} `]);
    expect(stderr).toContain(`--resume --skip 10 --output-dir ${org.folder} --max-failed 100%`);
    expect((await run("load", file, "--resume", "--skip", "10", "--max-failed", "100%")).code).toBe(68);
    expect(await phones()).toHaveLength(25);
  });
});

describe("with --retry-locked", () => {
  test("rows that fail once more are counted among all, and not among those that were retried", async () => {
    writeFileSync(file, `Name,Phone\n${rowsOf(20, 100).replace(",1\n", "Acme,1\n")}`);
    await lock(2);
    await org.emulator.control.fail({ kind: "rows-locked", rows: 1, on: { operation: "addBatch" }, skip: 3, times: 1 });
    const { code, stderr } = await run(
      "load",
      file,
      ...insert,
      "--retry-locked",
      "--max-failed",
      "20%",
      "--batch-size",
      "10",
    );
    expect(stderr).toContain("2 rows had to wait for a lock too long, and are loaded again");
    expect(code).toBe(0);
    expect(await phones()).toHaveLength(20);
  });

  test("more are locked than may fail: they are not loaded again, and it is said by what they are", async () => {
    writeFileSync(file, `Name,Phone\n${"Acme,1\n".repeat(5)}`);
    await lock(3);
    const { code, stderr } = await run("load", file, ...insert, "--retry-locked", "--max-failed", "2");
    expect(code).toBe(65);
    const id = await lastJob();
    expect(stderr).toContain(
      `not loaded again, since more failed than --max-failed says; that is done by: sfbulk retry ${id}`,
    );
    expect((await run("retry", id, "--serial")).code).toBe(0);
    expect(await phones()).toHaveLength(5);
  });

  test("is kept where the load stops, and is gone on with", async () => {
    writeFileSync(file, `Name,Phone\n${"Acme,1\n".repeat(20)}`);
    await lock(3);
    await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 2, times: 1 });
    const { stderr } = await run("load", file, ...insert, "--retry-locked");
    expect(stderr).toContain(`--resume --output-dir ${org.folder} --retry-locked`);
    expect((await run("load", file, "--resume", "--retry-locked")).code).toBe(0);
    expect(await phones()).toHaveLength(20);
  });
});

test("several files: each has the limit for itself, and the first that is stopped ends it", async () => {
  const other = join(org.folder, "others.csv");
  writeFileSync(file, `Name,Phone\n${rowsOf(10, 5)}`);
  writeFileSync(other, `Name,Phone\n${rowsOf(10, 5, 10)}`);
  expect((await run("load", file, other, ...insert, "--max-failed", "2")).code).toBe(68);
  expect(await phones()).toHaveLength(16);
  writeFileSync(file, `Name,Phone\n${rowsOf(10, 5, 20)}`);
  const { code, stderr } = await run("load", file, other, ...insert, "--max-failed", "1");
  expect(code).toBe(65);
  expect(stderr).toContain(`Not begun: ${other}`);
});

test("what is no such limit is refused, by a dry run, too; nobody counts for --async, and it is said", async () => {
  writeFileSync(file, "Name\nAcme\n");
  for (const given of ["-1", "101%", "1e3", "x", ""]) {
    const { code, stderr } = await run("load", file, ...insert, "--dry-run", `--max-failed=${given}`);
    expect({ given, code, stderr }).toEqual({
      given,
      code: 2,
      stderr: expect.stringContaining("--max-failed") as string,
    });
  }
  expect(existsSync(`${file}.sfbulk-journal`)).toBe(false);
  const { code, stderr } = await run("load", file, ...insert, "--async", "--max-failed", "0");
  expect(code).toBe(0);
  expect(stderr).toContain("not counted for --max-failed: nobody waits for it");
});
