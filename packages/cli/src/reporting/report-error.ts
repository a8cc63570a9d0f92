import { isSfbulkError, redact } from "@sfbulk/node";
import type { OwnJob } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Org } from "../connection/org.ts";
import { interruptedCode, isInterrupted } from "../interruption.ts";
import { adviseOn, helpOf } from "./advise-on.ts";
import { inOptions } from "./in-options.ts";
import { isCommandError } from "../output/command-error.ts";
import type { Output } from "../output/output.ts";
import { visible } from "../output/visible.ts";
import { wrap, wrapLines } from "../output/wrap.ts";

/** Where an error happened. */
export interface ErrorPlace {
  readonly commandName: string;
  /** The org, where there is one. */
  readonly org: Org | undefined;
  /** The job that the command has made, where it has. */
  readonly ownJob?: OwnJob | undefined;
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
  if (output.mode === "text") return reportOnStandardError(error, place, output);
  const described = describeError(error, place, output);
  output.fail(described.exitCode, described);
  return described.exitCode;
}

/** Tells of an error where people read it, whatever the form of the output, and gives the exit code. */
export function reportOnStandardError(error: unknown, place: ErrorPlace, output: Output): ExitCode {
  const { message, exitCode, actions } = describeError(error, place, output);
  const { red, bold, cyan } = output.noteColors;
  const said = wrap(visible(`Error (${exitCode}): ${inOneLine(message)}`), output.noteWidth);
  const [first = "", ...others] = said.split(": ");
  output.complain([red(bold(`${first}:`)), others.join(": ")].join(" "));
  if (actions.length > 0) {
    output.complain(`\n${bold("Try this:")}`);
    for (const action of actions) output.complain(cyan(wrapLines(`  ${visible(action)}`, output.noteWidth)));
  }
  return exitCode;
}

/** Salesforce points at a place in a query by lines, which are none of ours here. */
const inOneLine = (message: string): string =>
  message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && line !== "^")
    .join(" ");

/** Puts an error into plain data, without secrets. */
export function describeError(error: unknown, place: ErrorPlace, { words }: Pick<Output, "words">): ErrorDocument {
  const { name, message: own } = error instanceof Error ? error : new Error(String(error));
  const message = isInterrupted(error) ? sayWhatGoesOn(own, place) : own;
  const exitCode = exitCodeOf(error);
  const known = isCommandError(error) ? (error.actions ?? []) : adviseOn(error, place);
  // Nobody is left without a next step.
  const actions = known.length > 0 || exitCode !== 2 ? known : [helpOf(place.commandName)];
  const data = dataOf(error, place);
  return {
    name,
    message: words(redact(inOptions(message))),
    status: exitCode,
    exitCode,
    code: codeOf(error) ?? name,
    commandName: place.commandName,
    actions: actions.map((action) => words(redact(action))),
    ...(data === undefined ? {} : { data }),
  };
}

function exitCodeOf(error: unknown): ExitCode {
  if (isInterrupted(error)) return interruptedCode(error);
  if (isCommandError(error)) return error.exitCode ?? 1;
  // A TypeError of JavaScript's own is a fault of ours, and the time of a signal is no wait's.
  if (!isSfbulkError(error)) return 1;
  return error.name === "TypeError" ? 2 : error.name === "WaitTimeoutError" ? 69 : 1;
}

/** Salesforce's own code says more than ours, which is the same for all refusals. */
const codeOf = (error: unknown): string | undefined =>
  isSfbulkError(error) ? (error.name === "SalesforceError" ? error.exceptionCode : error.code) : undefined;

/** An interruption ends the command, and not a job that is closed. */
function sayWhatGoesOn(message: string, { ownJob }: ErrorPlace): string {
  if (ownJob?.isClosed !== true || ownJob.isGone === true) return message;
  const { id, isQuery, isDone } = ownJob;
  if (isDone === true) return `${message}; job ${id} is complete, and keeps what it found`;
  return isQuery === true
    ? `${message}; Salesforce goes on with job ${id}`
    : `${message}; job ${id} is closed, and Salesforce goes on with it`;
}

/** Every error after a job was made names it. */
function dataOf(error: unknown, { ownJob }: ErrorPlace): unknown {
  const data = ownDataOf(error);
  if (ownJob === undefined) return data;
  return typeof data === "object" ? { jobId: ownJob.id, ...data } : { jobId: ownJob.id };
}

function ownDataOf(error: unknown): unknown {
  if (isCommandError(error)) return error.data;
  if (!isSfbulkError(error) || error.name === "TypeError" || error.name === "NotCapable") return undefined;
  if (error.name === "AggregateError") return { jobId: error.jobId };
  const { jobId, job, attempts } = error;
  return jobId === undefined && job === undefined ? undefined : { jobId, job, attempts };
}
