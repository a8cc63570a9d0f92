import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startAll } from "./matrix/start-all.ts";
import { inParallel } from "./matrix/in-parallel.ts";
import type { MissingRuntime } from "./matrix/matrix-run.ts";
import { formatPage, type ProbeColumn, readColumn } from "./probe/format-page.ts";
import { listenForProbe } from "./probe/listen-for-probe.ts";
import type { ProbeRow } from "./programs/probe.ts";
import { runtimes } from "./runtimes/runtimes.ts";
import { bundleProgram } from "./variants/bundle-program.ts";

// Looks at what `fetch` does in every runtime, and fails where docs/runtimes.md says otherwise; `--write` writes the page.
// Guests are looked at when it is written and in the long run, where they can be had; else what the page says of them stands.

const conformance = fileURLToPath(new URL("..", import.meta.url));
const page = join(conformance, "..", "docs", "runtimes.md");
const sources = { name: "sources", folder: conformance, sources: true, minified: false } as const;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const work = mkdtempSync(join(tmpdir(), "sfbulk-probe-"));
const isWriting = process.argv.includes("--write");
const withGuests = isWriting || (process.env["SFBULK_LONG"] ?? "") !== "";
const { started, missing } = await startAll(runtimes.filter(({ isGuest }) => withGuests || isGuest !== true));
try {
  const columns: readonly ProbeColumn[] = await inParallel(started, 3, async ({ runtime, ready }) => {
    const file = await bundleProgram("probe", sources, runtime.host, work);
    const { close, ...servers } = await listenForProbe();
    const rows: readonly ProbeRow[] = (await ready.run(file, servers)) as ProbeRow[];
    await close();
    return { runtime: runtime.name, rows };
  });
  const before = readFileSync(page, "utf8").replaceAll("\r\n", "\n");
  const measured = new Map<string, ProbeColumn>(columns.map((column) => [column.runtime, column]));
  const missingGuests = isWriting
    ? []
    : runtimes.filter(({ name, isGuest }) => isGuest === true && !measured.has(name));
  for (const { name } of missingGuests) {
    const column = readColumn(before, name);
    if (column !== undefined) measured.set(name, column);
  }
  const names = runtimes.map(({ name }) => name).filter((name) => measured.has(name));
  check(
    formatPage(names.flatMap((name) => measured.get(name) ?? [])),
    before,
    missing.filter(({ runtime }) => isWriting || !missingGuests.some(({ name }) => name === runtime)),
  );
} finally {
  await Promise.all(started.map(async ({ ready }) => await ready.close()));
  rmSync(work, { recursive: true, force: true });
}

function check(text: string, before: string, unmeasured: readonly MissingRuntime[]): void {
  const names = unmeasured.map(({ runtime, why }) => `${runtime} (${why.split("\n")[0] ?? ""})`).join(", ");
  if (unmeasured.length > 0) {
    // The page is about all of them: without one, it can be neither written nor checked.
    say(`not measured, since these are missing: ${names}`);
    process.exitCode = process.env["CI"] ? 1 : 0;
    return;
  }
  if (isWriting) {
    writeFileSync(page, text);
    say("docs/runtimes.md is written");
    return;
  }
  const wanted = text.split("\n");
  const written = before.split("\n");
  const changed = wanted.filter((line, index) => line !== written[index]);
  if (changed.length === 0 && wanted.length === written.length) {
    say(`docs/runtimes.md holds for ${started.length} runtimes`);
    return;
  }
  say(
    `docs/runtimes.md is not what was measured; write it with --write, and read what changed:\n${changed.join("\n")}`,
  );
  process.exitCode = 1;
}
