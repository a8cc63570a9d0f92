import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { bin } from "./build-cli.ts";

/** What a process did. */
export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a process is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What it reads from standard input; `null` where `meanwhile` writes and ends it. Default: nothing. */
  readonly input?: string | null;
  /** Is given the process while it runs. */
  readonly meanwhile?: (child: ChildProcess) => Promise<void>;
}

/** Runs `sfbulk` as a process of its own, its streams pipes. */
export async function runInPipe(
  args: readonly string[],
  { env = {}, cwd, input = "", meanwhile }: RunOptions = {},
): Promise<Done> {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: cleanEnv(env), stdio: "pipe" });
  if (input !== null) child.stdin.end(input);
  const exit = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [code, stdout, stderr] = await Promise.all([
    exit,
    text(child.stdout),
    text(child.stderr),
    meanwhile?.(child).catch((error: unknown) => {
      child.kill("SIGKILL");
      throw error;
    }),
  ]);
  return { code, stdout, stderr };
}

/** The environment without what would point the command at an org, or colour it. */
export function cleanEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => /^(?:PATH|HOME|TMPDIR|SystemRoot)$/.test(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), TERM: "xterm-256color", ...env };
}
