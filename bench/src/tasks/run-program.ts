import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** A program, from its start to its end. */
export interface ProgramRun {
  readonly code: number | null;
  readonly seconds: number;
  /** How long it had a processor, in seconds; 0 where it was killed. */
  readonly processor: number;
  /** The most memory that it had, in MB. */
  readonly memory: number;
  /** How much more of it the last third of its time had than the third before: 1 where it is flat. */
  readonly growth: number;
  readonly output: string;
}

const noteUsage = new URL("../note-usage.js", import.meta.url).href;

/**
 * Runs a program of Node.js.
 *
 * @param kill - When this resolves, it is killed as by `kill -9`. Default: never.
 */
export async function runProgram(
  node: string,
  args: readonly string[],
  { cwd, env, kill }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly kill?: Promise<unknown> },
): Promise<ProgramRun> {
  const usagePath = `${cwd}/usage.json`;
  const began = performance.now();
  const child = spawn(node, ["--import", noteUsage, ...args], {
    cwd,
    env: { ...env, NOTE_USAGE: usagePath },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  // Only the end of it is of use, where it fails.
  const note = (chunk: Buffer): string => (output = (output + chunk.toString()).slice(-4000));
  child.stdout.on("data", note);
  child.stderr.on("data", note);
  const seen: { readonly at: number; readonly megabytes: number }[] = [];
  const looking = setInterval(() => {
    const megabytes = residentOf(child.pid);
    if (megabytes !== undefined) seen.push({ at: performance.now(), megabytes });
  }, 20);
  void kill?.then(() => child.kill("SIGKILL"));
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(looking);
  const ended = performance.now();
  const third = (ended - began) / 3;
  const most = (from: number, to: number): number =>
    seen.reduce((peak, { at, megabytes }) => (at >= from && at < to ? Math.max(peak, megabytes) : peak), 0);
  const used = code === 0 ? (JSON.parse(readFileSync(usagePath, "utf8")) as Usage) : undefined;
  return {
    code,
    seconds: (ended - began) / 1000,
    processor: (used?.processor ?? 0) / 1e6,
    memory: Math.max(most(began, ended), (used?.maxRSS ?? 0) / 1000),
    growth: most(ended - third, ended) / (most(began + third, ended - third) || 1),
    output,
  };
}

interface Usage {
  readonly maxRSS: number;
  readonly processor: number;
}

/** What Linux says of a process; nothing on another system. */
function residentOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1000;
  } catch {
    // It has just ended.
    return undefined;
  }
}
