import { open } from "node:fs/promises";

/** Puts on disk that a folder has a file. Windows does that by itself, and opens no folders. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
