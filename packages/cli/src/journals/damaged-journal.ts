import { readFile } from "node:fs/promises";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";

/** Makes the error for a journal that cannot be read, or not be written on. */
export async function unreadable(path: string, error: unknown): Promise<Error> {
  const jobs = await jobsOfDamaged(path, error);
  const message = `Cannot use the journal ${path}: ${(error as Error).message}`;
  if (isForbidden(error)) {
    return usageError(
      message,
      "By another journal, rows that were sent already would go in twice",
      `Go on as the user who began the load, or have it made readable and writable for you: ls -l ${shellWord(path)}`,
    );
  }
  return jobs === undefined
    ? usageError(message, "Name another one: --journal <path>")
    : usageError(message, ...adviseOnDamaged(path, jobs));
}

/**
 * Gives the jobs that a damaged journal still names, oldest first.
 *
 * @returns `undefined` for what is no journal at all, or cannot be opened.
 */
export async function jobsOfDamaged(path: string, error: unknown): Promise<readonly string[] | undefined> {
  if (!isJournalError(error)) return undefined;
  const text = await readFile(path, "utf8");
  if (!text.trimStart().startsWith('{"index":')) return undefined;
  return [
    ...new Set([...text.matchAll(/"jobId":"(750[a-zA-Z0-9]{12}(?:[a-zA-Z0-9]{3})?)"/g)].map(([, id = ""]) => id)),
  ];
}

const isForbidden = (error: unknown): boolean =>
  ["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "");

/** Tells whether an error is about what is in a journal. */
export const isJournalError = (error: unknown): error is Error =>
  error instanceof Error && error.name === "JournalError";

/** Says what to do about it. Whoever loads the file by another journal, or without this one, may load rows twice. */
function adviseOnDamaged(path: string, jobs: readonly string[]): readonly string[] {
  const remove = `sfbulk journal remove ${shellWord(path)}`;
  if (jobs.length === 0) {
    return [
      "See whether it has made a job: sfbulk list --mine",
      `Where it has not, take the journal away, and load the file anew: ${remove}`,
    ];
  }
  return [
    "Rows that were sent already would go in twice if the file was loaded without it",
    ...jobs.map((id) => `See what is there of it: sfbulk status ${id}`),
    ...jobs.map((id) => `Take back what was written, once that job is closed or aborted: sfbulk undo ${id}`),
    `Then take the journal away, and load the file anew: ${remove}`,
  ];
}
