import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findNode, nodeVersions } from "../../tools/fetch-node.mjs";
import { checkBars } from "./check/check-bars.ts";
import { checkedNodes } from "./check/comparison.ts";
import { comparisons } from "./check/comparisons.ts";
import { writeCheck } from "./write-check.ts";
import { drawPlot } from "./draw-plot.ts";
import type { Measurement, Section } from "./measurement.ts";
import { closes } from "./measurements/closes.ts";
import { coldStart } from "./measurements/cold-start.ts";
import { compression } from "./measurements/compression.ts";
import { exportCommands } from "./measurements/export-commands.ts";
import { kit } from "./measurements/kit.ts";
import { latency } from "./measurements/latency.ts";
import { manyJobs } from "./measurements/many-jobs.ts";
import { phone } from "./measurements/phone.ts";
import { processorTime } from "./measurements/processor-time.ts";
import { queryResults } from "./measurements/query-results.ts";
import { records } from "./measurements/records.ts";
import { rowResults } from "./measurements/row-results.ts";
import { scaling } from "./measurements/scaling.ts";
import { size } from "./measurements/size.ts";
import { splitter } from "./measurements/splitter.ts";
import { stretches } from "./measurements/stretches.ts";
import { tasks } from "./measurements/tasks.ts";
import { upload } from "./measurements/upload.ts";
import { isMet, writeBars } from "./write-bars.ts";
import { writeKit } from "./write-kit.ts";
import { type NodeRun, type Results, writePage } from "./write-page.ts";
import { writeTables } from "./write-tables.ts";
import { tasksName, writeTasksPage } from "./write-tasks-page.ts";

// Measures everything: `pnpm bench`. See CONTRIBUTING.md for its options.
const measurements: readonly Measurement[] = [
  closes,
  processorTime,
  coldStart,
  upload,
  compression,
  splitter,
  stretches,
  records,
  rowResults,
  queryResults,
  exportCommands,
  manyJobs,
  kit,
  size,
  phone,
  latency,
  scaling,
  tasks,
];

const { values: flags } = parseArgs({
  options: {
    /** Makes the comparisons of `check.md` and writes nothing; ends with 1 where a bar is missed. */
    check: { type: "boolean", default: false },
    large: { type: "boolean", default: false },
    /** Runs the contenders in another Node.js, `24`: those measurements that are told for each. */
    node: { type: "string", default: process.versions.node.split(".")[0] ?? "" },
    /** Does a hundredth, once, shows what was found and writes nothing. */
    quick: { type: "boolean", default: false },
    /** Measures these only, and leaves the rest of the results as they are. */
    only: { type: "string", multiple: true, default: [] },
  },
});

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const readJson = (name: string): unknown => JSON.parse(readFileSync(path(name), "utf8"));
const writeJson = (name: string, value: unknown): void =>
  writeFileSync(path(name), `${JSON.stringify(value, undefined, 2)}\n`);
const load = (): number => os.loadavg()[0] ?? 0;

const isKnown = (major: string): major is `${keyof typeof nodeVersions}` => major in nodeVersions;
if (!isKnown(flags.node))
  throw new Error(`Cannot run in Node.js ${flags.node}: expected ${Object.keys(nodeVersions).join(", ")}`);
const known = flags.check
  ? [...new Set(comparisons.map(({ measurement }) => measurement))]
  : measurements.map(({ name }) => name);
const unknown = flags.only.find((name) => !known.includes(name));
if (unknown !== undefined) throw new Error(`Cannot measure "${unknown}": expected ${known.join(", ")}`);
const node = await findNode(Number(flags.node) as keyof typeof nodeVersions);
const chosen = measurements.filter(
  ({ name, eachNode = false, onlyAsked = false }) =>
    (node === process.execPath || eachNode) && (flags.only.length === 0 ? !onlyAsked : flags.only.includes(name)),
);

if (flags.check) {
  const major = checkedNodes.find((one) => one === flags.node);
  if (major === undefined)
    throw new Error(`Cannot check in Node.js ${flags.node}: there are bars for ${checkedNodes.join(" and ")}`);
  const asked = comparisons.filter(({ measurement }) => flags.only.length === 0 || flags.only.includes(measurement));
  process.exit((await checkBars(asked, node, major, say)) === 0 ? 0 : 1);
}

let highestLoad = load();
const sections: Section[] = [];
for (const { name, measure } of chosen) {
  const began = performance.now();
  const section = await measure({ large: flags.large, quick: flags.quick, node });
  sections.push(section);
  highestLoad = Math.max(highestLoad, load());
  say(`${name}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  for (const ratio of section.ratios) {
    say(`  ${ratio.value.toFixed(2).padStart(9)}  ${ratio.name}${isMet(ratio) ? "" : "  (bar missed)"}`);
  }
}

if (flags.quick) {
  for (const section of sections) say(writeTables(section).join("\n\n"));
} else {
  const old = readJson("results.json") as Results;
  const machine = `${os.availableParallelism()} × ${os.cpus()[0]?.model ?? "an unknown processor"}`;
  // What is not measured now stays with the machine that it was measured on.
  const ofAll = flags.only.length === 0 ? machine : old.machine;
  const fresh = machine === ofAll ? sections : sections.map((section) => ({ ...section, machine }));
  const version = nodeVersions[Number(flags.node) as keyof typeof nodeVersions];
  const before = old.runs.find((run) => run.node.startsWith(`${flags.node}.`));
  const now: NodeRun = {
    date: new Date().toISOString(),
    node: node === process.execPath ? process.versions.node : version,
    highestLoad: Math.max(highestLoad, flags.only.length === 0 ? 0 : (before?.highestLoad ?? 0)),
    sections: measurements.flatMap(
      ({ name }) => [...fresh, ...(before?.sections ?? [])].find((section) => section.name === name) ?? [],
    ),
  };
  const results: Results = {
    machine: ofAll,
    runs: [...old.runs.filter((run) => run !== before), now].toSorted((one, other) =>
      one.node.localeCompare(other.node, "en", { numeric: true }),
    ),
  };
  writeJson("results.json", results);
  mkdirSync(path("../docs/performance"), { recursive: true });
  // Where a task was measured with several, the newest Node.js is shown.
  const drawn = [
    ...(results.runs[0]?.sections ?? []),
    ...results.runs.flatMap(({ sections: all }) => all.filter(({ name }) => name === tasksName)),
  ];
  for (const plot of drawn.flatMap((section) => section.plots)) {
    writeFileSync(path(`../docs/performance/${plot.file}.svg`), drawPlot(plot));
  }
  writeFileSync(path("../docs/performance.md"), writePage(results));
  writeFileSync(path("../docs/whole-tasks.md"), writeTasksPage(results));
  writeFileSync(path("bars.md"), writeBars(results));
  writeFileSync(path("check.md"), writeCheck(comparisons, results));
  const readme = path("../packages/emulator/README.md");
  writeFileSync(readme, writeKit(readFileSync(readme, "utf8"), results));
}
