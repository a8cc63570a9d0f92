import type { Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type CommandError, commandError } from "../output/command-error.ts";
import { count } from "../output/count.ts";

/** How a file is found: by these it is seen whether it is still the same. */
export type FoundFile = Pick<Stats, "size" | "mtimeMs">;

/** What is thrown for a file that has changed. */
const fileChanged = "FileChanged";

/** Tells whether an error says that a file has changed while it was read. */
export const isFileChanged = (error: unknown): error is CommandError & { readonly name: typeof fileChanged } =>
  error instanceof Error && error.name === fileChanged;

/**
 * Reads a file that must stay as it was found. It is read more than once, to be checked and to be sent; rows that somebody
 * adds, cuts off or exchanges in between would go in unchecked, in part, or twice.
 *
 * @throws an error that {@link isFileChanged} knows, before what was read of the changed file is given.
 */
export async function* readUnchanged(path: string, found: FoundFile): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path).catch((error: unknown) => {
    // It could be opened when it was found.
    throw changed(path, `: ${(error as Error).message}`);
  });
  try {
    await mustBeUnchanged(path, file, found);
    for await (const chunk of file.createReadStream({ highWaterMark: 256 * 1024, autoClose: false })) {
      await mustBeUnchanged(path, file, found);
      yield chunk as Uint8Array;
    }
    await mustBeUnchanged(path, file, found);
  } finally {
    await file.close();
  }
}

async function mustBeUnchanged(path: string, file: FileHandle, found: FoundFile): Promise<void> {
  const { size, mtimeMs } = await file.stat();
  if (size === found.size && mtimeMs === found.mtimeMs) return;
  const then = size === found.size ? "" : `: it had ${count(found.size, "byte")}, and has ${count(size, "byte")} now`;
  throw changed(path, then);
}

const changed = (path: string, how: string): Error =>
  commandError(fileChanged, `Cannot use ${path}: it has changed since this command began${how}`, {
    // Whoever has sent something says so.
    exitCode: 2,
    actions: [`Wait until nothing writes to ${path} any more`],
  });
