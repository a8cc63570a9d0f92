import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, expect, test } from "vitest";
import { closeJob } from "@sfbulk/core";
import { connectControl } from "@sfbulk/emulator";
import { openEmulator } from "@sfbulk/emulator/node";
import { buildBin, packageRoot } from "./build-bin.ts";
import { send } from "./send.ts";

// The command as a process of its own.

const root = packageRoot;
let bin = "";

beforeAll(async () => {
  bin = await buildBin("bin");
});

const run = promisify(execFile);
const failing = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  run(process.execPath, [bin, ...args]).then(
    (done) => ({ code: 0, ...done }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

let child: ChildProcess | undefined;
afterEach(() => child?.kill("SIGKILL"));

/** Starts the command and waits until it listens. */
async function start(
  ...args: string[]
): Promise<{ running: ChildProcess; output: string; url: string; token: string }> {
  const running = spawn(process.execPath, [bin, "--port", "0", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  child = running;
  let output = "";
  await new Promise<void>((resolve, reject) => {
    running.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ctrl-C")) resolve();
    });
    running.stderr.on("data", (chunk: Buffer) => reject(new Error(chunk.toString())));
  });
  const [, url = ""] = /(http:\/\/[\d.:]+)/.exec(output) ?? [];
  const [, token = ""] = /^Access token: (.*)$/m.exec(output) ?? [];
  return { running, output, url, token };
}

const ended = (running: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => running.on("exit", (code, signal) => resolve([code, signal])));

test("prints what to do, and what it prints works; Ctrl-C ends it", async () => {
  const { running, output } = await start();
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
  const end = ended(running);
  running.kill("SIGINT");
  expect(await end).toEqual([0, null]);
});

test("--help and --version", async () => {
  expect((await failing("--help")).stdout).toContain("--port <number>");
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
  expect(await failing("--version")).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("wrong arguments: a message and exit code 2", async () => {
  for (const args of [
    ["--nonsense"],
    ["--port", "x"],
    ["--port", "65536"],
    ["extra"],
    ["--unhandled", "x"],
    ["--export", ""],
  ]) {
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

test("--data: what has been answered outlives kill -9, whenever it comes, and Ctrl-C", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-bin-"));
  const file = join(folder, "org.sfbulk");
  const closed = new Set<string>();
  let token = "";
  for (const signal of ["SIGKILL", "SIGKILL", "SIGINT"] as const) {
    const { running, url, token: now } = await start("--data", file);
    expect(token === "" || token === now).toBe(true);
    token = now;
    const control = connectControl(url);
    for (const id of closed) expect((await control.job(id))?.state).toBe("Closed");
    const end = ended(running);
    const connection = { instanceUrl: url, accessToken: token };
    // It is killed in the midst of more requests than it can answer by then.
    const jobs = await Promise.all(Array.from({ length: 50 }, () => control.addJob({ batches: ["Name\nAcme\n"] })));
    const closing = jobs.map(async ({ id }, index) => {
      await closeJob({ ...connection, retry: { attempts: 1 } }, id).then(
        () => closed.add(id),
        () => undefined,
      );
      if (index === 25) running.kill(signal);
    });
    await Promise.all(closing);
    await end;
    if (signal === "SIGINT") expect(existsSync(`${file}.lock`)).toBe(false);
  }
  expect(closed.size).toBeGreaterThan(50);
  const emulator = openEmulator(file);
  for (const id of closed) expect((await emulator.control.job(id))?.state).toBe("Closed");
  emulator.close();
  rmSync(folder, { recursive: true });
});

test("--data: a file that cannot be used: a message and exit code 1", async () => {
  const { code, stderr } = await failing("--port", "0", "--data", `${root}package.json`);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `sfbulk-emulator: cannot open ${root}package.json: it is not a file of the emulator; name another one, or delete it\n`,
  );
});

test("--sandbox, --permission, --schema and --options say what the org is like", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-"));
  try {
    const options = join(folder, "options.json");
    writeFileSync(options, JSON.stringify({ user: { username: "me@example.com", password: "x" } }));
    const { running, url, token } = await start("--sandbox", "--permission", "BulkApiHardDelete", "--options", options);
    const headers = { Authorization: `Bearer ${token}` };
    const soql = "SELECT+IsSandbox+FROM+Organization";
    const found = await fetch(`${url}/services/data/v68.0/query?q=${soql}`, { headers });
    expect(await found.json()).toMatchObject({ records: [{ IsSandbox: true }] });
    const who = await fetch(`${url}/services/oauth2/userinfo`, { headers });
    expect(await who.json()).toMatchObject({ preferred_username: "me@example.com" });
    const end = ended(running);
    running.kill("SIGTERM");
    expect(await end).toEqual([0, null]);
    const wrong = await failing("--schema", options);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      `sfbulk-emulator: cannot use ${options}: cannot use the description.user.username: expected an object with "name" and "fields", as describe gives it\n`,
    ]);
    expect((await failing("--permission", "Fly")).stderr).toContain('cannot use permission "Fly"');
    expect((await failing("--options", join(folder, "none"))).code).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("--allow-origin lets pages in; one that is no origin is a wrong argument", async () => {
  const { running, url } = await start("--allow-origin", "https://a.example", "--allow-origin", "https://b.example");
  const status = async (origin: string): Promise<number> =>
    (await fetch(`${url}/services/data/`, { headers: { origin } })).status;
  expect([await status("https://a.example"), await status("https://b.example")]).toEqual([200, 200]);
  expect(await status("https://c.example")).toBe(403);
  const end = ended(running);
  running.kill("SIGTERM");
  expect(await end).toEqual([0, null]);
  const { code, stderr } = await failing("--allow-origin", "a.example");
  expect(code).toBe(2);
  expect(stderr).toContain('sfbulk-emulator: cannot allow origin "a.example"');
});

test("the first --host is listened on, under all of them the control answers", async () => {
  const { url } = await start("--host", "127.0.0.1", "--host", "my-machine.lan");
  const ask = async (Host: string): Promise<number> => (await send("POST", `${url}/__emulator/jobs`, { Host })).status;
  expect([await ask("my-machine.lan:1"), await ask("localhost"), await ask("evil.example")]).toEqual([200, 200, 403]);
});

/** A program that says what it was run with, and ends with a code or by a signal. */
const program = (end: string): string[] => [
  "exec",
  "--",
  process.execPath,
  "-e",
  `const { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: token } = process.env;
  const headers = { Authorization: "Bearer " + token };
  fetch(url + "/services/data/v66.0/jobs/ingest", { headers }).then(async (list) => {
    await fetch(url + "/services/data/v66.0/analytics", { headers });
    console.log(JSON.stringify({ status: list.status, jobs: (await list.json()).records.length, args: process.argv.slice(1) }));
    ${end}
  });`,
  "--",
  "--flag",
  "a b",
];

test("exec runs a command beside an org of its own, ends with its code, and lists what there is not", async () => {
  const { code, stdout, stderr } = await failing(...program("process.exitCode = 7"));
  expect([code, JSON.parse(stdout)]).toEqual([7, { status: 200, jobs: 0, args: ["--flag", "a b"] }]);
  const listed = "The emulator has nothing for one request:\n  GET /services/data/v66.0/analytics (status 404)\n";
  expect(stderr).toBe(listed);
  expect(await failing(...program(""))).toMatchObject({ code: 0, stderr: listed });
  const [exec = "", ...rest] = program("");
  expect(await failing(exec, "--unhandled", "error", ...rest)).toMatchObject({
    code: 1,
    stderr: listed.replace("404", "501"),
  });
  // Its own code says more.
  expect((await failing(exec, "--unhandled", "error", ...program("process.exitCode = 7").slice(1))).code).toBe(7);
  expect((await failing(...program('process.kill(process.pid, "SIGKILL")'))).code).toBe(137);
});

test("exec passes on what asks it to end, and ends with what its command ends with", async () => {
  const args = [
    "exec",
    "--",
    process.execPath,
    "-e",
    'process.on("SIGTERM", () => process.exit(3)); setInterval(() => undefined, 1000); console.log("up")',
  ];
  for (const [signal, code] of [
    ["SIGTERM", 3],
    ["SIGINT", 130],
  ] as const) {
    const running = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    child = running;
    await new Promise((resolve) => running.stdout.once("data", resolve));
    const end = ended(running);
    running.kill(signal);
    expect(await end).toEqual([code, null]);
  }
});

test("exec without a command, or with one that there is not: a message", async () => {
  expect(await failing("exec")).toMatchObject({ code: 2, stdout: "" });
  expect(await failing("run", "--", "x")).toMatchObject({ code: 2, stdout: "" });
  expect(await failing("exec", "--", "no-such-program")).toMatchObject({
    code: 1,
    stderr: 'sfbulk-emulator: cannot run "no-such-program": there is no such program\n',
  });
});

test("--export writes the org when it ends, and --import begins with it; what is no org is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-bin-"));
  const file = join(folder, "org.json");
  const first = await start("--export", file);
  const { id } = await connectControl(first.url).addJob({ batches: ["Name\nAcme\n"] });
  let end = ended(first.running);
  first.running.kill("SIGINT");
  expect(await end).toEqual([0, null]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const second = await start("--import", file);
  expect(await connectControl(second.url).job(id)).toMatchObject({ numberBatchesTotal: 1 });
  end = ended(second.running);
  second.running.kill("SIGINT");
  await end;
  expect(await failing("--import", `${root}package.json`)).toMatchObject({
    code: 1,
    stderr: `sfbulk-emulator: ${root}package.json: cannot import the org: this is not what the emulator exports\n`,
  });
  expect((await failing("--import", join(folder, "none"))).stderr).toContain("no such file");
  rmSync(folder, { recursive: true });
});
