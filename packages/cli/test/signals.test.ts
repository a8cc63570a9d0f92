import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { interrupted, listenForInterruption } from "../src/interruption.ts";
import { bin } from "./build-cli.ts";
import { type Done, runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// What asks a process to end: Ctrl-C, SIGTERM, SIGHUP, and the terminal that is closed.

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg({ queueTime: 60_000 });
  writeFileSync(join(org.folder, "accounts.csv"), `Name\n${"Acme\n".repeat(20)}`);
});
afterEach(async () => await org.end());
const load = [
  "load",
  "accounts.csv",
  "-s",
  "Account",
  "--operation",
  "insert",
  "--batch-size",
  "5",
  "--concurrency",
  "1",
];
const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;
const theJob = async (state: string): Promise<{ id: string }> =>
  await vi.waitUntil(async () => (await org.emulator.control.jobs()).find((job) => job.state === state), {
    timeout: 60_000,
  });
/** The third batch gets no answer: the load is under way until somebody ends it. */
const hold = async (): Promise<void> =>
  await org.emulator.control.fail({ kind: "never-answers", on: { operation: "addBatch" }, skip: 2, times: "always" });

/** Runs it, and sends a signal when it has said something, or when a job has come to a state. */
const runUntil = async (args: readonly string[], when: string, signal: NodeJS.Signals): Promise<Done> =>
  await runInPipe(args, {
    env: org.env,
    cwd: org.folder,
    meanwhile: async (child) => {
      const [, state, many] = /^(Open|Closed), with (two|four) batches$/.exec(when) ?? [];
      if (state !== undefined) {
        const { id } = await theJob(state);
        const wanted = many === "two" ? 2 : 4;
        await vi.waitUntil(async () => (await org.emulator.control.batches(id)).length === wanted, { timeout: 60_000 });
      } else {
        await new Promise<void>((resolve) => {
          child.stderr?.on("data", (chunk: Buffer) => chunk.toString().includes(when) && resolve());
        });
      }
      child.kill(signal);
    },
  });

describe.each(signals)("%s ends with %i", (signal, code) => {
  test("a load: its job ends as told", async () => {
    await hold();
    const done = await runUntil(load, "10 rows uploaded", signal);
    expect(done.code).toBe(code);
    const { id } = await theJob("Aborted");
    expect(done.stderr).toContain(`Error (${code}): Interrupted; job ${id}: it is Aborted, 10 rows in 2 batches`);
    expect(done.stderr).toContain(`sfbulk results ${id}`);
  });

  test("a load that waits: the job goes on, and how to go on with it is said; nothing that would load it twice", async () => {
    const done = await runUntil(load, "Closed: 0 of 20 rows processed", signal);
    const { id } = await theJob("Closed");
    expect({ code: done.code, jobs: (await org.emulator.control.jobs()).length }).toEqual({ code, jobs: 1 });
    expect(done.stderr).toContain(`Interrupted; job ${id} is closed, and Salesforce goes on with it`);
    expect(done.stderr).toMatch(
      new RegExp(
        `Wait on with: sfbulk wait ${id}\\n  Then read what became of each row with: sfbulk results ${id}\\n$`,
      ),
    );
    expect(done.stderr).not.toMatch(/aborting|Run it again/);
  });
});

test("--json names the job, whether it was open or closed when the command was interrupted", async () => {
  const waiting = await runUntil([...load, "--json"], "Closed, with four batches", "SIGTERM");
  const { id } = await theJob("Closed");
  expect(JSON.parse(waiting.stdout)).toMatchObject({ exitCode: 143, data: { jobId: id } });
  await hold();
  const loading = await runUntil([...load, "--json", "--again"], "Open, with two batches", "SIGTERM");
  expect(JSON.parse(loading.stdout)).toMatchObject({ exitCode: 143, data: { jobId: (await theJob("Aborted")).id } });
});

test("what only looks says that nothing was changed", async () => {
  const { id } = await org.emulator.control.addJob();
  const { code, stderr } = await runUntil(["wait", id], "0 of 0 batches", "SIGTERM");
  expect(code).toBe(143);
  expect(stderr).toContain("Run it again: nothing was changed");
});

test("a terminal that is closed ends a load as told, though nothing can be said", async () => {
  await hold();
  // The shell of the terminal ends with it; the one below it is there to read the exit code.
  const line = `(trap : HUP; "${process.execPath}" "${bin}" "$@"; echo $? > code.part; mv code.part code); exit`;
  const terminal = runOnTerminal(["-c", line, "sh", ...load], { env: org.env, cwd: org.folder, program: "/bin/bash" });
  await terminal.seen("10 rows uploaded");
  terminal.close();
  await terminal.exit;
  await vi.waitUntil(() => existsSync(join(org.folder, "code")), { timeout: 60_000 });
  expect(readFileSync(join(org.folder, "code"), "utf8")).toBe("129\n");
  await theJob("Aborted");
});

test("a terminal that is gone without a signal stops nothing", async () => {
  const jobs = await Promise.all(Array.from({ length: 40 }, async () => await org.emulator.control.addJob()));
  writeFileSync(join(org.folder, "ids.txt"), jobs.map(({ id }) => id).join("\n"));
  // A session of its own is not told that the terminal is gone; what it writes there is EIO.
  // It says itself that it has begun, when it has that session: said before, the closing terminal may end it.
  const script = `echo begun; until [ -e go ]; do sleep 0.05; done; "${process.execPath}" "${bin}" close --file ids.txt; echo $? > code.part; mv code.part code`;
  const line = `setsid sh -c '${script}' & wait`;
  const terminal = runOnTerminal(["-c", line], { env: org.env, cwd: org.folder, program: "/bin/bash" });
  await terminal.seen("begun");
  terminal.close();
  await terminal.exit;
  writeFileSync(join(org.folder, "go"), "");
  await vi.waitUntil(() => existsSync(join(org.folder, "code")), { timeout: 60_000 });
  expect(readFileSync(join(org.folder, "code"), "utf8")).toBe("0\n");
  expect(new Set((await org.emulator.control.jobs()).map(({ state }) => state))).toEqual(new Set(["Closed"]));
});

describe("in the process", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGBREAK", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s asks to end, with %i", (signal, code) => {
    const interruption = listenForInterruption();
    process.emit(signal);
    interruption.dispose();
    expect(interruption.signal.reason).toEqual(interrupted("Interrupted", code));
    expect(interruption.signal.reason).toMatchObject({ exitCode: code });
    // Nobody listens any more.
    expect(process.listenerCount(signal)).toBe(0);
  });

  test("SIGTERM and SIGHUP, which a shell and a terminal send both, never end at once; Ctrl-C does", () => {
    const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
    const write = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    try {
      const interruption = listenForInterruption();
      interruption.partWith(() => "what is left");
      process.emit("SIGTERM");
      process.emit("SIGTERM");
      process.emit("SIGHUP");
      expect(exit).not.toHaveBeenCalled();
      process.emit("SIGINT");
      interruption.dispose();
      expect(exit).toHaveBeenCalledWith(130);
      expect(write).toHaveBeenLastCalledWith("\nwhat is left\n");
    } finally {
      exit.mockRestore();
      write.mockRestore();
    }
  });
});
