import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Done, runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// list, status and wait: what only looks.

const hour = 3_600_000;
const id = "7509H0000016GUXQA2";
let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());
const run = async (...args: string[]): Promise<Done> => await runInPipe(args, { env: org.env });

describe("list", () => {
  beforeEach(async () => {
    const { addJob } = org.emulator.control;
    await addJob({ id, ageMs: 72 * hour });
    await addJob({ id: "7509H0000016GUbQAM", ageMs: 48 * hour, createdById: "0058Z000000Oth1QAC", object: "Contact" });
    await addJob({ id: "7509H0000016GUcQAM", ageMs: hour, state: "Closed" });
  });

  test("a table, the newest first; in a pipe it is plain and as wide as it must be", async () => {
    const { code, stdout, stderr } = await run("list");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "\n3 jobs\n" });
    expect(stdout).toBe(`ID                  API  STATE   OPERATION  OBJECT   CREATED  BY
7509H0000016GUcQAM  1.0  Closed  insert     Account  1 h ago  me
7509H0000016GUbQAM  1.0  Open    insert     Contact  2 d ago  0058Z000000Oth1QAC
7509H0000016GUXQA2  1.0  Open    insert     Account  3 d ago  me
`);
    expect((await run("list", "--verbose")).stdout).toMatch(
      / \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ .* CSV +68\.0 +Classic\n/,
    );
  });

  test.each([
    [["--state", "Open"], 2],
    [["--mine"], 2],
    [["--object", "contact"], 1],
    [["--older-than", "60h"], 1],
    [["--state", "Failed"], 0],
  ])("%j", async (options, many) => {
    const { stdout } = await run("list", ...options, "--json");
    expect((JSON.parse(stdout) as { result: unknown[] }).result).toHaveLength(many);
  });

  test("--jsonl: lines for another command", async () => {
    const { stdout } = await run("list", "--jsonl", "--mine", "--state", "Open");
    expect(JSON.parse(stdout)).toMatchObject({ id, state: "Open" });
    const closed = await runInPipe(["close", "-"], { env: org.env, input: id });
    expect(closed.code).toBe(0);
  });

  test("a pipe gets plain text, on a build server too", async () => {
    const { stdout, stderr } = await runInPipe(["list"], { env: { ...org.env, CI: "true", FORCE_COLOR: "1" } });
    expect(stdout).toContain("ID");
    expect(stdout + stderr).not.toContain("\u001B");
  });

  test("nothing there: says so", async () => {
    expect(await run("list", "--state", "Failed")).toEqual({ code: 0, stdout: "", stderr: "There is no such job\n" });
  });

  test.each([60, 80, 120])("on a terminal of %i columns every line fits, and states have colours", async (columns) => {
    const terminal = runOnTerminal(["list", "--verbose"], { env: org.env, columns });
    expect(await terminal.exit).toBe(0);
    const lines = terminal.screen().split("\n");
    // A line that was too long would go on in the next one.
    expect(lines.filter((line) => line.startsWith("750"))).toHaveLength(3);
    expect(lines).toHaveLength(6);
    expect(terminal.screen()).toContain(id);
    expect(terminal.raw()).toContain("\u001B[33mOpen");
    const plain = runOnTerminal(["list"], { env: { ...org.env, NO_COLOR: "1" }, columns });
    await plain.exit;
    expect(plain.raw()).not.toContain("\u001B[33mOpen");
  });
});

