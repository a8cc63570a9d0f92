import { writeFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { nodeVersions } from "../../tools/fetch-node.mjs";
import { sfVersion } from "../../tools/fetch-sf.mjs";
import type { Comparisons } from "./shells/comparison.ts";
import { measureKilled } from "./shells/measure-killed.ts";
import { failing, measureTasks } from "./shells/measure-tasks.ts";
import { writeShellsPage } from "./shells/write-shells-page.ts";

// Compares the command with the sf CLI, by running both: `pnpm --filter bench shells`. With `--quick` it does
// little once, shows what it found and writes nothing.
const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const amounts = values.quick
  ? { turns: 1, rows: 2000, exported: 2000, killed: 20_000 }
  : { turns: 3, rows: 100_000, exported: 1_000_000, killed: 100_000 };

const measured = await measureTasks(amounts);
const killed = await measureKilled(amounts.killed);
const comparisons: Comparisons = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${os.availableParallelism()} × ${os.cpus()[0]?.model ?? "an unknown processor"}`,
  node: nodeVersions[22],
  sf: sfVersion,
  rows: {
    loaded: amounts.rows,
    failing: failing(amounts.rows),
    exported: amounts.exported,
    killed: amounts.killed,
  },
  measured,
  killed,
};
process.stdout.write(`${JSON.stringify(comparisons, undefined, 2)}\n`);
if (!values.quick) {
  writeFileSync(path("shells.json"), `${JSON.stringify(comparisons, undefined, 2)}\n`);
  writeFileSync(path("../docs/from-sf-data.md"), writeShellsPage(comparisons));
}
