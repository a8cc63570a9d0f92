import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isLong } from "../../../tools/is-long.mjs";
import { cannotPrint } from "../src/reporting/cannot-print.ts";
import { runHere } from "./run-here.ts";
import { runInPipe } from "./run-in-pipe.ts";
import { runUnread, type Sinks } from "./run-unread.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// A reader that goes away, a terminal that is closed, a disk that is full.

const id = "7509H0000016GUXQA2";
let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());
const run = async (args: readonly string[], sinks: Sinks, input = ""): ReturnType<typeof runUnread> =>
  await runUnread(args, sinks, { env: org.env, cwd: org.folder, input });
const addJobs = async (many: number): Promise<string[]> =>
  await Promise.all(
    Array.from({ length: many }, async () => (await org.emulator.control.addJob({ ageMs: 48 * 3_600_000 })).id),
  );
const states = async (): Promise<string[]> => (await org.emulator.control.jobs()).map(({ state }) => state);
const load = ["load", "-", "-s", "Account", "--operation", "insert", "--batch-size", "1", "--poll-interval", "0.05"];
const rows = "Name,Phone\nAcme,1\n,2\nGlobex,3\n";

/** Standard error alone is tried below, and what prints only with standard output alone. */
const gone: readonly Sinks[] = [{ stdout: "unread", stderr: "unread" }, { stdout: "unread" }];
// Each of these is a process. That a reader of errors is still there takes away nothing that could go wrong.
const each = gone.slice(0, isLong ? 2 : 1).map((sinks) => [sinks] as const);

describe.each(each)("nobody reads %j: what changes an org goes on to its end", (sinks) => {
  test.each([[[]], [["--json"]], [["--jsonl"]]])(
    "close %j: all jobs, and the exit code is that of the work",
    async (more) => {
      await addJobs(40);
      const ids = (await org.emulator.control.jobs()).map((job) => job.id).join("\n");
      expect((await run(["close", "-", ...more], sinks, ids)).code).toBe(0);
      expect(new Set(await states())).toEqual(new Set(["Closed"]));
      const { id: aborted } = await org.emulator.control.addJob({ state: "Aborted" });
      const { id: open } = await org.emulator.control.addJob();
      expect((await run(["close", aborted, open, ...more], sinks)).code).toBe(68);
      expect((await org.emulator.control.job(open))?.state).toBe("Closed");
    },
  );

  test("close --stale, abort", async () => {
    await addJobs(10);
    expect((await run(["close", "--stale", "--no-prompt"], sinks)).code).toBe(0);
    expect(new Set(await states())).toEqual(new Set(["Closed"]));
    const open = await addJobs(5);
    expect((await run(["abort", ...open, "--no-prompt"], sinks)).code).toBe(0);
    const left = await Promise.all(open.map(async (one) => (await org.emulator.control.job(one))?.state));
    expect(new Set(left)).toEqual(new Set(["Aborted"]));
  });

  test("load: every row goes in, the job is closed, the results are there", async () => {
    const { code } = await run([...load, "--explain"], sinks, rows);
    const [job] = await org.emulator.control.jobs();
    expect({ code, state: job?.state }).toEqual({ code: 68, state: "Closed" });
    expect(await org.emulator.control.records("Account")).toHaveLength(2);
    expect(org.read(`${job?.id}-success-records.csv`)).toContain("Globex");
  });

  test("results in files", async () => {
    await org.emulator.control.addJob({ id, batches: [rows], state: "Closed" });
    expect((await run(["results", id], sinks)).code).toBe(0);
    expect(org.read(`${id}-success-records.csv`)).toContain("Globex");
  });

  test("wait: its exit code is what it is for", async () => {
    await org.emulator.control.addJob({ id, batches: [rows], state: "Closed" });
    expect((await run(["wait", id], sinks)).code).toBe(68);
  });

  test("an error is one without being read", async () => {
    expect((await run(["status", id], sinks)).code).toBe(1);
    expect((await run(["close", "x"], sinks)).code).toBe(2);
  });

  test.each([["list"], ["list --jsonl"], [`status ${id}`], [`results ${id} --csv`], [`results ${id} --jsonl`]])(
    "%s",
    async (line) => {
      await org.emulator.control.addJob({ id, batches: [rows], state: "Closed" });
      expect(await run(line.split(" "), sinks)).toMatchObject({ code: 0 });
    },
  );

  test.each([["doctor"], ["--help"], ["close --help"], ["--version"], ["completion bash"]])("%s", async (line) => {
    expect(await run(line.split(" "), sinks)).toMatchObject({ code: 0 });
  });

  test("query: its job is ended", async () => {
    await org.emulator.control.addJob({ id, batches: [rows], state: "Closed" });
    const query = ["query", "SELECT Name FROM Account", "--poll-interval", "0.05"];
    for (const more of [[], ["--json"], ["--jsonl"], ["--output-file", "accounts.csv"], ["--api", "1.0", "--json"]]) {
      expect(await run([...query, ...more], sinks)).toMatchObject({ code: 0 });
    }
    expect(new Set(await states())).toEqual(new Set(["Closed"]));
    expect(await org.emulator.control.bulk2Jobs()).toEqual([]);
    expect(org.read("accounts.csv")).toContain("Globex");
  });
});

