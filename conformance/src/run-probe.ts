import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startAll } from "./matrix/start-all.ts";
import { inParallel } from "./matrix/in-parallel.ts";
import { formatPage } from "./probe/format-page.ts";
import { listenForProbe } from "./probe/listen-for-probe.ts";
import type { ProbeRow } from "./programs/probe.ts";
import { runtimes } from "./runtimes/runtimes.ts";
import { bundleProgram } from "./variants/bundle-program.ts";

// Looks at what `fetch` does in every runtime, and fails where docs/runtimes.md says otherwise; `--write` writes the page.

const conformance = fileURLToPath(new URL("..", import.meta.url));
const page = join(conformance, "..", "docs", "runtimes.md");
const sources = { name: "sources", folder: conformance, sources: true, minified: false } as const;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const work = mkdtempSync(join(tmpdir(), "sfbulk-probe-"));
const { started, missing } = await startAll(runtimes);
try {
  const columns = await inParallel(started, 3, async ({ runtime, ready }) => {
    const file = await bundleProgram("probe", sources, runtime.host, work);
    const { close, ...servers } = await listenForProbe();
    const rows = (await ready.run(file, servers)) as ProbeRow[];
    await close();
    return { runtime: runtime.name, rows };
  });
  await check(formatPage(columns));
} finally {
  await Promise.all(started.map(async ({ ready }) => await ready.close()));
  rmSync(work, { recursive: true, force: true });
}

async function check(text: string): Promise<void> {
  const names = missing.map(({ runtime, why }) => `${runtime} (${why.split("\n")[0] ?? ""})`).join(", ");
  if (missing.length > 0) {
    // The page is about all of them: without one, it can be neither written nor checked.
    say(`not measured, since these are missing: ${names}`);
    process.exitCode = process.env["CI"] ? 1 : 0;
    return;
  }
  if (process.argv.includes("--write")) {
    writeFileSync(page, text);
    say("docs/runtimes.md is written");
    return;
  }
  const wanted = text.split("\n");
  const written = readFileSync(page, "utf8").replaceAll("\r\n", "\n").split("\n");
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
