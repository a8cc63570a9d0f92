import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { bin } from "./build-cli.ts";
import { cleanEnv, type Done, type RunOptions } from "./run-in-pipe.ts";

/** What a stream leads to: a pipe that is read, one whose reader is gone, or a disk that is full. */
export type Sink = "read" | "unread" | "full";

/** Where the streams of a process lead to. */
export interface Sinks {
  readonly stdout?: Sink;
  readonly stderr?: Sink;
}

/** Runs `sfbulk` with streams that nobody reads, or that take nothing. */
export async function runUnread(
  args: readonly string[],
  { stdout = "read", stderr = "read" }: Sinks,
  { env = {}, cwd, input = "" }: RunOptions,
): Promise<Done> {
  const full = [stdout, stderr].includes("full") ? openSync("/dev/full", "w") : undefined;
  const sink = (one: Sink): number | "pipe" => (one === "full" && full !== undefined ? full : "pipe");
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: cleanEnv(env),
    stdio: ["pipe", sink(stdout), sink(stderr)],
  });
  if (full !== undefined) closeSync(full);
  if (stdout === "unread") child.stdout?.destroy();
  if (stderr === "unread") child.stderr?.destroy();
  child.stdin?.end(input ?? "");
  const exit = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const read = async (stream: typeof child.stdout, one: Sink): Promise<string> =>
    stream === null || one !== "read" ? "" : await text(stream);
  const [code, out, err] = await Promise.all([exit, read(child.stdout, stdout), read(child.stderr, stderr)]);
  return { code, stdout: out, stderr: err };
}
