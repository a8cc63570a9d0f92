import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandList } from "../src/command-list.ts";
import { jsonLines } from "./json-lines.ts";
import { runHere } from "./run-here.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// What docs/cli.md lets scripts rely on: each line of --jsonl says what it is, and the last one is the summary.

const id = "7509H0000016GUXQA2";
const open = "7509H0000016GUbQAM";
const other = "7509H0000016GUdQAM";
const loadArgs = ["load", "accounts.csv", "-s", "Account", "--operation", "insert", "--poll-interval", "0.05"];
let org: TestOrg;
beforeAll(async () => {
  org = await startOrg();
  const { addJob } = org.emulator.control;
  await addJob({ id, batches: ["Name,Phone\nAcme,1\n,2\n"], state: "Closed" });
  await addJob({ id: open });
  await addJob({ id: other, state: "Aborted" });
  writeFileSync(join(org.folder, "accounts.csv"), "Name,Phone\nAcme,1\n,2\n");
});
afterAll(async () => await org.end());

const cases: readonly (readonly [args: readonly string[], types: readonly string[], code: number])[] = [
  [["list"], ["status", "status", "status", "summary"], 0],
  [["list", "--state", "Failed"], ["summary"], 0],
  [["status", id], ["status", "summary"], 0],
  [["status", id, "--watch"], ["status", "summary"], 0],
  [["wait", id], ["status", "summary"], 68],
  [["results", id], ["row", "row", "summary"], 0],
  [["check", "accounts.csv"], ["summary"], 0],
  [[...loadArgs, "--dry-run"], ["summary"], 0],
  [["query", "SELECT Name FROM Account"], ["row", "summary"], 0],
  [["query", "SELECT Name FROM Account", "--output-file", "found.csv"], ["status", "summary"], 0],
  [["query", "SELECT Nothing__c FROM Account"], ["error", "summary"], 1],
  [["doctor"], [...Array.from({ length: 9 }, () => "status"), "summary"], 0],
  [["journal", "list"], ["summary"], 0],
  [["sweep", "--dry-run"], ["status", "summary"], 0],
  [["close", open, id, "--dry-run"], ["status", "status", "summary"], 0],
  [["close", "--stale", "--dry-run"], ["summary"], 0],
  [["close", open, id], ["status", "status", "summary"], 0],
  [["retry", other], ["status", "summary"], 0],
  [["abort", other, "-p"], ["status", "summary"], 0],
  [["delete", open, "-p"], ["error", "summary"], 2],
  [["status", "7509H0000016GUcQAM"], ["error", "summary"], 1],
  [["list", "--limit", "none"], ["error", "summary"], 2],
  [["list", "--nonsense"], ["error", "summary"], 2],
];

test.each(cases)("%j: %j", async (args, types, code) => {
  const done = await runHere([...args, "--jsonl"], { env: org.env, cwd: org.folder, input: "" });
  const lines = jsonLines(done.stdout);
  expect({ types: lines.map(({ type }) => type), code: done.code }).toEqual({ types, code });
  expect(lines.at(-1)).toMatchObject({ status: code, warnings: [] });
});

test("load: how far it is, the summary with all that --json has, and 68", async () => {
  const { code, stdout } = await runHere([...loadArgs, "--jsonl"], { env: org.env, cwd: org.folder, input: "" });
  expect(code).toBe(68);
  const lines = jsonLines(stdout);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines.slice(0, -1))
    expect(line).toMatchObject({ type: "status", jobs: expect.any(Array) as object });
  expect(lines.at(-1)).toMatchObject({
    status: 68,
    result: { jobId: expect.stringMatching(/^750/) as string, successfulRecords: 1, failedRecords: 1 },
  });
});

describe("every command that has --jsonl", () => {
  test("is tried here", async () => {
    const commands = await Promise.all(commandList.map(async ({ load }) => await load()));
    const have = commands.filter(({ options }) => options.some(({ flags }) => flags === "--jsonl"));
    const tried = new Set([...cases.map(([[name]]) => name), "load"]);
    expect(have.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});
