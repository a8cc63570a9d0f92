import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";
import type { JournalFile } from "./line-journal.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Makes a snapshot in a file, of parts that are compressed one by one. It is exported for runtimes that have files of their own
 * kind; those of Node.js and Deno are `fileSnapshot`. A part that a crash has cut is left out: its rows were not sent.
 *
 * @param name - What errors call it: `snapshot "accounts.snapshot"`.
 * @throws TypeError for what is no such file.
 * @example
 * ```ts
 * import { lineSnapshot } from "@sfbulk/core";
 *
 * let bytes = new Uint8Array(0);
 * const snapshot = lineSnapshot("the snapshot", {
 *   read: async (from) => bytes.slice(from),
 *   append: async (more) => {
 *     bytes = new Uint8Array([...bytes, ...more]);
 *   },
 * });
 * console.log(await snapshot.read()); // []
 * ```
 */
export function lineSnapshot(name: string, file: JournalFile): Snapshot {
  const { read, append } = (file ?? {}) as Partial<JournalFile>;
  if (typeof read !== "function" || typeof append !== "function") {
    throw argumentError(
      "InvalidArgument",
      `Cannot use file: expected an object with read and append, got ${describeValue(file)}`,
    );
  }
  return {
    read: async () => {
      // Loaded for who takes snapshots: the compressor is not asked for by others.
      const { readParts } = await import("./snapshot-bytes.ts");
      return await readParts(name, await file.read(0));
    },
    append: async (part) => {
      const { packPart } = await import("./snapshot-bytes.ts");
      await file.append(await packPart(part));
    },
  };
}
