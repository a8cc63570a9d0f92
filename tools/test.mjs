// Runs every check and every test, and ends with the true totals: `N passed, N failed`.
//
// A task that counts its tests leaves a report; of every other task (lint, types, …) the task itself is the test.
// Arguments go to turbo: `npm test -- --force` ignores what is cached.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readReport } from "./read-report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const runs = join(root, ".turbo", "runs");
rmSync(runs, { recursive: true, force: true });

const tasks = ["lint", "format:check", "types", "knip", "test", "conformance", "check:package", "size", "release:dry"];
const { status } = spawnSync(
  "turbo",
  ["run", ...tasks, "--continue", "--summarize", "--output-logs=new-only", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  },
);

const [summary] = existsSync(runs) ? readdirSync(runs) : [];
if (summary === undefined) throw new Error("turbo ran no task: see its message above");

let passed = 0;
let failed = 0;
for (const { task, taskId, directory, execution } of JSON.parse(readFileSync(join(runs, summary), "utf8")).tasks) {
  if (!tasks.includes(task.replace("//#", ""))) continue;
  const report = readReport(join(root, directory, "reports", `${task.replace("//#", "").replaceAll(":", "-")}.json`));
  const ok = execution?.exitCode === 0;
  if (!ok) console.log(`failed: ${taskId}`);
  passed += report?.passed ?? (ok ? 1 : 0);
  // A run that broke off without counting a failure has failed all the same.
  failed += Math.max(report?.failed ?? 0, ok ? 0 : 1);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1;
