import { JournalError } from "../errors/journal-error.ts";
import type { JournalEntry } from "../protocol/journal-entry.ts";
import { journalTaken } from "./journal-taken.ts";
import type { Journal } from "./journal.ts";
import type { JournalFile } from "./line-journal.ts";

/** A line of the file. */
interface Line {
  readonly index: number;
  /** Tells the runs apart. */
  readonly run: string;
  readonly entry: JournalEntry;
}

const beginning = '{"index":';
const lineFeed = 0x0a;

/** Gives the journal in a file, as `lineJournal` says. */
export function journalOfLines(name: string, file: JournalFile): Journal {
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
