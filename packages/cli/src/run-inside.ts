/**
 * The commands of `sfbulk`, for the plugin of the sf CLI, which has them too.
 *
 * @module
 */
import { refuseSecrets } from "./arguments/refuse-secrets.ts";
import type { CommonValues } from "./arguments/common-options.ts";
import type { Command } from "./command.ts";
import type { FindSession } from "./connection/connect-orgs.ts";
import type { ExitCode } from "./exit-code.ts";
import { usageError } from "./arguments/usage-error.ts";
import { letGoOfTerminals } from "./output/closed-terminals.ts";
import { chooseMode, createOutput, type Output } from "./output/output.ts";
import { watchStreams } from "./output/standard-streams.ts";

export { withEmptyValues } from "./arguments/with-empty-values.ts";
export type { CommandOption } from "./arguments/command-option.ts";
export { commandList, type ListedCommand } from "./command-list.ts";
export { exitCodes } from "./exit-code.ts";
export type { Session } from "./connection/connect-orgs.ts";
export type { Call, Outcome, OwnJob } from "./command.ts";
export type { Command, CommonValues, ExitCode, FindSession };

/** What a command was called with. */
export interface InsideCall {
  /** What it takes besides options, in order. */
  readonly args: readonly string[];
  /** The options by their names in camel case: `--no-prompt` is `prompt: false`. */
  readonly values: CommonValues;
}

/** The command line that a command runs in. */
export interface Inside {
  /** The arguments behind the command's name, as they came. */
  readonly argv: readonly string[];
  /** Reads them. What it throws is told as a wrong call. */
  readonly read: () => Promise<InsideCall>;
  /** Knows the orgs. */
  readonly findSession: FindSession;
  /** Names the command lines in a text, which are those of `sfbulk`, as they are called there. */
  readonly words: (text: string) => string;
  /** What to do instead of giving a secret among the arguments. */
  readonly insteadOfSecrets: readonly string[];
}

/**
 * Runs a command of `sfbulk` inside another command line: texts, JSON, errors and exit codes are its own.
 *
 * @returns the exit code. Everything has been printed.
 */
export async function runInside(command: Command, inside: Inside): Promise<ExitCode> {
  let code: ExitCode | undefined;
  // oclif ends the process where standard output fails otherwise than by a closed pipe, and with it what is to end a job.
  process.stdout.removeAllListeners("error");
  // What the other command line cannot print when its terminal is closed is no failure of the command.
  letGoOfTerminals(() => {
    if (code !== undefined) process.exitCode = code;
  });
  code = await run(command, inside);
  return code;
}

async function run(command: Command, inside: Inside): Promise<ExitCode> {
  const { argv, words, findSession } = inside;
  const streams = watchStreams();
  const has = (flag: string): boolean => argv.includes(flag);
  const settings = { isRuled: true, words };
  // What the options would say is needed for the complaint that they cannot be read, too.
  let output: Output = createOutput({ ...settings, mode: chooseMode({ json: has("--json"), jsonl: has("--jsonl") }) });
  try {
    refuseSecrets(argv, inside.insteadOfSecrets);
    const { args, values } = await readCall(inside);
    output = createOutput({ ...settings, mode: chooseMode(values), verbose: values.verbose === true });
    const { runCommand } = await import("./run-command.ts");
    return await runCommand({ command, args, values, output, streams, findSession });
  } catch (error) {
    const { reportError } = await import("./reporting/report-error.ts");
    return reportError(error, { commandName: command.name, org: undefined }, output);
  }
}

async function readCall({ read }: Inside): Promise<InsideCall> {
  try {
    return await read();
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error));
  }
}
