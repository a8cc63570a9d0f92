import type { DenoRuntime } from "./deno-runtime.ts";

/** Gives the folder of a file, as its path names it. Elsewhere than on Windows a backslash is a letter like any other. */
export function folderOf({ build }: Pick<DenoRuntime, "build">, path: string): string {
  const end = Math.max(path.lastIndexOf("/"), build.os === "windows" ? path.lastIndexOf("\\") : -1);
  return end === -1 ? "." : path.slice(0, end + 1);
}

/** Puts on disk that the folder has a file. Windows does that by itself, and opens no folders. */
export async function syncFolder(runtime: DenoRuntime, path: string): Promise<void> {
  if (runtime.build.os === "windows") return;
  const folder = await runtime.open(folderOf(runtime, path), { read: true });
  try {
    await folder.sync();
  } finally {
    folder.close();
  }
}
