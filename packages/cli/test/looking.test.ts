import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonLines } from "./json-lines.ts";
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
7509H0000016GUbQAM  1.0  Open    insert     Contact  2 d ago  Emulator User th1
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
    expect(jsonLines(stdout)).toMatchObject([
      { type: "status", id, state: "Open" },
      { type: "summary", status: 0, result: { jobs: 1, found: 1 } },
    ]);
    const closed = await runInPipe(["close", "-"], { env: org.env, input: id });
    expect(closed.code).toBe(0);
  });

  test("--jsonl and --json: the newest first, and --limit leaves the oldest out", async () => {
    const ids = ["7509H0000016GUcQAM", "7509H0000016GUbQAM", id];
    expect(jsonLines((await run("list", "--jsonl")).stdout).flatMap((line) => line.id ?? [])).toEqual(ids);
    const { code, stdout, stderr } = await run("list", "--limit", "2");
    expect(code).toBe(0);
    expect(stdout.match(/^750\w+/gm)).toEqual(ids.slice(0, 2));
    expect(stderr).toBe("\nThe newest 2 of 3 jobs\n");
    expect(JSON.parse((await run("list", "--limit", "1", "--json")).stdout)).toMatchObject({
      result: [{ id: ids[0] }],
    });
    expect((await run("list", "--limit", "0")).code).toBe(2);
  });

  test("owners have their names, by one query; --created-by takes a name, a user name or an id", async () => {
    const { addIngestJob, addJob, exchanges, records } = org.emulator.control;
    const content =
      "Username,LastName,Alias,Email,EmailEncodingKey,LanguageLocaleKey,LocaleSidKey,ProfileId,TimeZoneSidKey\n";
    const user = (name: string, last: string): string =>
      `${name}@acme.example,${last},${name},${name}@acme.example,UTF-8,en_US,en_US,00e8Z000000EmuPQAS,GMT\n`;
    await addIngestJob({
      object: "User",
      content: `${content}${user("nan", "O'Hara")}${user("two", "Twin")}${user("too", "Twin")}`,
      state: "UploadComplete",
    });
    const nan = (await records("User")).find(({ Username }) => Username === "nan@acme.example")?.["Id"];
    const owned = await addJob({ createdById: String(nan) });
    await exchanges();
    const { stdout } = await run("list");
    expect(stdout).toContain("just now  O'Hara\n");
    expect(stdout).toContain("Emulator User th1\n");
    const queries = (await exchanges()).filter(({ path }) => path.includes("/sobjects/User"));
    expect(queries).toHaveLength(1);
    for (const given of ["O'Hara", "nan@acme.example", String(nan)]) {
      const { result } = JSON.parse((await run("list", "--created-by", given, "--json")).stdout) as { result: object };
      expect(result).toMatchObject([{ id: owned.id }]);
    }
    // Where the org does not say who it is, there is the id. The first of these questions is whose session it is.
    await org.emulator.control.fail({ kind: "rest-array-fault", on: { operation: "other" }, skip: 1 });
    const unnamed = await run("list");
    expect(unnamed.code).toBe(0);
    expect(unnamed.stdout).toContain("0058Z000000Oth1QAC\n");
    const nobody = await run("list", "--created-by", "Nobody");
    expect(nobody.code).toBe(2);
    expect(nobody.stderr).toContain('Cannot find the user "Nobody"');
    const twins = await run("list", "--created-by", "Twin");
    expect(twins.code).toBe(2);
    expect(twins.stderr).toContain("--created-by too@acme.example");
    expect((await run("list", "--mine", "--created-by", "Twin")).code).toBe(2);
  });

  test("a pipe gets plain text, on a build server too", async () => {
    const { stdout, stderr } = await runInPipe(["list"], { env: { ...org.env, CI: "true", FORCE_COLOR: "1" } });
    expect(stdout).toContain("ID");
    expect(stdout + stderr).not.toContain("\u001B");
  });

  test("nothing there: says so", async () => {
    expect(await run("list", "--state", "Failed")).toEqual({ code: 0, stdout: "", stderr: "There is no such job\n" });
  });

  test.each([40, 60, 80, 120])(
    "on a terminal of %i columns every line fits, and states have colours",
    async (columns) => {
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
    },
  );
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
    // How it was at first, and how it is in the end.
    expect(stdout.match(/^Rows .*$/gm)).toEqual([
      "Rows        0 processed, 0 failed",
      "Rows        1 processed, 0 failed",
    ]);
    const again = await run("status", id, "--watch");
    expect(again.stdout.match(/^Rows .*$/gm)).toEqual(["Rows        1 processed, 0 failed"]);
  });
});

