import { mkdir, writeFile } from "node:fs/promises";
import * as sfbulk from "@sfbulk/node";
import { createEmulator } from "@sfbulk/emulator";
import { type ConformanceResult, conformanceCases, runConformance } from "@sfbulk/emulator/conformance";
import { listen } from "@sfbulk/emulator/node";

// Node.js: every case in process, and over HTTP with each adapter. Prints a table and leaves a report with the counts.

const emulator = createEmulator();
const { control } = emulator;
const server = await listen(emulator);
const adapter = sfbulk.nodeAdapter({ proxy: false });
const adapters: readonly [string, sfbulk.FetchAdapter, string][] = [
  ["in process", emulator.fetch, emulator.instanceUrl],
  ["HTTP, fetch", globalThis.fetch, server.url],
  ["HTTP, nodeAdapter", adapter, server.url],
];
const columns: { readonly name: string; readonly results: readonly ConformanceResult[] }[] = [];
for (const [name, fetch, instanceUrl] of adapters) {
  // One column after another: they share the org.
  // oxlint-disable-next-line no-await-in-loop
  columns.push({ name, results: await runConformance({ sfbulk, fetch, instanceUrl, control }) });
}
await adapter.close();
await server.close();

const all = columns.flatMap(({ name, results }) => results.map((result) => ({ column: name, ...result })));
const failures = all.filter(({ error }) => error !== undefined);
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
say(`Node.js ${process.version}, ${conformanceCases.length} cases`);
for (const { name, results } of columns) {
  const held = results.filter(({ error }) => error === undefined).length;
  say(
    `  ${name.padEnd(20)} ${held} of ${results.length} hold, ${results.reduce((sum, { milliseconds }) => sum + milliseconds, 0)} ms`,
  );
}
for (const { column, name, error } of failures) {
  say(`  failed, ${column}: ${name}\n    ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
await mkdir(new URL("../reports/", import.meta.url), { recursive: true });
await writeFile(
  new URL("../reports/conformance.json", import.meta.url),
  JSON.stringify({ passed: all.length - failures.length, failed: failures.length }),
);
process.exitCode = failures.length === 0 ? 0 : 1;
