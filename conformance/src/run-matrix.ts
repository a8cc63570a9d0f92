import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatTable } from "./matrix/format-table.ts";
import { inParallel } from "./matrix/in-parallel.ts";
import { listFailures } from "./matrix/list-failures.ts";
import type { MatrixRun, MissingRuntime } from "./matrix/matrix-run.ts";
import { planReason, type PlannedRun, planRuns } from "./matrix/plan-runs.ts";
import { runCases } from "./matrix/run-cases.ts";
import { startAll } from "./matrix/start-all.ts";
import { runtimes } from "./runtimes/runtimes.ts";
import { bundleProgram } from "./variants/bundle-program.ts";
import { installPacked } from "./variants/install-packed.ts";
import type { Variant } from "./variants/variant.ts";

// Every conformance case in every engine, with the packed tarballs, the sources, or the tarballs in one minified file:
// `planRuns` says which where. With SFBULK_LONG all three run on every runtime, in every way. Prints a table and leaves a
// report with the counts. An argument picks the runtimes by their names: `node dist/run-matrix.js Chromium`.

const conformance = fileURLToPath(new URL("..", import.meta.url));
/** The cases wait more than they compute. */
const width = 4;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const whole = (process.env["SFBULK_LONG"] ?? "") !== "";

const began = Date.now();
const picked = runtimes.filter(({ name }) => name.includes(process.argv[2] ?? ""));
const isBrowser = ({ runtime }: PlannedRun): boolean => runtime.engine === "Chromium" || runtime.isGuest === true;
const work = mkdtempSync(join(tmpdir(), "sfbulk-conformance-"));
const runs: MatrixRun[] = [];
const missing: MissingRuntime[] = [];
try {
  installPacked(["core", "node", "emulator"], work);
  const variants: readonly Variant[] = [
    { name: "sources", folder: conformance, sources: true, minified: false },
    { name: "packed", folder: work, sources: false, minified: false },
    { name: "minified", folder: work, sources: false, minified: true },
  ];
  // The browser comes last: another task may be using it first.
  const planned = planRuns(picked, variants, whole);
  for (const group of [planned.filter((one) => !isBrowser(one)), planned.filter(isBrowser)]) {
    runs.push(...(await runGroup(group)));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function runGroup(group: readonly PlannedRun[]): Promise<MatrixRun[]> {
  const ready = await startAll([...new Set(group.map(({ runtime }) => runtime))]);
  missing.push(...ready.missing);
  const startedOf = new Map(ready.started.map((one) => [one.runtime, one.ready]));
  try {
    const ran = await inParallel(group, width, async (planned) => {
      const { runtime, variant } = planned;
      const started = startedOf.get(runtime);
      if (started === undefined) return undefined;
      const program = runtime.name.startsWith("Node ") ? "node-cases" : "cases";
      const file = await bundleProgram(program, variant, runtime.host, join(work, "programs"));
      return await runCases(planned, started, file);
    });
    return ran.filter((run) => run !== undefined);
  } finally {
    await Promise.all(ready.started.map(async (one) => await one.ready.close()));
  }
}

const failures = listFailures(runs);
const outcomes = runs.flatMap(({ columns }) => columns.flatMap((column) => column.outcomes));
const passed = outcomes.filter(({ error }) => error === undefined).length;
// On a laptop it may be so that there is no Bun; where the result counts, it must not be. Guests are not for every system.
const tolerated = process.env["CI"] === undefined || process.env["CI"] === "";
const isGuest = ({ runtime }: MissingRuntime): boolean =>
  runtimes.find(({ name }) => name === runtime)?.isGuest === true;
const skipped = tolerated ? missing : missing.filter(isGuest);
const failed = failures.length + missing.length - skipped.length;

for (const { where, name, error } of failures) say(`failed, ${where}: ${name}\n  ${error.replaceAll("\n", "\n  ")}`);
say(formatTable(runs, missing));
if (!whole) say(planReason);
say(`${passed} held, ${failed} failed, ${missing.length} missing, ${((Date.now() - began) / 1000).toFixed(1)} s`);
mkdirSync(join(conformance, "reports"), { recursive: true });
const report = {
  passed,
  failed,
  skipped,
  failures: failures.map(({ where, name, error }) => ({ name: `${where}: ${name}`, message: error })),
  runs,
};
writeFileSync(join(conformance, "reports", "conformance.json"), JSON.stringify(report));
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
