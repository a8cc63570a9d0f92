import { usageError } from "../arguments/usage-error.ts";
import { interrupted, isInterrupted } from "../interruption.ts";
import { commandError } from "../output/command-error.ts";
import type { Call } from "../command.ts";

/** The value of `--no-prompt`: `false` where it was given. */
export interface PromptValues {
  readonly prompt: boolean;
}

/**
 * Sees that a question can be answered, before anything is read for it.
 *
 * @param canShow - Whether the command has `--dry-run`.
 * @throws UsageError where nobody can answer, and `--no-prompt` was not given.
 */
export function mustBeAnswerable({ values, output }: Call<PromptValues>, canShow = true): void {
  if (!values.prompt || (output.mode === "text" && process.stdin.isTTY && process.stderr.isTTY)) return;
  throw usageError(
    "Cannot ask whether this is meant: nobody is there to answer",
    "Do it without asking: --no-prompt",
    ...(canShow ? ["See what would be done: --dry-run"] : []),
  );
}

/**
 * Asks once before something is done that cannot be undone.
 *
 * @param question - `Abort 3 jobs?` What it is about has been shown before.
 * @throws an error where the answer is no.
 */
export async function ask(question: string, call: Call<PromptValues>, canShow = true): Promise<void> {
  if (!call.values.prompt) return;
  const { default: confirm } = await import("@inquirer/confirm");
  const { signal } = call.interruption;
  let isMeant: boolean;
  try {
    isMeant = await confirm({ message: question, default: false }, { output: process.stderr, signal });
  } catch (error) {
    // Ctrl-C is an error of the library's own, and so is the signal.
    if (!(error instanceof Error) || !/^(?:ExitPrompt|AbortPrompt)Error$/.test(error.name)) throw error;
    const reason: unknown = signal.reason;
    throw interrupted("Interrupted: nothing was done", isInterrupted(reason) ? reason.exitCode : undefined);
  }
  if (!isMeant) {
    throw commandError("NotConfirmed", "Nothing was done", {
      actions: canShow ? ["See what would be done: --dry-run"] : [],
    });
  }
}
