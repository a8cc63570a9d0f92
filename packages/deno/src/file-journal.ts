import { type Journal, lineJournal } from "@sfbulk/core";
import { denoRuntime, type DenoRuntime, type OpenFile } from "./deno-runtime.ts";
import { checkPath } from "./check-path.ts";
import { syncFolder } from "./sync-folder.ts";

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
  let folderIsSynced = false;
  return lineJournal(`journal ${JSON.stringify(path)}`, {
    read: async (from) => await readFrom(runtime, path, from),
    append: async (bytes) => {
      await append(runtime, path, bytes);
      if (!folderIsSynced) await syncFolder(runtime, path);
      folderIsSynced = true;
    },
  });
}

async function readFrom({ open, errors }: DenoRuntime, path: string, from: number): Promise<Uint8Array> {
  let file: OpenFile;
  try {
    file = await open(path, { read: true });
  } catch (error) {
    if (error instanceof errors.NotFound) return new Uint8Array(0);
    throw error;
  }
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.max(0, size - from));
    await file.seek(from, seekFromStart);
    let length = 0;
    while (length < bytes.length) {
      const count = await file.read(bytes.subarray(length));
      if (count === null) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    file.close();
  }
}

const seekFromStart = 0;

async function append({ open }: DenoRuntime, path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, { append: true, create: true, mode: 0o600 });
  try {
    for (let length = 0; length < bytes.length;) length += await file.write(bytes.subarray(length));
    await file.sync();
  } finally {
    file.close();
  }
}