describe("wait", () => {
  test("for several: a line for each, all in one document, and the worst exit code", async () => {
    const { addIngestJob, addJob } = org.emulator.control;
    const { id: fine } = await addJob({ batches: ["Name\nAcme\n"], state: "Closed" });
    const { id: partly } = await addIngestJob({ content: "Name,Phone\n,1\nAcme,2\n", state: "UploadComplete" });
    const wait = ["wait", fine, partly, "--poll-interval", "0.05"];
    const { code, stdout, stderr } = await run(...wait);
    expect(code).toBe(68);
    // One below the other, whatever the states are called.
    expect(stdout.split("\n").map((line) => line.slice(0, 34))).toEqual([
      `${"Closed".padEnd(16)}${fine}`,
      `${"JobComplete".padEnd(16)}${partly}`,
      "",
    ]);
    expect(stderr).toContain(`${fine}  Closed: 1 of 1 batch, 1 row\n`);
    expect(stderr).toContain(`${partly}  JobComplete: 2 rows, 1 failed\n`);
    expect(JSON.parse((await run(...wait, "--json")).stdout)).toMatchObject({
      status: 68,
      result: {
        jobs: [
          { api: "1.0", job: { id: fine }, exitCode: 0 },
          { job: { id: partly }, exitCode: 68 },
        ],
      },
    });
    const { id: open } = await addJob({ batches: ["Name\nAcme\n"] });
    const late = await run(...wait, open, "--wait", "0.02");
    expect(late.code).toBe(69);
    expect(late.stdout).toMatch(new RegExp(`\\nunfinished {6}${open} .*sfbulk close ${open}`));
    // One that is not there is said, and the others are waited for.
    const lost = await run("wait", fine, id);
    expect(lost.code).toBe(1);
    expect(lost.stdout).toMatch(new RegExp(`^Closed .*\\nfailed {10}${id} `));
    expect(jsonLines((await run("wait", fine, id, "--jsonl")).stdout)).toMatchObject([
      { type: "status", jobId: fine, job: { state: "Closed" } },
      { type: "status", jobId: id, error: { exitCode: 1 } },
      {
        type: "summary",
        status: 1,
        result: {
          jobs: [
            { jobId: fine, exitCode: 0 },
            { jobId: id, exitCode: 1 },
          ],
        },
      },
    ]);
  });

  test("for several on a terminal: a bar for each, and none is left behind", async () => {
    const { addJob } = org.emulator.control;
    const { id: fine } = await addJob({ batches: ["Name\nAcme\n"], state: "Closed" });
    await addJob({ id });
    const terminal = runOnTerminal(["wait", fine, id], { env: org.env, columns: 60 });
    await terminal.seen(new RegExp(`${fine}  .*████████.*1 of 1 batch`));
    await terminal.seen(new RegExp(`${id}  .*░░░░░░░░.*Open`));
    terminal.type("\u0003");
    expect(await terminal.exit).toBe(130);
    expect(terminal.screen()).not.toMatch(/[█░]/);
  });

  test("0 where every row was written", async () => {
    await org.emulator.control.addJob({ id, batches: ["Name\nAcme\n"], state: "Closed", ageMs: 2 * hour });
    const { code, stdout } = await run("wait", id);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Closed          ${id}  insert Account, 2 h ago, 1 batch, 1 row\n`,
    });
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
