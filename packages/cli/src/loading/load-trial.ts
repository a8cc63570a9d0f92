import { isSfbulkError } from "@sfbulk/node";
import type { CommandOption } from "../arguments/command-option.ts";
import { optionWords } from "../arguments/option-words.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import { inFolder } from "../arguments/in-folder.ts";
import { shellWord } from "../arguments/shell-word.ts";
import type { Outcome } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { orgName } from "../connection/org-name.ts";
import { findFile } from "../load/open-rows.ts";
import { isFileChanged } from "../load/unchanged-file.ts";
import { commandError, isCommandError } from "../output/command-error.ts";
import { count } from "../output/count.ts";
import { ask, mustBeAnswerable } from "../parts/ask.ts";
import type { LoadCall } from "./load-call.ts";
import { loadOne } from "./load-one.ts";

/**
 * Loads the first rows of a file by a job of their own, shows what became of them, asks, and loads the rest: row numbers go
 * on. Without a question (`--no-prompt`) the rest goes in where none of them failed.
 *
 * @param options - All options of the command, for the command line that loads the rest.
 */
export async function loadTrial(
  path: string,
  trial: string,
  call: LoadCall,
  options: readonly CommandOption[],
): Promise<Outcome> {
  const { values, output } = call;
  const take = readCount("--trial", trial, 10_000);
  if (values.skip !== undefined || values.resume === true || values.async === true || values.dryRun === true) {
    throw usageError(
      "Cannot use --trial together with --resume, --skip, --async or --dry-run",
      `Go on with what is behind the trial with: --skip ${take} (and --resume)`,
    );
  }
  mustBeAnswerable(call);
  // What is behind the trial is to be of the same file, however long the question stands.
  const found = await findFile(path);
  output.note(`Trial: the first ${take === 1 ? "row" : count(take, "row")} of ${path}`);
  // Of this file alone, and whole: what is behind the trial of another file has not been tried.
  const rest = `sfbulk load ${shellWord(path)}${optionWords(options, { ...values, trial: undefined, skip: String(take) })}`;
  const first = await loadOne(path, call, { skip: 0, take }, found).catch((error: unknown) => {
    // Before there was a job, the whole command is there to be run again.
    if (isCommandError(error) && jobOf(error.data) !== undefined) {
      output.warn(`Not loaded is what is behind the trial, since that has stopped; load it with: ${rest}`);
    }
    throw error;
  });
  if (first.status !== 0 && (first.status !== 68 || !values.prompt)) {
    const why =
      first.status === 68
        ? "rows of the trial failed"
        : first.status === 65
          ? "more rows of the trial failed than --max-failed says"
          : "the trial did not end well";
    output.warn(`Not loaded is what is behind the trial, since ${why}; load it with: ${rest}`);
    return { ...first, result: { trial: first.result } };
  }
  if (values.prompt) {
    const where = await orgName(await call.connect(), call.interruption.signal);
    await ask(`Load the rest into ${where}?`, call).catch(async (error: unknown) => {
      if (!(error instanceof Error) || error.name !== "NotConfirmed") throw error;
      throw commandError("NotConfirmed", `The trial is loaded, and nothing else`, {
        actions: [`Load the rest: ${rest}`, ...takeBack(first.result, values.outputDir, await call.connect())],
        data: { trial: first.result },
      });
    });
  }
  try {
    const second = await loadOne(path, call, { skip: take, take: Number.POSITIVE_INFINITY }, found);
    const status = second.status === 0 ? first.status : second.status;
    return { status, result: { trial: first.result, rest: second.result } };
  } catch (error) {
    if (error instanceof Error && error.name === "NoRowsError") {
      output.note("The trial was all of it");
      return { status: first.status, result: { trial: first.result } };
    }
    // A wrong call is one of which nothing was sent, and the trial was.
    const isRefused = isFileChanged(error) || (isSfbulkError(error) && error.name === "TypeError");
    if (!isRefused) throw error;
    const actions = isCommandError(error)
      ? (error.actions ?? [])
      : [`Mend the file behind row ${take}, and load the rest: ${rest}`];
    throw commandError(error.name, `The trial is loaded, and nothing else: ${error.message}`, {
      actions: [...actions, ...takeBack(first.result, values.outputDir, await call.connect())],
      data: { trial: first.result },
      cause: error,
    });
  }
}

/** Says how to take the trial back. */
function takeBack(result: unknown, folder: string, org: Org): readonly string[] {
  const jobId = jobOf(result);
  if (jobId === undefined) return [];
  return [`Or take the trial back: sfbulk undo ${jobId}${orgWords(org)}${inFolder(folder)}`];
}

function jobOf(value: unknown): string | undefined {
  const { jobId } = (value ?? {}) as { readonly jobId?: unknown };
  return typeof jobId === "string" ? jobId : undefined;
}
