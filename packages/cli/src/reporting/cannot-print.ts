import { inFolder } from "../arguments/in-folder.ts";
import { orgWords } from "../connection/org.ts";
import { type CommandError, commandError } from "../output/command-error.ts";
import type { ErrorPlace } from "./report-error.ts";

/**
 * Makes the error for standard output that takes nothing, a file on a full disk for one: what was to be done is done.
 *
 * @param onlyPrints - Whether the command was called for what it prints alone.
 */
export function cannotPrint(
  error: NodeJS.ErrnoException,
  { commandName, org, ownJob }: ErrorPlace,
  onlyPrints: boolean,
): CommandError {
  const words = orgWords(org);
  return commandError("OutputError", `Cannot write to standard output: ${error.message}`, {
    exitCode: 1,
    actions:
      !onlyPrints && writing.has(commandName)
        ? ["Its files are written, and it need not be run again"]
        : ownJob?.isGone === true
          ? ["Make room, then run it again: its job is ended"]
          : ownJob !== undefined
            ? [
                `Make room, then read what became of it with: sfbulk results ${ownJob.id}${words}${inFolder(ownJob.folder)}${commandName === "load" || commandName === "retry" ? " --overwrite" : ""}`,
              ]
            : onlyPrints || reading.has(commandName)
              ? ["Make room, then run it again: nothing was changed"]
              : [
                  `What was asked for went on to its end; see ${seen[commandName] ?? `how the jobs are with: sfbulk list${words}`}`,
                ],
    ...(ownJob === undefined ? {} : { data: { jobId: ownJob.id } }),
    cause: error,
  });
}

/** The commands that change nothing; `""` is the help. Of one that nobody has named here, nothing wrong is said. */
const reading: ReadonlySet<string> = new Set([
  "",
  "list",
  "status",
  "wait",
  "check",
  "doctor",
  "emulator",
  "completion",
  "help",
]);

/** The commands that read what there is into files, unless they print it. */
const writing: ReadonlySet<string> = new Set(["results", "query"]);

/** Where to see what came of those that change something on this computer. */
const seen: Readonly<Record<string, string>> = {
  login: "the orgs with: sfbulk orgs",
  logout: "the orgs with: sfbulk orgs",
  orgs: "the orgs with: sfbulk orgs",
  journal: "the journals with: sfbulk journal list",
};
