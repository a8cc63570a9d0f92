import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import undici from "undici";
import { expect, it, onTestFinished } from "vitest";
import { bundleForNode } from "../../../tools/bundle-for-node.mjs";
import { loadAgent } from "../src/adapter/load-agent.ts";
import { bundlePackage } from "./bundle-package.ts";
import { serve } from "./loopback.ts";

const run = promisify(execFile);

it("a process ends by itself, at once, with an idle connection that nobody closed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-exit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sfbulk = await bundlePackage(folder);
  const { server, url, sockets } = await serve((_request, response) => response.end("fine"));
  Object.assign(server, { keepAliveTimeout: 0 });
  const script = join(folder, "script.mjs");
  writeFileSync(
    script,
    `import { nodeAdapter } from ${JSON.stringify(sfbulk)};
const adapter = nodeAdapter({ proxy: false, keepAliveTimeout: 600_000 });
const response = await adapter(${JSON.stringify(url)}, { method: "GET", headers: {}, redirect: "manual", signal: new AbortController().signal });
process.stdout.write(await response.text());
process.on("exit", () => process.stdout.write(", and over"));
`,
  );
  // The connection would keep it for ten minutes: a process that waits for it is ended long before, and that is an error.
  const { stdout, stderr } = await run(process.execPath, [script], { timeout: 120_000 });
  expect(stderr).toBe("");
  expect(stdout).toBe("fine, and over");
  expect(sockets).toHaveLength(1);
});

it("a process whose only work is a close that waits neither ends early nor stays afterwards", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sfbulk = await bundlePackage(folder);
  const script = join(folder, "script.mjs");
  writeFileSync(
    script,
    `import { closeJob } from ${JSON.stringify(sfbulk)};
const connection = {
  instanceUrl: "https://acme.my.salesforce.com",
  accessToken: "00D000000000001!x",
  fetch: () => new Promise(() => undefined),
  attemptTimeout: 50,
  retry: { attempts: 2, baseDelay: 50 },
};
const { signal } = new AbortController();
closeJob(connection, "7509H0000016GUXQA2", { signal }).catch((error) => process.stdout.write(error.name + " " + error.attempts));
`,
  );
  const { stdout, stderr } = await run(process.execPath, [script], { timeout: 120_000 });
  expect(stderr).toBe("");
  expect(stdout).toBe("NetworkError 2");
}, 60_000);

it("a process that closes a job and loads a row loads nothing of the fetch that is in Node.js", async () => {
  const folder = fileURLToPath(new URL("../", import.meta.url));
  // Inside the package, where undici is found.
  const target = join(folder, "reports", "for-node");
  await bundleForNode({ folder, takenIn: ["@sfbulk/core"], target });
  const emulator = createEmulator({ queueTime: 0, processTime: 0 });
  await emulator.control.addJob({ id: "7509H0000016GUXQA2" });
  const server = await listen(emulator);
  onTestFinished(async () => await server.close());
  const script = join(target, "script.mjs");
  writeFileSync(
    script,
    `import { closeJob, envConnection, loadRows } from "./index.js";
const connection = envConnection();
const { state } = await closeJob(connection, "7509H0000016GUXQA2");
const rows = (function* () {
  yield "Name\\n";
  // A step that takes longer than others wait.
  for (const end = performance.now() + 20; performance.now() < end; );
  yield "Acme\\n";
})();
const { summary } = await loadRows(connection, { operation: "insert", object: "Account" }, rows, { minInterval: 1 });
const loaded = (name) => process.moduleLoadList.some((one) => one.includes(name));
const found = { state, written: summary.written, fetch: loaded("internal/deps/undici"), tls: loaded("tls") };
process.stdout.write(JSON.stringify(found));
`,
  );
  const env = {
    PATH: process.env["PATH"],
    SF_ORG_INSTANCE_URL: server.url,
    SF_ACCESS_TOKEN: emulator.accessToken,
  };
  const { stdout } = await run(process.execPath, [script], { timeout: 120_000, env });
  // That TLS is seen shows that the list is the right one to look at.
  expect(JSON.parse(stdout)).toEqual({ state: "Closed", written: 1, fetch: false, tls: true });
}, 60_000);

it.each(["ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"])(
  "undici's pool is found in another version too (%s)",
  async (code) => {
    const Agent = await loadAgent(async () => await Promise.reject(Object.assign(new Error("not there"), { code })));
    expect(Agent).toBe(undici.Agent);
  },
);

it("an undici that is broken is told", async () => {
  await expect(loadAgent(async () => await Promise.reject(new SyntaxError("cut")))).rejects.toThrow("cut");
});
