// Runs every check and every test, and ends with the true totals: `N passed, N failed`.
//
// A task that counts its tests leaves a report; of every other task (lint, types, …) the task itself is the test.
// `--long` makes the long proofs (`npm run test:long`), `--verdict` only what says most of a change in core
// (`pnpm verdict`), `--keep-times` keeps the seconds of this run for later ones to be compared with, `--force` knows nothing
// of earlier runs. All other arguments go to turbo.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readReport } from "./read-report.mjs";
import { keepTimes, printTimes, timesOf } from "./task-times.mjs";
import { tellFailures } from "./tell-failures.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const runs = join(root, ".turbo", "runs");
const processorTimes = join(root, ".turbo", "times");
const forced = join(root, ".turbo", "forced");

const usual = [
  "lint",
  "format:check",
  "types",
  "knip",
  "test",
  "conformance",
  "probe",
  "sf-cli",
  "check:package",
  "size:budgets",
  "release:dry",
];
/** @type {Record<string, readonly string[]>} */
const kinds = {
  usual,
  long: [...usual, "attack", "soak", "load", "mutate"],
  verdict: ["types", "lint", "@sfbulk/core#test", "conformance#in-process"],
};

const own = ["--long", "--verdict", "--keep-times", "--force"];
const given = process.argv.slice(2);
const kind = given.includes("--verdict") ? "verdict" : given.includes("--long") ? "long" : "usual";
const tasks = kinds[kind] ?? usual;
const forTurbo = given.filter((argument) => !own.includes(argument));
if (given.includes("--force")) {
  // With a cache of its own: to turbo's own `--force` what the first of several runs has built would be nothing to the next.
  rmSync(forced, { recursive: true, force: true });
  forTurbo.push(`--cache-dir=${forced}`);
}

/** Packages whose tasks drive a browser: one at a time does, so that they wait for each other. */
const withBrowser = ["demo", "extension", "@sfbulk/browser"];
/** Its cases drive a browser too, and its tests, which take longest, mostly none. */
const withRuntimes = "conformance";
/** Its tests start a process after another. */
const withProcesses = "sfbulk";
/** It installs, and waits for registries and disks. */
const proof = "release:dry";
/**
 * What waits begins at once and goes first; what only computes fills the time in which the others wait, so that all end
 * together. No more is begun than that: all tasks of a part at once took some seconds more of a whole run, not fewer, since the
 * processors are never idle.
 */
const parts = [
  { choice: chosen(withBrowser), tasks: without(proof), concurrency: 1, priority: 0 },
  { choice: chosen([withRuntimes]), tasks: without(proof, "test"), concurrency: 1, priority: 0 },
  { choice: chosen([withRuntimes]), tasks: tasks.filter((task) => task === "test"), concurrency: 1, priority: 0 },
  { choice: chosen([withProcesses]), tasks: without(proof), concurrency: 1, priority: 0 },
  { choice: chosen(["//"]), tasks: tasks.filter((task) => task === proof), concurrency: 1, priority: 0 },
  {
    choice: chosen([...withBrowser, withRuntimes, withProcesses], "!"),
    tasks: without(proof),
    concurrency: Math.max(3, os.availableParallelism()),
    priority: 5,
  },
];

/** @type {(...left: readonly string[]) => string[]} */
function without(...left) {
  return tasks.filter((task) => !left.includes(task));
}

/** @type {(names: readonly string[], not?: "!" | "") => string[]} */
function chosen(names, not = "") {
  return names.map((name) => `--filter=${not}${name}`);
}

/**
 * @typedef {import("./task-times.mjs").Task & {
 *   task: string,
 *   directory: string,
 *   logFile: string,
 *   execution?: { exitCode: number },
 * }} Task
 */

/**
 * @param {readonly string[]} parameters
 * @param {number} [priority] as the system counts them: the larger, the later is its turn
 * @returns {Promise<number | null>} its exit code
 */
async function turbo(parameters, priority = 0) {
  const { PATH } = process.env;
  const child = spawn("turbo", ["run", ...parameters, "--summarize", "--output-logs=new-only", ...forTurbo], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: "1",
      // Where there is a shell, the pnpm that turbo finds notes the processor time.
      ...(process.platform === "win32" ? {} : { PATH: [join(root, "tools", "timed"), PATH].join(delimiter) }),
      ...(kind === "long" ? { SFBULK_LONG: "1" } : {}),
      // Its tests are most of a verdict, and vitest would leave one processor of two to others: 58 s, and not 77.
      ...(kind === "verdict" ? { VITEST_MAX_WORKERS: String(os.availableParallelism()) } : {}),
    },
  });
  const ended = once(child, "exit");
  // What it starts is as patient as it is itself.
  if (priority > 0 && child.pid !== undefined) os.setPriority(child.pid, priority);
  const [code] = await ended;
  return code;
}

/** @returns {Task[]} what has been run or was cached */
function summaries() {
  const files = existsSync(runs) ? readdirSync(runs) : [];
  return files.toSorted().flatMap((file) => JSON.parse(readFileSync(join(runs, file), "utf8")).tasks);
}

for (const folder of [processorTimes, runs]) rmSync(folder, { recursive: true, force: true });
mkdirSync(processorTimes, { recursive: true });
const began = performance.now();
// First all that is built: everything else needs it, and two runs of turbo must not both make it.
const isWhole = kind !== "verdict" && forTurbo.every((argument) => argument.startsWith("--cache-dir="));
if (kind !== "verdict") await turbo(["build", "--continue", "--concurrency=4"]);
const codes = isWhole
  ? await Promise.all(
      parts.map(
        async (part) =>
          await turbo(
            [...part.tasks, ...part.choice, "--continue", `--concurrency=${part.concurrency}`],
            part.priority,
          ),
      ),
    )
  : [await turbo([...tasks, "--continue"])];
const all = summaries();
if (all.length === 0) throw new Error("turbo ran no task: see its message above");

let passed = 0;
let failed = 0;
/** @type {string[]} */
const broken = [];
for (const { task, taskId, directory, logFile, execution } of all) {
  if (!tasks.some((one) => one === taskId || one === task.replace("//#", ""))) continue;
  const report = readReport(join(root, directory, "reports", `${task.replace("//#", "").replaceAll(":", "-")}.json`));
  const ok = execution?.exitCode === 0;
  if (!ok) broken.push(`failed: ${taskId}`, ...tellFailures(report, join(root, logFile)));
  passed += report?.passed ?? (ok ? 1 : 0);
  // A run that broke off without counting a failure has failed all the same.
  failed += Math.max(report?.failed ?? 0, ok ? 0 : 1);
}
const times = timesOf(all, processorTimes, (performance.now() - began) / 1000);
printTimes(times, kind);
if (given.includes("--keep-times")) keepTimes(times, kind);
for (const line of broken) console.log(line);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = codes.every((code) => code === 0) && failed === 0 && passed > 0 ? 0 : 1;
