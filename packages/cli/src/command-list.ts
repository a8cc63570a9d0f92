import type { Command } from "./command.ts";

/** A command before it is loaded. */
export interface ListedCommand {
  readonly name: string;
  /** The same line as the command's own. */
  readonly summary: string;
  /** What takes its place inside the sf CLI, where it is no command: `sf org display`. */
  readonly insteadInSf?: string;
  /** Loads it: nothing of a command is read before it is asked for. */
  readonly load: () => Promise<Command>;
}

/** Lists every command, in the order of the help. */
export const commandList: readonly ListedCommand[] = [
  {
    name: "close",
    summary: "close jobs, and be certain that they are closed",
    load: async () => (await import("./commands/close.ts")).close,
  },
  {
    name: "sweep",
    summary: "close what was left open, every night, with one line for the log",
    load: async () => (await import("./commands/sweep.ts")).sweep,
  },
  {
    name: "list",
    summary: "list the jobs of one org or several",
    load: async () => (await import("./commands/list.ts")).list,
  },
  {
    name: "status",
    summary: "show a job and its batches",
    load: async () => (await import("./commands/status.ts")).status,
  },
  {
    name: "wait",
    summary: "wait until jobs are finished",
    load: async () => (await import("./commands/wait.ts")).wait,
  },
  {
    name: "results",
    summary: "write what became of each row of a job to files",
    load: async () => (await import("./commands/results.ts")).results,
  },
  {
    name: "load",
    summary: "load a CSV file by a job that ends whatever happens",
    load: async () => (await import("./commands/load.ts")).load,
  },
  {
    name: "check",
    summary: "see whether a CSV file can be loaded, and send nothing",
    load: async () => (await import("./commands/check.ts")).check,
  },
  {
    name: "retry",
    summary: "load what failed in a job once more, as it was sent",
    load: async () => (await import("./commands/retry.ts")).retry,
  },
  {
    name: "undo",
    summary: "take a load back, as far as nobody has changed its records since",
    load: async () => (await import("./commands/undo.ts")).undo,
  },
  {
    name: "journal",
    summary: "list, show or remove the journals of loads that were interrupted",
    load: async () => (await import("./commands/journal.ts")).journal,
  },
  {
    name: "query",
    summary: "run a SOQL query as a job, and write what it finds",
    load: async () => (await import("./commands/query.ts")).query,
  },
  {
    name: "abort",
    summary: "abort jobs",
    load: async () => (await import("./commands/abort.ts")).abort,
  },
  {
    name: "delete",
    summary: "delete jobs of Bulk API 2.0, with their rows and results",
    load: async () => (await import("./commands/delete.ts")).deleteJobs,
  },
  {
    name: "login",
    summary: "sign in to an org, without the sf CLI",
    insteadInSf: "sf org login web",
    load: async () => (await import("./commands/login.ts")).login,
  },
  {
    name: "logout",
    summary: "sign out of an org of sfbulk login",
    insteadInSf: "sf org logout",
    load: async () => (await import("./commands/logout.ts")).logout,
  },
  {
    name: "orgs",
    summary: "list the orgs that sfbulk login is signed in to",
    insteadInSf: "sf org list",
    load: async () => (await import("./commands/orgs.ts")).orgs,
  },
  {
    name: "doctor",
    summary: "see whether org, sign-in, version, limits and CORS are in order",
    insteadInSf: "sf org display",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "emulator",
    summary: "start an emulated org on this computer",
    insteadInSf: "npx sfbulk emulator",
    load: async () => (await import("./commands/emulator.ts")).emulator,
  },
  {
    name: "completion",
    summary: "print what completes commands and options in a shell",
    insteadInSf: "sf autocomplete",
    load: async () => (await import("./commands/completion.ts")).completion(loadCommands),
  },
];

const loadCommands = async (): Promise<readonly Command[]> =>
  await Promise.all(commandList.map(async ({ load }) => await load()));
