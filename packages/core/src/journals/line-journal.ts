import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";
import { JournalError } from "../errors/journal-error.ts";
import type { JournalEntry } from "../protocol/journal-entry.ts";
import { journalTaken } from "./journal-taken.ts";
import type { Journal } from "./journal.ts";

/** A file that a journal is written to, whatever the runtime. */
export interface JournalFile {
  /** Gives the bytes from an offset to the end; none where there is no file. */
  readonly read: (from: number) => Promise<Uint8Array>;
  /** Puts bytes behind those that are there, in one piece, and resolves when they are on disk. It makes the file. */
  readonly append: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
}

/** A line of the file. */
interface Line {
  readonly index: number;
  /** Tells the runs apart. */
  readonly run: string;
  readonly entry: JournalEntry;
}

const beginning = '{"index":';
const lineFeed = 0x0a;

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
  const run = crypto.randomUUID();
  let lines: Line[] = [];
  /** How many bytes of the file are in `lines`. */
  let offset = 0;

  const take = (text: string): boolean => {
    const line = readLine(text, name);
    if (line === undefined) return false;
    if (line.index > lines.length) {
      throw new JournalError(`Cannot read ${name}: entry ${lines.length} is missing or damaged`);
    }
    if (line.index === lines.length) lines.push(line);
    return true;
  };
  /** Reads what has come since the last time. */
  const catchUp = async (): Promise<void> => {
    const bytes = await file.read(offset);
    const end = bytes.lastIndexOf(lineFeed) + 1;
    for (const text of new TextDecoder().decode(bytes.subarray(0, end)).split("\n")) take(text);
    // A last line without its end counts where it is whole: from now on it is there for everybody.
    const isWhole = take(new TextDecoder().decode(bytes.subarray(end)));
    offset += isWhole ? bytes.length : end;
  };

  return {
    read: async () => {
      lines = [];
      offset = 0;
      await catchUp();
      return lines.map(({ entry }) => entry);
    },
    append: async (entry, index) => {
      if (index < lines.length) throw journalTaken(name, index);
      const line: Line = { index, run, entry };
      await file.append(new TextEncoder().encode(`\n${JSON.stringify(line)}\n`));
      await catchUp();
      const first = lines[index];
      if (first === undefined) throw new JournalError(`Cannot write ${name}: entry ${index} cannot be read back`);
      if (first.run !== run) throw journalTaken(name, index);
    },
  };
}

/**
 * Reads a line; `undefined` for what a crash has left of one.
 *
 * @throws JournalError for what no run of ours can have written: then the file is something else.
 */
function readLine(text: string, name: string): Line | undefined {
  // A file system may have made a file longer and not filled it when the power went.
  if (text === "" || text.startsWith("\0") || beginning.startsWith(text)) return undefined;
  if (!text.startsWith(beginning)) throw new JournalError(`Cannot read ${name}: it is no journal of a load`);
  try {
    const line = JSON.parse(text) as Line;
    return Number.isInteger(line.index) ? line : undefined;
  } catch {
    // The beginning of an object is no JSON: the rest was never written.
    return undefined;
  }
}
