// Tells what each task took, beside what it took when that was kept: tools/test-times.json. Nothing fails by it, since no
// machine is as fast as another; what a change adds is to be seen, and said.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Task as turbo's summary has it
 * @property {string} taskId
 * @property {string} hash
 * @property {{ status: string }} cache
 * @property {{ startTime: number, endTime: number }} [execution]
 *
 * @typedef {object} Seconds
 * @property {number} wall
 * @property {number | undefined} cpu of all cores; nothing where it is not measured, on Windows
 *
 * @typedef {object} Times
 * @property {number} all seconds of the whole run
 * @property {number} cached how many tasks were not run
 * @property {ReadonlyMap<string, Seconds>} tasks those that were run
 *
 * @typedef {{ machine: string, all: number, tasks: Record<string, [wall: number, cpu: number]> }} Kept
 */

const file = fileURLToPath(new URL("test-times.json", import.meta.url));

/**
 * @param {readonly Task[]} ran
 * @param {string} folder where `timed/pnpm` leaves the processor times, by the tasks' hashes
 * @param {number} all seconds of the whole run
 * @returns {Times}
 */
export function timesOf(ran, folder, all) {
  /** @type {Map<string, Seconds>} */
  const tasks = new Map();
  const seen = new Set();
  for (const { taskId, hash, cache, execution } of ran) {
    // What the builds' run has built is in the cache for the next one.
    if (execution === undefined || seen.has(taskId)) continue;
    seen.add(taskId);
    if (cache.status === "HIT") continue;
    tasks.set(taskId, { wall: (execution.endTime - execution.startTime) / 1000, cpu: processorTime(folder, hash) });
  }
  return { all, cached: seen.size - tasks.size, tasks };
}

/**
 * Reads what a shell's `times` has written: in its second line, `0m1.25s 0m0.10s` of user and system for its children.
 *
 * @type {(folder: string, hash: string) => number | undefined}
 */
function processorTime(folder, hash) {
  const written = join(folder, hash);
  if (!existsSync(written)) return undefined;
  const [, children = ""] = readFileSync(written, "utf8").split("\n");
  const parts = [...children.matchAll(/(\d+)m([\d.,]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds = "0"]) => sum + Number(minutes) * 60 + Number(seconds.replace(",", ".")),
    0,
  );
}

/** @type {() => Record<string, Kept>} by the kind of run */
const readKept = () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {});

/**
 * @param {Times} times
 * @param {string} kind of run
 */
export function printTimes({ all, cached, tasks }, kind) {
  if (tasks.size === 0) return console.log(`\n${seconds(all)} s: all ${cached} tasks were cached`);
  const kept = readKept()[kind];
  const lines = [...tasks]
    .toSorted(([, one], [, other]) => other.wall - one.wall)
    .map(([taskId, { wall, cpu }]) => {
      const [keptWall, keptCpu] = kept?.tasks[taskId] ?? [];
      return [taskId.replace("//#", ""), ...[wall, cpu, keptWall, keptCpu].map(seconds)];
    });
  const cpus = [...tasks.values()].map(({ cpu }) => cpu ?? Number.NaN);
  const keptCpus = Object.values(kept?.tasks ?? {}).map(([, cpu]) => cpu);
  const whole = [all, sum(cpus), kept?.all, kept && sum(keptCpus)].map(seconds);
  const table = [
    ["seconds", "wall", "cpu", "kept: wall", "cpu"],
    ...lines,
    ["all, as they ran beside each other", ...whole],
  ];
  const first = Math.max(...table.map(([name = ""]) => name.length));
  console.log("");
  for (const [name = "", ...numbers] of table) {
    console.log(`${name.padEnd(first)}${numbers.map((text) => text.padStart(12)).join("")}`);
  }
  if (cached > 0) console.log(`${cached} more tasks were cached`);
  if (kept !== undefined) console.log(`kept from ${kept.machine}`);
}

/**
 * Keeps them; of tasks that were cached, what was kept before.
 *
 * @param {Times} times
 * @param {string} kind of run
 */
export function keepTimes({ all, cached, tasks }, kind) {
  const before = readKept();
  const mine = [...tasks].map(([taskId, { wall, cpu = 0 }]) => [taskId, [rounded(wall), rounded(cpu)]]);
  const merged = [...Object.entries(cached === 0 ? {} : (before[kind]?.tasks ?? {})), ...mine];
  const machine = `${os.availableParallelism()} × ${os.cpus()[0]?.model ?? "an unknown processor"}`;
  const now = {
    machine,
    all: rounded(all),
    tasks: Object.fromEntries(merged.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1))),
  };
  writeFileSync(file, `${JSON.stringify({ ...before, [kind]: now }, undefined, 2)}\n`);
}

const rounded = (/** @type {number} */ number) => Number(number.toFixed(1));
const sum = (/** @type {readonly number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);
const seconds = (/** @type {number | undefined} */ number) =>
  number === undefined || Number.isNaN(number) ? "" : number.toFixed(1);
