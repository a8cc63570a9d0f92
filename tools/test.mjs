// Runs every check and every test, and ends with the true totals: `N passed, N failed`.
//
// A task that counts its tests leaves a report; of every other task (lint, types, …) the task itself is the test.
// `--long` makes the long proofs (`npm run test:long`), `--verdict` only what says most of a change in core
// (`pnpm verdict`), `--keep-times` keeps the seconds of this run for later ones to be compared with. All other arguments
// go to turbo: `npm test -- --force` ignores what is cached.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readReport } from "./read-report.mjs";
import { keepTimes, printTimes, timesOf } from "./task-times.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const runs = join(root, ".turbo", "runs");
const processorTimes = join(root, ".turbo", "times");

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

const own = ["--long", "--verdict", "--keep-times"];
const given = process.argv.slice(2);
const kind = given.includes("--verdict") ? "verdict" : given.includes("--long") ? "long" : "usual";
const tasks = kinds[kind] ?? usual;
const forTurbo = given.filter((argument) => !own.includes(argument));

/** @typedef {import("./task-times.mjs").Task & { task: string, directory: string, execution?: { exitCode: number } }} Task */

/**
 * @param {readonly string[]} parameters
 * @returns {{ status: number | null, ran: Task[] }}
 */
function turbo(parameters) {
  rmSync(runs, { recursive: true, force: true });
  const { PATH } = process.env;
  const { status } = spawnSync("turbo", ["run", ...parameters, "--summarize", "--output-logs=new-only", ...forTurbo], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: "1",
      // Where there is a shell, the pnpm that turbo finds notes the processor time.
      ...(process.platform === "win32" ? {} : { PATH: [join(root, "tools", "timed"), PATH].join(delimiter) }),
      ...(kind === "long" ? { SFBULK_LONG: "1" } : {}),
    },
  });
  const [summary] = existsSync(runs) ? readdirSync(runs) : [];
  if (summary === undefined) throw new Error("turbo ran no task: see its message above");
  return { status, ran: JSON.parse(readFileSync(join(runs, summary), "utf8")).tasks };
}

rmSync(processorTimes, { recursive: true, force: true });
mkdirSync(processorTimes, { recursive: true });
const began = performance.now();
// First all that is built: what takes longest needs it, and would otherwise begin last.
const builds = kind === "verdict" ? { ran: [] } : turbo(["build", "--continue", "--concurrency=4"]);
const { status, ran } = turbo([...tasks, "--continue"]);

let passed = 0;
let failed = 0;
/** @type {string[]} */
const broken = [];
for (const { task, taskId, directory, execution } of ran) {
  if (!tasks.some((one) => one === taskId || one === task.replace("//#", ""))) continue;
  const report = readReport(join(root, directory, "reports", `${task.replace("//#", "").replaceAll(":", "-")}.json`));
  const ok = execution?.exitCode === 0;
  if (!ok) broken.push(taskId);
  passed += report?.passed ?? (ok ? 1 : 0);
  // A run that broke off without counting a failure has failed all the same.
  failed += Math.max(report?.failed ?? 0, ok ? 0 : 1);
}
const times = timesOf([...builds.ran, ...ran], processorTimes, (performance.now() - began) / 1000);
printTimes(times, kind);
if (given.includes("--keep-times")) keepTimes(times, kind);
for (const taskId of broken) console.log(`failed: ${taskId}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1;
