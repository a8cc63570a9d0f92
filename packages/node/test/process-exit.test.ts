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

/** The package as one JavaScript file, undici included, since Node.js 20 runs no TypeScript. */
async function bundle(folder: string): Promise<string> {
  await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL("../src/index.ts", import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: "sfbulk.mjs" } },
    },
  });
  return join(folder, "sfbulk.mjs");
}

it("a process ends by itself, at once, with an idle connection that nobody closed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-exit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sfbulk = await bundle(folder);
  const { server, url, sockets } = await serve((_request, response) => response.end("fine"));
  Object.assign(server, { keepAliveTimeout: 0 });
  const script = join(folder, "script.mjs");
  writeFileSync(
    script,
    `import { nodeAdapter } from ${JSON.stringify(sfbulk)};
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

it("a process whose only work is a close that waits neither ends early nor stays afterwards", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sfbulk = await bundle(folder);
  const script = join(folder, "script.mjs");
  writeFileSync(
    script,
    `import { closeJob } from ${JSON.stringify(sfbulk)};
const connection = {
  instanceUrl: "https://acme.my.salesforce.com",
  accessToken: "00D000000000001!x",
  fetch: () => new Promise(() => undefined),
  timeout: 50,
  retry: { attempts: 2, baseDelay: 50 },
};
const { signal } = new AbortController();
closeJob(connection, "7509H0000016GUXQA2", { signal }).catch((error) => process.stdout.write(error.name + " " + error.attempts));
`,
  );
  const { stdout, stderr } = await run(process.execPath, [script], { timeout: 20_000 });
  expect(stderr).toBe("");
  expect(stdout).toBe("NetworkError 2");
}, 60_000);
