import type { CommandOption, InsideCall } from "sfbulk/commands";
import { readFlagName } from "./read-flag-name.ts";

/** What the parser of the sf CLI has read. */
export interface ParsedCall {
  readonly argv: readonly unknown[];
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Makes of what the sf CLI has read what a command is run with. */
export function readCall({ argv, flags }: ParsedCall, options: readonly CommandOption[]): InsideCall {
  const values: Record<string, unknown> = {};
  for (const option of options) {
    const { name, key, isNegative } = readFlagName(option);
    const given = flags[name];
    if (isNegative) values[key] = given !== true;
    else if (given !== undefined && given !== false) values[key] = given;
  }
  if (flags["json"] === true) values["json"] = true;
  return { args: argv.map(String), values };
}