describe("status", () => {
  test("the job, its batches, and what to do", async () => {
    await org.emulator.control.addJob({ id, ageMs: 3 * hour, batches: ['Name\nAcme\n""\n', "Nope\nx\n"] });
    const { code, stdout, stderr } = await run("status", id);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(
      "State       Open\nOperation   insert Account (CSV, Parallel)\nAPI         Bulk API 1.0\nCreated     3 h ago\n",
    );
    expect(stdout).toContain(`In Setup    ${org.url}/lightning/setup/AsyncApiJobStatus/page?address=%2F${id}\n`);
    expect(stdout).toMatch(/\nBATCH +STATE +ROWS +FAILED +CHANGED +MESSAGE\n751\w+ +Completed +\d+ /);
    expect(stdout).toContain("InvalidBatch : Field name not found : Nope");
    expect(stdout).toContain(`It is open until it is closed: sfbulk close ${id}\n`);
    const { result } = JSON.parse((await run("status", id, "--json")).stdout) as { result: { batches: unknown[] } };
    expect(result).toMatchObject({ id, state: "Open" });
    expect(result.batches).toHaveLength(2);
  });

  test("a job that is not there: 1, and where to look", async () => {
    const { code, stderr } = await run("status", id);
    expect(code).toBe(1);
    expect(stderr).toContain("sfbulk list");
  });

  test("--watch tells of each change, and ends with the job", async () => {
    await org.end();
    org = await startOrg({ queueTime: 100, processTime: 100 });
    await org.emulator.control.addJob({ id, batches: ["Name\nAcme\n"], state: "Closed" });
    const { code, stdout, stderr } = await run("status", id, "--watch", "--poll-interval", "0.05");
    expect(code).toBe(0);
    expect(stderr).toMatch(/Closed: 1 of 1 batch, 1 row/);
    expect(stdout).toContain("Rows        1 processed, 0 failed");
  });
});

describe("wait", () => {
  test("0 where every row was written", async () => {
    await org.emulator.control.addJob({ id, batches: ["Name\nAcme\n"], state: "Closed", ageMs: 2 * hour });
    const { code, stdout } = await run("wait", id);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Closed  ${id}  insert Account, 2 h ago, 1 batch, 1 row\n` });
  });

  test("68 where rows failed, and where to read why", async () => {
    await org.emulator.control.addJob({ id, batches: ["Name,Phone\n,1\nAcme,2\n"], state: "Closed" });
    const { code, stderr } = await run("wait", id);
    expect(code).toBe(68);
    expect(stderr).toContain(`sfbulk results ${id}`);
    expect(JSON.parse((await run("wait", id, "--json")).stdout)).toMatchObject({ status: 68 });
  });

  test("69 where the time is over: the job is as it was, and how to go on", async () => {
    await org.emulator.control.addJob({ id });
    // 1.2 s, in which the job is read once also where the machine has much else to do.
    const args = ["wait", id, "--wait", "0.02", "--poll-interval", "0.5"];
    const { code, stderr } = await run(...args);
    expect(code).toBe(69);
    expect(stderr).toContain(`Close it with: sfbulk close ${id}`);
    expect(stderr).toContain(`Wait on with: sfbulk wait ${id}`);
    expect(JSON.parse((await run(...args, "--json")).stdout)).toMatchObject({
      name: "WaitTimeoutError",
      status: 69,
      data: { jobId: id, job: { state: "Open" } },
    });
    expect((await org.emulator.control.job(id))?.state).toBe("Open");
  });

  test("1 for a job that was aborted", async () => {
    await org.emulator.control.addJob({ id, state: "Aborted" });
    expect((await run("wait", id)).code).toBe(1);
  });

  test("Ctrl-C: 130, and nothing has changed", async () => {
    await org.emulator.control.addJob({ id });
    const terminal = runOnTerminal(["wait", id], { env: org.env });
    await terminal.seen("has no batch");
    terminal.type("\u0003");
    expect(await terminal.exit).toBe(130);
    expect((await org.emulator.control.job(id))?.state).toBe("Open");
  });
});

test("abort: asks, shows the jobs; --no-prompt does it", async () => {
  await org.emulator.control.addJob({ id, ageMs: 2 * hour });
  writeFileSync(join(org.folder, "ids"), id);
  const terminal = runOnTerminal(["abort", "--file", join(org.folder, "ids")], { env: org.env });
  await terminal.seen("(Emulator, Developer Edition)? (y/N)");
  expect(terminal.screen()).toContain(`Open            ${id}  insert Account`);
  terminal.type("n\r");
  expect(await terminal.exit).toBe(1);
  expect((await org.emulator.control.job(id))?.state).toBe("Open");
  expect((await run("abort", id, "--dry-run")).stdout).toContain('{"state":"Aborted"}');
  const { code, stdout } = await run("abort", id, "--no-prompt");
  expect({ code, stdout }).toEqual({ code: 0, stdout: `aborted         ${id}  insert Account, 2 h ago, 0 batches\n` });
  expect((await org.emulator.control.job(id))?.state).toBe("Aborted");
});
