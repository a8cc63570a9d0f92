import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatTable } from "./matrix/format-table.ts";
import { inParallel } from "./matrix/in-parallel.ts";
import { listFailures } from "./matrix/list-failures.ts";
import type { MatrixRun } from "./matrix/matrix-run.ts";
import { runCases } from "./matrix/run-cases.ts";
import { startAll } from "./matrix/start-all.ts";
import { bundleProgram } from "./variants/bundle-program.ts";
import { installPacked } from "./variants/install-packed.ts";
import type { Variant } from "./variants/variant.ts";

// Every conformance case on every runtime, in process and over HTTP, with the sources, the packed tarballs, and these in
// one minified file. Prints a table and leaves a report with the counts. An argument picks the runtimes by their names:
// `node dist/run-matrix.js Chromium`.

const conformance = fileURLToPath(new URL("..", import.meta.url));
/** The cases wait more than they compute. */
const width = 3;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const began = Date.now();
const { started, missing } = await startAll(process.argv[2] ?? "");
const work = mkdtempSync(join(tmpdir(), "sfbulk-conformance-"));
let runs: MatrixRun[];
try {
  installPacked(["core", "node", "emulator"], work);
  const variants: readonly Variant[] = [
    { name: "sources", folder: conformance, sources: true, minified: false },
    { name: "packed", folder: work, sources: false, minified: false },
    { name: "minified", folder: work, sources: false, minified: true },
  ];
  const pairs = started.flatMap((one) => variants.map((variant) => ({ ...one, variant })));
  runs = await inParallel(pairs, width, async ({ runtime, ready, variant }) => {
    const program = runtime.name.startsWith("Node ") ? "node-cases" : "cases";
    const file = await bundleProgram(program, variant, runtime.host, join(work, "programs"));
    return await runCases(runtime, ready, variant, file);
  });
} finally {
  await Promise.all(started.map(async ({ ready }) => await ready.close()));
  rmSync(work, { recursive: true, force: true });
}

const failures = listFailures(runs);
const outcomes = runs.flatMap(({ columns }) => columns.flatMap((column) => column.outcomes));
const passed = outcomes.filter(({ error }) => error === undefined).length;
// On a laptop it may be so that there is no Bun; where the result counts, it must not be.
const tolerated = process.env["CI"] === undefined || process.env["CI"] === "";
const failed = failures.length + (tolerated ? 0 : missing.length);

for (const { where, name, error } of failures) say(`failed, ${where}: ${name}\n  ${error.replaceAll("\n", "\n  ")}`);
say(formatTable(runs, missing));
say(`${passed} held, ${failed} failed, ${missing.length} missing, ${((Date.now() - began) / 1000).toFixed(1)} s`);
mkdirSync(join(conformance, "reports"), { recursive: true });
const report = { passed, failed, skipped: tolerated ? missing : [], runs };
writeFileSync(join(conformance, "reports", "conformance.json"), JSON.stringify(report));
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
