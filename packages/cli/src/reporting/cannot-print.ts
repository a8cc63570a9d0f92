import { orgWords } from "../connection/org.ts";
import { type CommandError, commandError } from "../output/command-error.ts";
import type { ErrorPlace } from "./report-error.ts";

/** Makes the error for standard output that takes nothing, a file on a full disk for one: what was to be done is done. */
export function cannotPrint(error: NodeJS.ErrnoException, { commandName, org, ownJob }: ErrorPlace): CommandError {
  const words = orgWords(org);
  return commandError("OutputError", `Cannot write to standard output: ${error.message}`, {
    exitCode: 1,
    actions:
      ownJob?.isGone === true
        ? ["Make room, then run it again: its job is ended"]
        : ownJob !== undefined
          ? [
              `Make room, then read what became of it with: sfbulk results ${ownJob.id}${words}${commandName === "load" || commandName === "retry" ? " --overwrite" : ""}`,
            ]
          : changing.has(commandName)
            ? [`What was asked for went on to its end; see how the jobs are with: sfbulk list${words}`]
            : ["Make room, then run it again: nothing was changed"],
    ...(ownJob === undefined ? {} : { data: { jobId: ownJob.id } }),
    cause: error,
  });
}

/** The commands that change an org. */
const changing: ReadonlySet<string> = new Set(["close", "abort", "delete", "load", "retry", "undo"]);
