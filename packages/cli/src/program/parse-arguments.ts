import { CommanderError } from "commander";
import { withEmptyValues } from "../arguments/with-empty-values.ts";
import type { Command } from "../command.ts";
import { commandList } from "../command-list.ts";
import { buildProgram, type ParsedCall, type ProgramSettings } from "./build-program.ts";
import { usageError } from "../arguments/usage-error.ts";

/** A command, and what it was called with. */
export interface CommandCall extends ParsedCall {
  readonly command: Command;
}

/**
 * Reads the command line, and loads the command that it names.
 *
 * @returns `undefined` where help or the version was asked for, and has been printed.
 * @throws UsageError.
 */
export async function parseArguments(
  args: readonly string[],
  settings: ProgramSettings,
): Promise<CommandCall | undefined> {
  const [first, second] = args;
  const name = first === "help" ? second : first;
  const command = await commandList.find((listed) => listed.name === name)?.load();
  let call: ParsedCall | undefined;
  const program = buildProgram(settings, command, (parsed) => {
    call = parsed;
  });
  if (args.length === 0) {
    program.outputHelp();
    return undefined;
  }
  try {
    program.parse(command === undefined ? args : withEmptyValues(args, command.options), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw usageError(
      complaint(error.message),
      `See what there is with: sfbulk ${command === undefined ? "" : `${command.name} `}--help`,
    );
  }
  return call === undefined || command === undefined ? undefined : { ...call, command };
}

/** `error: unknown option '--stat' (Did you mean --state?)`, without its first word. */
function complaint(message: string): string {
  const text = message.replace(/^error: /, "").replaceAll("\n", " ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
