import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { adviceFor } from "../../core/src/sessions/token-advice.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OwnJob } from "../src/command.ts";
import { createOutput } from "../src/output/output.ts";
import { describeError } from "../src/reporting/report-error.ts";
import { runHere } from "./run-here.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// What is advised is pasted, and runs: whatever the options were.

/** Needs quotes in a shell. */
const folder = "results of $HOME & co";

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
  writeFileSync(join(org.folder, "a.csv"), "Name,Phone\nAcme,1\n,2\n");
});
afterEach(async () => await org.end());

const run = async (args: readonly string[], isFull = false): ReturnType<typeof runHere> =>
  await runHere(args, { env: org.env, cwd: org.folder, input: "", isFull });

const where = (): string[] => ["--instance-url", org.env["SF_ORG_INSTANCE_URL"] ?? "", "--output-dir", folder];
const load = (): string[] => ["load", "a.csv", "-s", "Account", "--operation", "insert", ...where()];

/** Gives the command of an action as a shell takes it apart. */
function pasted(text: string, command: string): string[] {
  const [, line = ""] = new RegExp(`: (sfbulk ${command} .*)$`, "m").exec(text) ?? [];
  const words = execFileSync("sh", ["-c", `set -- ${line}; printf '%s\\0' "$@"`])
    .toString()
    .split("\0");
  expect(words[0]).toBe("sfbulk");
  return words.slice(1, -1);
}

const csvFiles = (inside: string): string[] =>
  readdirSync(join(org.folder, inside)).filter((name) => name.startsWith("750"));

test("a disk that is full: the files of the load are written again, where they were", async () => {
  const { code, stderr } = await run([...load(), "--json"], true);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("ENOSPC") as string });
  const before = csvFiles(folder);
  expect((await run(pasted(stderr, "results"))).code).toBe(0);
  expect(csvFiles(folder)).toEqual(before);
  expect(csvFiles(".")).toEqual([]);
});

test("a file that was loaded before: its results, and what failed in it", async () => {
  await run(load());
  const { code, stderr } = await run(load());
  expect(code).toBe(2);
  // Its files are there, and may have been mended since: they stay.
  expect((await run(pasted(stderr, "results"))).stdout).toContain("REQUIRED_FIELD_MISSING");
  expect((await run(pasted(stderr, "retry"))).code).toBe(68);
  expect(csvFiles(".")).toEqual([]);
});

test("a load that has stopped: taken back, or gone on with all the same", async () => {
  const stopped = [...load(), "--batch-size", "1", "--concurrency", "1", "--poll-interval", "0.001"];
  writeFileSync(join(org.folder, "a.csv"), `Name,Phone\nAcme,1\n${",2\n".repeat(8)}`);
  const { code, stderr } = await run([...stopped, "--max-failed", "0"]);
  expect(code).toBe(65);
  expect((await run([...pasted(stderr, "undo"), "--no-prompt"])).code).toBe(0);
  expect(await org.emulator.control.records("Account")).toEqual([]);
  const { stderr: other } = await run([...stopped, "--max-failed", "0", "--new"]);
  expect((await run(pasted(other, "load"))).code).toBe(68);
  expect(await org.emulator.control.records("Account")).toHaveLength(1);
  expect(csvFiles(".")).toEqual([]);
});

test("more rows failed than may, and all are there: no row is said to be missing", async () => {
  const { code, stderr } = await run([...load(), "--max-failed", "0"]);
  expect(code).toBe(65);
  const why = "1 of 2 rows that were processed have failed, and --max-failed is 0";
  expect(stderr).toContain(`Warning: Cannot load all rows: ${why}\n`);
});

test.each([
  ["Name=Phone", "Name", "Phone"],
  ["Name=Id,Phone=id", "Name", "Phone"],
])("two columns for one field are the fault of --map %s", async (map, first, second) => {
  const { code, stderr } = await run([...load(), "--map", map]);
  expect(code).toBe(2);
  expect(stderr).toContain(`Cannot map columns "${first}" and "${second}" both to`);
});

describe("with a job of its own, closed, in a folder", () => {
  const ownJob: OwnJob = { id: "7508Z0000000csTQAQ", isClosed: true, folder };
  test("what went wrong after that leads to its results there", () => {
    const output = createOutput({ mode: "text" });
    const { actions } = describeError(new Error("lost"), { commandName: "load", org: undefined, ownJob }, output);
    mkdirSync(join(org.folder, folder));
    expect(pasted(actions.join("\n"), "results")).toEqual(["results", ownJob.id, "--output-dir", folder]);
  });
});

// Names of core's options, which nobody at a shell can set.
const ofCore = /clientId|clientSecret|redirectUri|loginUrl|onRefreshToken|maxFailed|waitTimeout/;

test.each([
  ["invalid_client_id", "client identifier invalid"],
  ["invalid_client", "invalid client credentials"],
  ["invalid_grant", "expired access/refresh token"],
  ["redirect_uri_mismatch", "redirect_uri must match configuration"],
  ["invalid_grant", "request not supported on this domain"],
])("a sign-in that was refused (%s, %s) names the options of the command", (error, description) => {
  const { words } = adviceFor(error, description);
  const place = { commandName: "login", org: undefined };
  const { message } = describeError(new Error(words), place, createOutput({ mode: "text" }));
  expect(words).toMatch(ofCore);
  expect(message).not.toMatch(ofCore);
});
