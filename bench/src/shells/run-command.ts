import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** A command of one of the two shells. */
export interface ShellCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** What a command did. */
export interface CommandRun {
  readonly code: number | null;
  readonly milliseconds: number;
  /** The most memory that its process held, in MB; `NaN` where the system does not tell. */
  readonly megabytes: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command from its start to its end.
 *
 * @param end - When this resolves, it is killed as by `kill -9`. Default: never.
 */
export async function runCommand(
  { program, args, env, cwd }: ShellCommand,
  end?: Promise<unknown>,
): Promise<CommandRun> {
  const began = performance.now();
  const child = spawn(program, args, { cwd, env: { ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let megabytes = Number.NaN;
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const looking = setInterval((): void => {
    megabytes = peakOf(child.pid) ?? megabytes;
  }, 20);
  void end?.then(() => child.kill("SIGKILL"));
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(looking);
  return { code, milliseconds: performance.now() - began, megabytes, stdout, stderr };
}

/** What Linux has counted of a process. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1000;
  } catch {
    // It has just ended, or this is another system.
    return undefined;
  }
}
