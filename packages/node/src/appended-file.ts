import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { JournalFile } from "@sfbulk/core";
import { syncFolder } from "./sync-folder.ts";

/** Gives a file for its owner alone (mode 0600), which is made when something is put into it. What is put there is on disk. */
export function appendedFile(path: string): JournalFile {
  let folderIsSynced = false;
  return {
    read: async (from) => await readFrom(path, from),
    append: async (bytes) => {
      await append(path, bytes);
      if (!folderIsSynced) await syncFolder(dirname(path));
      folderIsSynced = true;
    },
  };
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
