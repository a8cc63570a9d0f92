import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "vite";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "./loopback.ts";

const run = promisify(execFile);

/** The adapter as one JavaScript file, undici included, since Node.js 20 runs no TypeScript. */
async function bundle(folder: string): Promise<string> {
  await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL("../src/node-adapter.ts", import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: "adapter.mjs" } },
    },
  });
  return join(folder, "adapter.mjs");
}

it("a process ends by itself, at once, with an idle connection that nobody closed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-exit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const adapter = await bundle(folder);
  const { server, url, sockets } = await serve((_request, response) => response.end("fine"));
  Object.assign(server, { keepAliveTimeout: 0 });
  const script = join(folder, "script.mjs");
  writeFileSync(
    script,
    `import { nodeAdapter } from ${JSON.stringify(adapter)};
const adapter = nodeAdapter({ proxy: false, keepAliveTimeout: 600_000 });
const response = await adapter(${JSON.stringify(url)}, { method: "GET", headers: {}, redirect: "manual", signal: new AbortController().signal });
process.stdout.write(await response.text());
process.on("exit", () => process.stdout.write(" after " + Math.round(performance.now() - started)));
const started = performance.now();
`,
  );
  const { stdout, stderr } = await run(process.execPath, [script], { timeout: 20_000 });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^fine after \d+$/);
  expect(Number(stdout.split(" ").at(-1))).toBeLessThan(1000);
  expect(sockets).toHaveLength(1);
}, 60_000);
