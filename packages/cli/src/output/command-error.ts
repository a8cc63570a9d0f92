import type { ExitCode } from "../exit-code.ts";

/** What an error of the command line knows besides its message. */
export interface CommandErrorDetails {
  /** Default: 1. */
  readonly exitCode?: ExitCode;
  /** What to do next: commands to run, pages to open. */
  readonly actions?: readonly string[];
  /** What is known, for `--json`. */
  readonly data?: unknown;
  readonly cause?: unknown;
}

/** An error that knows what its reader can do about it. */
export type CommandError = Error & CommandErrorDetails;

/** Makes an error that knows what its reader can do about it. */
export function commandError(name: string, message: string, details: CommandErrorDetails): CommandError {
  const { cause, ...rest } = details;
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), { name, ...rest });
}

/** Tells whether an error says itself what to do next. */
export const isCommandError = (error: unknown): error is CommandError => error instanceof Error && "actions" in error;
