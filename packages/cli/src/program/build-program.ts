import { Command as Program, Option } from "commander";
import type { CommandOption } from "../arguments/command-option.ts";
import type { Command } from "../command.ts";
import { commandList } from "../command-list.ts";
import { exitCodes } from "../exit-code.ts";

/** What a parsed command line asks for. */
export interface ParsedCall {
  readonly args: readonly string[];
  readonly values: object;
}

/** Where help and complaints go, and how wide they may be. */
export interface ProgramSettings {
  readonly version: string;
  readonly write: (text: string) => void;
  readonly width: number;
  /** Makes a headline of the help. */
  readonly heading: (text: string) => string;
}

/** Makes the parser: every command by its name, and the one that is called with all that it takes. */
export function buildProgram(
  settings: ProgramSettings,
  called: Command | undefined,
  take: (call: ParsedCall) => void,
): Program {
  const { heading } = settings;
  const program = configure(new Program("sfbulk"), settings)
    .usage("<command> [options]")
    .description("Salesforce Bulk API 1.0 at the shell: jobs are closed, and proven to be closed.")
    .version(settings.version, "-v, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .addHelpText(
      "after",
      `\n${heading("Org:")}\n  -o <alias> (sf CLI, sfbulk login), or SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL, or --token-stdin; never in arguments\n\n${heading("Exit codes:")}\n  ${exitCodes.map((known) => known.join(" ")).join(" · ")}`,
    );
  for (const listed of commandList) {
    if (listed.name === called?.name) program.addCommand(buildCommand(called, settings, take));
    else program.addCommand(configure(new Program(listed.name), settings).summary(listed.summary));
  }
  return program;
}

function buildCommand(command: Command, settings: ProgramSettings, take: (call: ParsedCall) => void): Program {
  const { heading } = settings;
  const { argument, secondArgument } = command;
  const program = configure(new Program(command.name), settings)
    .summary(command.summary)
    .description(command.description)
    .helpOption("-h, --help", "show this help")
    .allowExcessArguments(false)
    .action((...given: unknown[]) => {
      const parsed = given.at(-1) as Program;
      take({ args: parsed.args, values: parsed.opts() });
    });
  for (const one of [argument, secondArgument]) if (one !== undefined) program.argument(one.name, one.description);
  for (const option of command.options) program.addOption(buildOption(option));
  const examples = command.examples.map(([line, does]) => `  ${line}\n      ${does}`).join("\n");
  return program.addHelpText("after", `\n${heading("Examples:")}\n${examples}`);
}

function buildOption({ flags, description, choices, default: fallback, repeatable, group }: CommandOption): Option {
  const option = new Option(flags, description);
  if (group !== undefined) option.helpGroup(`${group}:`);
  if (choices !== undefined) option.choices(choices);
  if (fallback !== undefined) option.default(fallback);
  if (repeatable === true) {
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  }
  return option;
}

/** `what to do with the rows (insert, update; default: insert)`, without the quotes of the parser. */
function describeOption({ description, argChoices, defaultValue }: Option): string {
  const facts = [
    ...(argChoices === undefined ? [] : [argChoices.join(", ")]),
    ...(typeof defaultValue === "string" ? [`default: ${defaultValue}`] : []),
  ];
  return facts.length === 0 ? description : `${description} (${facts.join("; ")})`;
}

/** Nothing of the parser ends the process or prints by itself. */
const configure = (program: Program, { write, width, heading }: ProgramSettings): Program =>
  program
    .exitOverride()
    .configureHelp({ helpWidth: width, styleTitle: heading, optionDescription: describeOption })
    .configureOutput({ writeOut: write, writeErr: () => undefined, getOutHelpWidth: () => width });
