import type { CommonValues } from "./arguments/common-options.ts";
import type { Interruption } from "./interruption.ts";
import type { Org } from "./connection/org.ts";
import type { Output } from "./output/output.ts";

/**
 * What a process ends with: 0 all done, 1 an error, 2 a wrong call, 68 some failed, 69 still running. 130, which is what
 * shells expect of Ctrl-C, comes from nowhere but an interruption.
 */
export type ExitCode = 0 | 1 | 2 | 68 | 69 | 130;

/** What a command gives when it is done. */
export interface Outcome {
  readonly status: ExitCode;
  /** What stands under `result` with `--json`. */
  readonly result: unknown;
}

/** An option of a command, as its help shows it. */
export interface CommandOption {
  /** `-o, --target-org <name>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** Whether it may be given several times; then its value is a list. */
  readonly repeatable?: true;
  /** The headline that it stands below in the help. Default: `Options`. */
  readonly group?: string;
}

/** One command, all that is known of it: its help, its page and what it does. */
export interface Command<Values extends object = object> {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What one must know to use it. */
  readonly description: string;
  /** What it takes besides options: `<id...>`, `[id...]`. */
  readonly argument?: { readonly name: string; readonly description: string };
  readonly options: readonly CommandOption[];
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  run(call: Call<Values>): Promise<Outcome>;
}

/** What a command is run with. */
export interface Call<Values extends object = object> {
  readonly args: readonly string[];
  readonly values: Values & CommonValues;
  readonly output: Output;
  readonly interruption: Interruption;
  /** Connects to the org that the options name; with several, to each of them in turn. */
  readonly connect: () => Promise<Org>;
  readonly connectAll: () => Promise<readonly Org[]>;
}
