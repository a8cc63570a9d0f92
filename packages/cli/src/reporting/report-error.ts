import { redact } from "@sfbulk/node";
import type { ExitCode } from "../exit-code.ts";
import type { Org } from "../connection/org.ts";
import { interruptedCode, isInterrupted } from "../interruption.ts";
import { adviseOn, helpOf } from "./advise-on.ts";
import { isCommandError } from "../output/command-error.ts";
import type { Output } from "../output/output.ts";
import { wrap } from "../output/wrap.ts";

/** Where an error happened. */
export interface ErrorPlace {
  readonly commandName: string;
  /** The org, where there is one. */
  readonly org: Org | undefined;
}

/** An error as `--json` shows it: the fields of the sf CLI. */
export interface ErrorDocument {
  readonly name: string;
  readonly message: string;
  readonly status: ExitCode;
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly commandName: string;
  readonly actions: readonly string[];
  readonly data?: unknown;
}

/** Tells of an error and of what to do next, and gives the exit code. */
export function reportError(error: unknown, place: ErrorPlace, output: Output): ExitCode {
  const described = describeError(error, place);
  const { message, exitCode, actions } = described;
  if (output.mode !== "text") {
    output.document({ ...described, warnings: output.warnings });
    return exitCode;
  }
  const { red, bold, cyan } = output.noteColors;
  const [first = "", ...others] = wrap(`Error (${exitCode}): ${message}`, output.noteWidth).split(": ");
  output.note([red(bold(`${first}:`)), others.join(": ")].join(" "));
  if (actions.length > 0) {
    output.note(`\n${bold("Try this:")}`);
    for (const action of actions) output.note(`  ${cyan(action)}`);
  }
  return exitCode;
}

/** Core's advice to who calls it; the actions have ours. */
const forProgrammers = "; sign in again, or give a function as accessToken that renews it";

/** Puts an error into plain data, without secrets. */
export function describeError(error: unknown, place: ErrorPlace): ErrorDocument {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const exitCode = exitCodeOf(error);
  const known = isCommandError(error) ? (error.actions ?? []) : adviseOn(error, place);
  // Nobody is left without a next step.
  const actions = known.length > 0 || exitCode !== 2 ? known : [helpOf(place.commandName)];
  const data = dataOf(error);
  return {
    name,
    message: redact(message.replace(forProgrammers, "")),
    status: exitCode,
    exitCode,
    code: codeOf(error) ?? name,
    commandName: place.commandName,
    actions: actions.map((action) => redact(action)),
    ...(data === undefined ? {} : { data }),
  };
}

/** What JavaScript itself says begins with the same word. */
const isOfJavaScript =
  /^(?!Cannot )|^Cannot (?:access|assign|convert|delete|destructure|mix|read prop|redefine|set prop)/;

function exitCodeOf(error: unknown): ExitCode {
  if (isInterrupted(error)) return interruptedCode;
  if (isCommandError(error)) return error.exitCode ?? 1;
  if (!(error instanceof Error)) return 1;
  // Core refuses what it was given before anything is sent; a TypeError of JavaScript's own would be a fault of ours.
  if (error.name === "TypeError") return isOfJavaScript.test(error.message) ? 1 : 2;
  return error.name === "WaitTimeoutError" ? 69 : 1;
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "exceptionCode" in error ? String(error.exceptionCode) : undefined;

function dataOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  if (isCommandError(error)) return error.data;
  const { jobId, job, attempts } = error as Error & { jobId?: string; job?: unknown; attempts?: number };
  return jobId === undefined && job === undefined ? undefined : { jobId, job, attempts };
}
