import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import { bin } from "./build-cli.ts";
import { runHere } from "./run-here.ts";

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

/** The files of tests and the commands that they have run as a process. */
const seen = new Set<string>();
let isBusy = false;

/**
 * Runs `sfbulk`, its streams pipes. Each command is a process of its own the first time that a file runs it, and whenever
 * something happens to it meanwhile: that it starts, prints, ends by itself and with its code. From then on it runs here.
 */
export async function runInPipe(args: readonly string[], options: RunOptions = {}): Promise<Done> {
  const { input = "", meanwhile } = options;
  // What a command beside the emulator prints goes to the streams of the process itself, and certificates are read at its start.
  const isApart = args[0] === "emulator" || options.env?.["NODE_EXTRA_CA_CERTS"] !== undefined;
  const run = `${expect.getState().testPath} ${args[0]}`;
  if (isApart || !seen.has(run) || isBusy || input === null || meanwhile !== undefined) {
    seen.add(run);
    return await runAsProcess(args, options);
  }
  isBusy = true;
  try {
    return await runHere(args, { ...options, input });
  } finally {
    isBusy = false;
  }
}

async function runAsProcess(
  args: readonly string[],
  { env = {}, cwd, input = "", meanwhile }: RunOptions,
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
