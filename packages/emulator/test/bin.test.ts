import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "vite";
import { afterEach, beforeAll, expect, test } from "vitest";

// The command as a process of its own. Node.js runs no TypeScript of this age, so it is bundled first; inside the
// package, where it finds its own package.json.

const root = fileURLToPath(new URL("../", import.meta.url));
const bin = `${root}reports/bin/bin.js`;

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: "error",
    root,
    build: { ssr: "src/bin.ts", outDir: "reports/bin", target: "node20", emptyOutDir: true },
    resolve: { conditions: ["sfbulk-source"] },
    ssr: { noExternal: true, resolve: { conditions: ["sfbulk-source", "node", "import"] } },
  });
}, 30_000);

const run = promisify(execFile);
const failing = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  await run(process.execPath, [bin, ...args]).then(
    (done) => ({ code: 0, ...done }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

let child: ChildProcess | undefined;
afterEach(() => child?.kill("SIGKILL"));

test("prints what to do, and what it prints works; Ctrl-C ends it", async () => {
  const running = spawn(process.execPath, [bin, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  child = running;
  let output = "";
  await new Promise<void>((resolve, reject) => {
    running.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ctrl-C")) resolve();
    });
    running.stderr.on("data", (chunk: Buffer) => reject(new Error(chunk.toString())));
  });
  const lines = output.split("\n").filter((line) => line.startsWith("curl "));
  expect(lines).toHaveLength(3);
  // An interactive shell would look up the token's "!" in its history, were it not in single quotes.
  for (const line of lines) expect(line.replace(/'[^']*'/g, "")).not.toContain("!");
  const shell = (line: string | undefined): Promise<{ stdout: string }> => run("sh", ["-c", `${line} -sS`]);
  const closed = await shell(lines[0]);
  expect(closed.stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(closed.stdout).toContain('"state":"Closed"');
  expect((await shell(lines[0])).stdout).toContain("Closing already closed Job not allowed");
  expect((await shell(lines[1])).stdout).toContain('"jobType":"Classic"');
  expect((await shell(lines[2])).stdout).toContain('"name":"answer-lost"');
  const ended = new Promise((resolve) => running.on("exit", (code, signal) => resolve([code, signal])));
  running.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
});

test("--help and --version", async () => {
  expect((await failing("--help")).stdout).toContain("--port <number>");
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
  expect(await failing("--version")).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("wrong arguments: a message and exit code 2", async () => {
  for (const args of [["--nonsense"], ["--port", "x"], ["--port", "65536"], ["extra"]]) {
    const { code, stdout, stderr } = await failing(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^sfbulk-emulator: .+\n\nUsage: /);
  }
});

test("a port that is taken: a message and exit code 1", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await failing("--port", String(port));
  expect(code).toBe(1);
  expect(stderr).toBe(
    `sfbulk-emulator: cannot listen on 127.0.0.1:${port}: the port is taken; choose another one with --port\n`,
  );
  await new Promise((resolve) => server.close(resolve));
});
