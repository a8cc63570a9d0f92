import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createEmulator } from "@sfbulk/emulator";
import { exportOrgFile } from "@sfbulk/emulator/node";
import { buildBin, packageRoot } from "./build-bin.ts";

// What starts the emulator elsewhere, as far as it runs without Docker and GitHub.

const run = promisify(execFile);
let bin = "";
beforeAll(async () => {
  bin = await buildBin("containers");
});

let child: ChildProcess | undefined;
afterEach(() => child?.kill("SIGKILL"));

const dockerfile = readFileSync(`${packageRoot}docker/Dockerfile`, "utf8");

/** Gives the words of an instruction of the Dockerfile that has them as JSON. */
const words = (instruction: RegExp): string[] => JSON.parse(instruction.exec(dockerfile)?.[1] ?? "[]") as string[];

test("the image's entry point starts an org that its health check finds, and that ends when it is told to", async () => {
  const [program, ...args] = words(/^ENTRYPOINT (\[.*\])$/m);
  expect(program).toBe("sfbulk-emulator");
  const [port] = /(?<=^EXPOSE )\d+$/m.exec(dockerfile) ?? [];
  expect(args).toEqual(["--port", port, "--host", "0.0.0.0"]);
  // Whatever else is listening on this computer.
  const own = args.map((word) => (word === port ? "0" : word));
  const running = spawn(process.execPath, [bin, ...own, "--host", "salesforce"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = running;
  let said = "";
  await new Promise<void>((resolve) => {
    running.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Ctrl-C")) resolve();
    });
  });
  const [, mapped = ""] = /listens on http:\/\/0\.0\.0\.0:(\d+)/.exec(said) ?? [];
  const [, ...check] = words(/^HEALTHCHECK[^[]*?CMD (\[.*\])$/m);
  const healthy = check.map((word) => word.replace(`:${port}/`, `:${mapped}/`));
  expect(healthy).not.toEqual(check);
  await run(process.execPath, healthy);
  // As other containers name it, and as a mapped port of this computer.
  for (const host of ["localhost", "127.0.0.1"]) {
    expect((await fetch(`http://${host}:${mapped}/__emulator/jobs`, { method: "POST" })).status).toBe(200);
  }
  const end = new Promise((resolve) => running.on("exit", (code, signal) => resolve([code, signal])));
  running.kill("SIGTERM");
  expect(await end).toEqual([0, null]);
  await expect(run(process.execPath, healthy)).rejects.toMatchObject({ code: 1 });
});

test("the action starts an org that goes on, and tells the steps that follow where it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-action-"));
  const emulator = createEmulator();
  const { id } = await emulator.control.addJob();
  await exportOrgFile(emulator, join(folder, "org.json"));
  for (const file of ["env", "output"]) writeFileSync(join(folder, file), "");
  const env = {
    PATH: process.env["PATH"],
    RUNNER_TEMP: folder,
    GITHUB_ENV: join(folder, "env"),
    GITHUB_OUTPUT: join(folder, "output"),
    EMULATOR_COMMAND: `${process.execPath} ${bin}`,
    EMULATOR_PORT: "0",
    EMULATOR_IMPORT: join(folder, "org.json"),
  };
  const { stdout } = await run(process.execPath, [`${packageRoot}action/start.mjs`], { env });
  const variables = Object.fromEntries(
    readFileSync(join(folder, "env"), "utf8")
      .trim()
      .split("\n")
      .map((line): [string, string] => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const { SF_ORG_INSTANCE_URL: url = "", SF_ACCESS_TOKEN: token = "" } = variables;
  expect(stdout).toContain(url);
  expect(readFileSync(join(folder, "output"), "utf8")).toBe(`url=${url}\n`);
  const job = await fetch(`${url}/services/async/66.0/job/${id}`, { headers: { "X-SFDC-Session": token } });
  expect([job.status, await job.text()]).toEqual([200, expect.stringContaining(id)]);
  process.kill(Number(/as process (\d+)/.exec(stdout)?.[1]));
  rmSync(folder, { recursive: true });
});

test("the action says why it could not start one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-action-"));
  const env = {
    PATH: process.env["PATH"],
    RUNNER_TEMP: folder,
    EMULATOR_COMMAND: `${process.execPath} ${bin} --nonsense`,
  };
  await expect(run(process.execPath, [`${packageRoot}action/start.mjs`], { env })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Cannot start the emulator: it ended with 2") as string,
  });
  rmSync(folder, { recursive: true });
});

test("the action hands its inputs on under the names that its program reads, and runs nothing of somebody else's", () => {
  const action = readFileSync(`${packageRoot}action/action.yml`, "utf8");
  const program = readFileSync(`${packageRoot}action/start.mjs`, "utf8");
  const handed = [...action.matchAll(/^ {8}(EMULATOR_\w+):/gm)].map(([, name]) => name);
  const read = new Set([...program.matchAll(/env\["(EMULATOR_\w+)"\]/g)].map(([, name]) => name));
  expect(new Set(handed)).toEqual(read);
  expect(action).not.toContain("uses:");
});
