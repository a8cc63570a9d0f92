import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runHere } from "./run-here.ts";
import type { Done } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// Rows that fail since others have locked their records.

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
  const rows = Array.from({ length: 12 }, (_, index) => `${index === 5 ? "" : `Acme ${index}`},${index}\n`);
  writeFileSync(join(org.folder, "a.csv"), `Name,Phone\n${rows.join("")}`);
});
afterEach(async () => await org.end());
const lock = async (times = 1): Promise<void> =>
  await org.emulator.control.fail({ kind: "rows-locked", rows: 3, times, on: { operation: "addBatch" } });
const run = async (...args: readonly string[]): Promise<Done> =>
  await runHere([...args, "--poll-interval", "0.05"], { env: org.env, cwd: org.folder, input: "" });
const insert = ["load", "a.csv", "-s", "Account", "--operation", "insert", "--batch-size", "4"] as const;
const names = async (): Promise<number> => {
  const all = (await org.emulator.control.records("Account")).map(({ Name }) => Name);
  expect(new Set(all).size).toBe(all.length);
  return all.length;
};

test("--retry-locked loads them again at the end, each once, in a job of its own; others that fail stay failed: 68", async () => {
  await lock();
  const { code, stdout, stderr } = await run(...insert, "--retry-locked");
  expect(code).toBe(68);
  expect(stderr).toContain("3 rows had to wait for a lock too long, and are loaded again, one batch after another");
  expect(stdout).toMatch(/^ +8 written .*\n +4 failed .*\n[^]*\n +3 written /);
  expect(await names()).toBe(11);
  expect((await org.emulator.control.jobs()).map((job) => job.concurrencyMode)).toEqual(["Parallel", "Serial"]);
});

test("0 where that was all that failed; locked once more: 68", async () => {
  writeFileSync(join(org.folder, "a.csv"), "Name\nA\nB\nC\nD\nE\n");
  await lock();
  const { code, stdout } = await run(...insert, "--retry-locked", "--json");
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
    code: 0,
    result: { failedRecords: 3, retried: { successfulRecords: 3, failedRecords: 0 } },
  });
  expect(await names()).toBe(5);
  await lock(3);
  expect((await run(...insert, "--retry-locked", "--again")).code).toBe(68);
});

test("without it, what to do is said, and does it", async () => {
  await lock();
  const { code, stderr } = await run(...insert);
  expect(code).toBe(68);
  const [, line = ""] = /one batch after another: sfbulk (retry 750\w+ --serial)\n/.exec(stderr) ?? [];
  expect((await run(...line.split(" "))).code).toBe(68);
  expect(await names()).toBe(11);
  expect((await org.emulator.control.jobs()).at(-1)?.concurrencyMode).toBe("Serial");
});

test.each([[["--async"]], [["--dry-run"]], [["--trial", "2"]]])(
  "--retry-locked with %j: 2, and nothing is sent",
  async (more) => {
    expect((await run(...insert, "--retry-locked", ...more)).code).toBe(2);
    expect(await org.emulator.control.exchanges()).toEqual([]);
  },
);
