import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";
import type { Journal } from "./journal.ts";

/** A file that a journal is written to, whatever the runtime. */
export interface JournalFile {
  /** Gives the bytes from an offset to the end; none where there is no file. */
  readonly read: (from: number) => Promise<Uint8Array>;
  /** Puts bytes behind those that are there, in one piece, and resolves when they are on disk. It makes the file. */
  readonly append: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
}

/**
 * Makes a journal of lines of JSON in a file. It is exported for runtimes that have files of their own kind: those of
 * Node.js and Deno are `fileJournal`.
 *
 * Nothing is locked, so nothing is left locked. Each line has its place; of two lines with the same place the first
 * counts, and who has written one looks which it is. A line begins with a line end of its own, so that one which was cut
 * by a crash harms no other.
 *
 * @param name - What errors call it: `journal "accounts.journal"`.
 * @throws TypeError for what is no such file.
 * @example
 * ```ts
 * import { lineJournal } from "@sfbulk/core";
 *
 * let bytes = new Uint8Array(0);
 * const journal = lineJournal("the journal", {
 *   read: async (from) => bytes.slice(from),
 *   append: async (more) => {
 *     bytes = new Uint8Array([...bytes, ...more]);
 *   },
 * });
 * console.log(await journal.read()); // []
 * ```
 */
export function lineJournal(name: string, file: JournalFile): Journal {
  const { read, append } = (file ?? {}) as Partial<JournalFile>;
  if (typeof read !== "function" || typeof append !== "function") {
    throw argumentError(
      "InvalidArgument",
      `Cannot use file: expected an object with read and append, got ${describeValue(file)}`,
    );
  }
  // Loaded when a load begins: most pages have none. Its first word is to read.
  let opened: Promise<Journal> | undefined;
  const journal = (): Promise<Journal> =>
    (opened ??= import("./journal-of-lines.ts").then(({ journalOfLines }) => journalOfLines(name, file)));
  return {
    read: async () => await (await journal()).read(),
    append: async (entry, index) => await (await journal()).append(entry, index),
  };
}
