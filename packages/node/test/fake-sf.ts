import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished, vi } from "vitest";

/** What the fake CLI does for one call of a command. */
export interface Scene {
  /** Printed as it stands if it is a string, else as JSON. */
  readonly stdout?: unknown;
  readonly stderr?: string;
  readonly code?: number;
  /** Never ends by itself. */
  readonly hangs?: boolean;
  /** Prints this many bytes of rubbish. */
  readonly bytes?: number;
}

export interface FakeSf {
  /** The parameters of every call so far. */
  readonly calls: () => readonly (readonly string[])[];
  /** The process ids of the calls so far. */
  readonly pids: () => readonly number[];
  /** The names of the variables that the last call had. */
  readonly environment: () => readonly string[];
}

const program = `
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const log = join(__dirname, "log");
const before = existsSync(log) ? readFileSync(log, "utf8").trim().split("\\n").map((line) => JSON.parse(line)) : [];
const parameters = process.argv.slice(2);
const command = parameters.slice(0, parameters[1] === "auth" ? 3 : 2).join(" ");
const scenes = JSON.parse(readFileSync(join(__dirname, "scenes.json"), "utf8"))[command];
appendFileSync(log, JSON.stringify({ parameters, command, pid: process.pid, environment: Object.keys(process.env) }) + "\\n");
const scene = scenes && scenes[Math.min(before.filter((call) => call.command === command).length, scenes.length - 1)];
if (scene === undefined) {
  process.stderr.write("Warning: " + command + " is not a sf command.\\n");
  process.exitCode = 127;
} else {
  if (scene.stderr) process.stderr.write(scene.stderr);
  if (scene.bytes) process.stdout.write("x".repeat(scene.bytes));
  if (scene.stdout !== undefined) {
    process.stdout.write(typeof scene.stdout === "string" ? scene.stdout : JSON.stringify(scene.stdout, null, 2) + "\\n");
  }
  process.exitCode = scene.code ?? 0;
  if (scene.hangs) setInterval(() => undefined, 1000);
}
`;

/** Puts a directory with nothing but an `sf` in it (or with nothing at all) on PATH, for the time of one test. */
export function fakeSf(scenes?: Readonly<Record<string, readonly Scene[]>>): FakeSf {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-fake-sf-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const windows = process.platform === "win32";
  if (scenes !== undefined) {
    writeFileSync(join(folder, "scenes.json"), JSON.stringify(scenes));
    if (windows) {
      writeFileSync(join(folder, "program.cjs"), program);
      writeFileSync(join(folder, "sf.cmd"), `@"${process.execPath}" "%~dp0program.cjs" %*\r\n`);
    } else {
      writeFileSync(join(folder, "sf"), `#!${process.execPath}\n${program}`);
      chmodSync(join(folder, "sf"), 0o755);
    }
  }
  vi.stubEnv("PATH", windows ? `${folder}${delimiter}${process.env["SystemRoot"]}\\system32` : folder);
  const log = (): readonly { parameters: string[]; pid: number; environment: string[] }[] =>
    readFileSync(join(folder, "log"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { parameters: string[]; pid: number; environment: string[] });
  return {
    calls: () => log().map(({ parameters }) => parameters),
    pids: () => log().map(({ pid }) => pid),
    environment: () => log().at(-1)?.environment ?? [],
  };
}