test("what only prints stops at once where nobody reads: the second batch is not asked for", async () => {
  const wide = `Name\n${"Acme\n".repeat(1500)}`;
  await org.emulator.control.addJob({ id, batches: Array.from({ length: 40 }, () => wide), state: "Closed" });
  const before = (await org.emulator.control.exchanges()).length;
  expect(await run(["results", id, "--jsonl"], { stdout: "unread" })).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await org.emulator.control.exchanges()).length - before).toBeLessThan(20);
});

describe("a full disk behind standard output: 1, the work goes on, and the error says how to see what came of it", () => {
  const full: Sinks = { stdout: "full" };

  test.each([[[]], [["--json"]], [["--jsonl"]]])("close %j", async (more) => {
    const ids = await addJobs(40);
    const { code, stderr } = await run(["close", "-", ...more], full, ids.join("\n"));
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot write to standard output: ENOSPC");
    expect(stderr).toContain("see how the jobs are with: sfbulk list");
    expect(new Set(await states())).toEqual(new Set(["Closed"]));
  });

  test("sweep, and what changes this computer", async () => {
    await addJobs(3);
    const { code, stderr } = await run(["sweep", "--older-than", "24h"], full);
    expect({ code, states: new Set(await states()) }).toEqual({ code: 1, states: new Set(["Closed"]) });
    expect(stderr).toContain("went on to its end; see how the jobs are with: sfbulk list");
    const fault = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    const said = ["logout", "journal", "new"].map(
      (commandName) => cannotPrint(fault, { commandName, org: undefined }, false).actions?.join("") ?? "",
    );
    expect(said.map((text) => text.replace(/.* with: /, ""))).toEqual([
      "sfbulk orgs",
      "sfbulk journal list",
      "sfbulk list",
    ]);
  });

  test("load, and the advised command", async () => {
    const { code, stderr } = await run(load, full, rows);
    const [job] = await org.emulator.control.jobs();
    expect({ code, state: job?.state }).toEqual({ code: 1, state: "Closed" });
    expect(await org.emulator.control.records("Account")).toHaveLength(2);
    expect(stderr).toContain(`Make room, then read what became of it with: sfbulk results ${job?.id}`);
  });

  test.each([["list"], [`status ${id}`], [`results ${id} --csv`], [`results ${id} --jsonl`], ["doctor"], ["--help"]])(
    "%s",
    async (line) => {
      await org.emulator.control.addJob({ id, batches: [rows], state: "Closed" });
      const { code, stderr } = await run(line.split(" "), full);
      expect(code).toBe(1);
      expect(stderr.match(/Cannot write to standard output: ENOSPC/g)).toHaveLength(1);
      expect(stderr).toContain("nothing was changed");
    },
  );

  test("an error says all there is to say, also where it was for standard output; what prints nothing loses nothing", async () => {
    expect(await run(["close", "x"], full)).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^Error \(2\): Cannot use/),
    });
    const { code, stderr } = await run(["close", "x", "--json"], full);
    expect({ code, errors: stderr.match(/Error \(\d+\): .*/g) }).toEqual({
      code: 2,
      errors: [expect.stringMatching(/Cannot use/)],
    });
    expect(stderr).not.toContain("ENOSPC");
  });

  test("what was read into files is there, and is not to be read again; a dry run is", async () => {
    await org.emulator.control.addJob({ id, batches: [rows], state: "Closed" });
    const query = ["query", "SELECT Name FROM Account", "--poll-interval", "0.05", "--output-file", "accounts.csv"];
    for (const line of [["results", id], query]) {
      const { code, stderr } = await runHere(line, { env: org.env, cwd: org.folder, input: "", isFull: true });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining("  Its files are written, and it need not be run again\n"),
      });
    }
    expect(org.read(`${id}-success-records.csv`)).toContain("Globex");
    expect(org.read("accounts.csv")).toContain("Globex");
    for (const dry of [
      ["load", "accounts.csv", "-s", "Account", "--operation", "insert", "--dry-run"],
      ["load", "--help"],
      ["query", "--help"],
      ["login", "--help"],
    ]) {
      const { stderr } = await runHere(dry, { env: org.env, cwd: org.folder, input: "", isFull: true });
      expect(stderr).toContain("Make room, then run it again: nothing was changed");
    }
  });

  test("query: its job is ended, and read again by the advised command", async () => {
    await org.emulator.control.addJob({ id, batches: [rows], state: "Closed" });
    const { code, stderr } = await run(["query", "SELECT Name FROM Account", "--poll-interval", "0.05"], full);
    expect(code).toBe(1);
    const [, found = ""] = /sfbulk results (750\w+)/.exec(stderr) ?? [];
    expect((await org.emulator.control.bulk2Job(found))?.state).toBe("JobComplete");
    expect((await runInPipe(["results", found], { env: org.env, cwd: org.folder })).stdout).toContain("Globex");
  });

  test("behind standard error: the exit code is that of the work", async () => {
    const ids = await addJobs(3);
    expect(await run(["close", ...ids], { stderr: "full" })).toMatchObject({ code: 0 });
    expect((await run([...load, "--async"], { stderr: "full" }, rows)).code).toBe(0);
  });
});
