import { type Journal, lineJournal } from "@sfbulk/core";
import { appendedFile } from "./appended-file.ts";
import { checkPath } from "./check-path.ts";
import { denoRuntime } from "./deno-runtime.ts";

/**
 * Keeps the journal of a load in a file: lines of JSON, which only its owner may read (mode 0600). Each entry is on disk,
 * and so is the folder's record of the file, before the load goes on.
 *
 * The process may end at any instant, and the power may go: a line that was not written to its end is left out. Of two
 * processes with one journal, the one that came first stops at its next entry, with `JournalTaken`. That holds on disks of
 * this computer; network file systems may not keep what is written at the same time apart.
 *
 * It needs `--allow-write` for the file, and `--allow-read` for its folder.
 *
 * @param path - The path of the file. It is made when the load begins. One load has one journal.
 * @throws TypeError for a path that is none, and on other runtimes. Later JournalError for a file that is no journal, and
 *   what Deno says.
 * @example
 * ```ts
 * import { denoConnection, fileJournal, loadRows } from "@sfbulk/deno";
 *
 * await loadRows(denoConnection(), { operation: "insert", object: "Account" }, "Name\nAcme\n", {
 *   journal: fileJournal("accounts.journal"),
 * });
 * ```
 */
export function fileJournal(path: string): Journal {
  const runtime = denoRuntime("fileJournal");
  checkPath(path);
  return lineJournal(`journal ${JSON.stringify(path)}`, appendedFile(runtime, path));
}
