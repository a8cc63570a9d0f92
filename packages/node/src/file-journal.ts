import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { type Journal, lineJournal } from "@sfbulk/core";
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
 * @param path - The path of the file. It is made when the load begins. One load has one journal.
 * @throws JournalError for a file that is no journal, TypeError for a path that is none; what the file system says.
 * @example
 * ```ts
 * import { createReadStream } from "node:fs";
 * import { fileJournal, loadRows } from "@sfbulk/node";
 *
 * await loadRows(connection, { operation: "insert", object: "Account" }, createReadStream("accounts.csv"), {
 *   journal: fileJournal("accounts.journal"),
 * });
 * ```
 */
export function fileJournal(path: string): Journal {
  checkPath(path);
  let folderIsSynced = false;
  return lineJournal(`journal ${JSON.stringify(path)}`, {
    read: async (from) => await readFrom(path, from),
    append: async (bytes) => {
      await append(path, bytes);
      if (!folderIsSynced) await syncFolder(dirname(path));
      folderIsSynced = true;
    },
  });
}

async function readFrom(path: string, from: number): Promise<Uint8Array> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Uint8Array(0);
    throw error;
  }
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.max(0, size - from));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, from + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

async function append(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "a", 0o600);
  try {
    await file.appendFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
