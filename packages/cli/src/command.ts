import type { CommandOption } from "./arguments/command-option.ts";
import type { CommonValues } from "./arguments/common-options.ts";
import type { Interruption } from "./interruption.ts";
import type { Org } from "./connection/org.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Output } from "./output/output.ts";

/** What a command gives when it is done. */
export interface Outcome {
  readonly status: ExitCode;
  /** What stands under `result` with `--json`. */
  readonly result: unknown;
  /** What stands in the last line with `--jsonl`, where the lines before it have the rest. Default: the result. */
  readonly summary?: unknown;
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
  /** What stands behind that: `[path]`. */
  readonly secondArgument?: { readonly name: string; readonly description: string };
  readonly options: readonly CommandOption[];
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /**
   * Tells whether a call is for what it prints alone: then it stops where nobody reads any more. Default: it is not, and
   * goes on to its end.
   */
  onlyPrints?(values: Values & CommonValues): boolean;
  run(call: Call<Values>): Promise<Outcome>;
}

/** A job that a command has made. */
export interface OwnJob {
  readonly id: string;
  /** Whether it is closed, so that Salesforce goes on by itself. */
  readonly isClosed: boolean;
  /** Whether it is a query. */
  readonly isQuery?: boolean;
  /** Whether Salesforce has done all of it: there is nothing to wait for. */
  readonly isDone?: boolean;
  /** Whether the command has ended it, so that there is nothing left of it to see. */
  readonly isGone?: boolean;
  /** The folder that its results are written to, where the command writes them. */
  readonly folder?: string;
}

/** What a command is run with. */
export interface Call<Values extends object = object> {
  readonly args: readonly string[];
  readonly values: Values & CommonValues;
  readonly output: Output;
  readonly interruption: Interruption;
  /** Connects to the org that the options name; with several, to each of them in turn. */
  readonly connect: () => Promise<Org>;
  /** Tells of the job that the command has made: every error from then on names it. */
  readonly own: (job: OwnJob) => void;
  readonly connectAll: () => Promise<readonly Org[]>;
}
