import { Flags, type Interfaces } from "@oclif/core";
import type { CommandOption } from "sfbulk/commands";
import { readFlagName } from "./read-flag-name.ts";
import { sentence } from "./sentence.ts";

/** Gives the options of a command that make sense in the sf CLI; `--json` is the CLI's own. */
export const sfOptions = (options: readonly CommandOption[]): readonly CommandOption[] =>
  options.filter((option) => option.onlyAlone !== true && option.flags !== "--json");

/** Makes the flags of the sf CLI of a command's options. Values stay as they are given: the command reads them. */
export const sfFlags = (options: readonly CommandOption[]): Interfaces.FlagInput =>
  Object.fromEntries(options.map((option) => [readFlagName(option).name, sfFlag(option)]));

function sfFlag(option: CommandOption): Interfaces.FlagInput[string] {
  const { description, choices, default: fallback, repeatable, group } = option;
  const { char, value } = readFlagName(option);
  const shown = {
    summary: sentence(description),
    ...(char === undefined ? {} : { char: char as Interfaces.AlphabetLowercase }),
    ...(group === undefined ? {} : { helpGroup: group.toUpperCase() }),
  };
  if (value === undefined) return Flags.boolean(shown);
  const taken = {
    ...shown,
    // Where there are choices, the help shows those.
    ...(choices === undefined ? { helpValue: value } : { options: choices }),
  };
  // What comes behind its value is no value of it, but an argument of the command.
  if (repeatable === true) return Flags.string({ ...taken, multiple: true, multipleNonGreedy: true });
  return Flags.string({ ...taken, ...(fallback === undefined ? {} : { default: fallback }) });
}
