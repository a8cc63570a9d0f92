import type { JournalFile } from "@sfbulk/core";
import type { DenoRuntime, OpenFile } from "./deno-runtime.ts";
import { syncFolder } from "./sync-folder.ts";

/** Gives a file for its owner alone (mode 0600), which is made when something is put into it. What is put there is on disk. */
export function appendedFile(runtime: DenoRuntime, path: string): JournalFile {
  let folderIsSynced = false;
  return {
    read: async (from) => await readFrom(runtime, path, from),
    append: async (bytes) => {
      await append(runtime, path, bytes);
      if (!folderIsSynced) await syncFolder(runtime, path);
      folderIsSynced = true;
    },
  };
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
