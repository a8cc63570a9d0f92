import type { CommandOption } from "sfbulk/commands";

/** The name of an option, in its forms. */
export interface FlagName {
  /** `target-org`. */
  readonly name: string;
  /** `o`. */
  readonly char: string | undefined;
  /** `<name>`, or `[size]` where it may be left out; `undefined` for an option that takes no value. */
  readonly value: string | undefined;
  /** The name in what a command is run with, `targetOrg`; that of `--no-prompt` is `prompt`. */
  readonly key: string;
  /** Whether it says no: then its value is `false` where it is given, and `true` where it is not. */
  readonly isNegative: boolean;
}

/** Reads `-o, --target-org <name>`. */
export function readFlagName({ flags }: CommandOption): FlagName {
  const [, char, name = "", value] = /^(?:-(\w), )?--([\w-]+)(?: ([<[].+[>\]]))?$/.exec(flags) ?? [];
  const isNegative = name.startsWith("no-");
  const key = (isNegative ? name.slice(3) : name).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { name, char, value, key, isNegative };
}
