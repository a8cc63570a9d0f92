import { rm } from "node:fs/promises";
import { fileJournal, isSfbulkError, type Journal, memoryJournal } from "@sfbulk/node";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import { describeRecord } from "./describe-record.ts";
import { placeForJournal } from "./journal-place.ts";
import { isUnfinished, type LoadRecord } from "./load-record.ts";
import { readRecord } from "./read-record.ts";

/** The journal of a load that is about to begin, or to go on. */
export interface TakenJournal {
  /** Where it is; `undefined` for one that is kept in memory, and ends with the process. */
  readonly path: string | undefined;
  /** What an earlier run has left to go on with. */
  readonly before: LoadRecord | undefined;
  /** What an earlier run has left that is given up. */
  readonly givenUp: LoadRecord | undefined;
  /** Takes away what is given up, and gives the journal. */
  readonly open: () => Promise<Journal>;
  /** Takes it away. */
  readonly remove: () => Promise<void>;
}

/** What a call says of its journal. */
export interface JournalValues {
  readonly journal?: string;
  readonly resume?: true;
  readonly new?: true;
}

/**
 * Finds the journal of a file, and sees that what it says is what the call is for.
 *
 * @param isFile - Whether the rows can be read again: standard input has no place for a journal beside it.
 * @throws UsageError where there is an unfinished load and the call does not say what becomes of it; where there is none to
 *   go on with; for a file that is no journal.
 */
export async function takeJournal(file: string, isFile: boolean, values: JournalValues): Promise<TakenJournal> {
  const { resume, new: anew } = values;
  if (resume === true && anew === true) {
    throw usageError("Cannot use --resume together with --new: one goes on with the load, the other gives it up");
  }
  const path = values.journal ?? (isFile ? await placeForJournal(file) : undefined);
  if (path === undefined) {
    if (resume === true) {
      throw usageError(
        `Cannot go on with a load of ${file === "-" ? "standard input" : file} without its journal`,
        "Name it, and give the same rows again: --resume --journal <path>",
      );
    }
    return {
      path,
      before: undefined,
      givenUp: undefined,
      open: () => Promise.resolve(memoryJournal()),
      remove: () => Promise.resolve(),
    };
  }
  const record = await readGiven(path);
  const isOpen = record !== undefined && isUnfinished(record);
  if (isOpen && resume !== true && anew !== true) throw unfinished(file, path, record);
  if (resume === true && !isOpen) {
    throw usageError(
      `Cannot go on with a load of ${file}: ${record === undefined ? "there is no journal of one" : "the one of its journal has ended"}`,
      "Begin one by the same command without --resume",
      "See which loads are unfinished with: sfbulk journal list",
    );
  }
  const remove = async (): Promise<void> => await rm(path, { force: true });
  return {
    path,
    before: resume === true ? record : undefined,
    givenUp: isOpen && anew === true ? record : undefined,
    open: async () => {
      if (resume !== true && record !== undefined) await remove();
      return fileJournal(path);
    },
    remove,
  };
}

async function readGiven(path: string): Promise<LoadRecord | undefined> {
  try {
    return await readRecord(path);
  } catch (error) {
    if (isSfbulkError(error) || (error as NodeJS.ErrnoException).code !== undefined) {
      throw usageError(
        `Cannot use the journal ${path}: ${(error as Error).message}`,
        "Name another one: --journal <path>",
        `Or take it away where it is no use any more: sfbulk journal remove ${shellWord(path)}`,
      );
    }
    throw error;
  }
}

function unfinished(file: string, path: string, record: LoadRecord): Error {
  return usageError(
    `Cannot begin to load ${file}: there is a load of it (${describeRecord(record, false)})`,
    "Go on with it, and nothing goes in twice: the same command with --resume",
    "Or give it up and load all rows, those that are there already a second time: --new",
    `Look at it with: sfbulk journal show ${shellWord(path)}`,
  );
}
