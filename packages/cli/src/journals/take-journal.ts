import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileJournal, type Journal, memoryJournal } from "@sfbulk/node";
import { isSameName } from "../arguments/is-same-name.ts";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import { isJournalError, unreadable } from "./damaged-journal.ts";
import { describeRecord } from "./describe-record.ts";
import { type BegunLoad, findUnfinished } from "./find-begun.ts";
import { isThere, journalEnding, placeForJournal } from "./journal-place.ts";
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
  readonly sobject?: string;
  readonly operation?: string;
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
  const record = await readGiven(path, resume === true);
  const isOpen = record !== undefined && isUnfinished(record);
  if (isOpen && resume !== true && anew !== true) throw unfinished(file, path, record, values);
  if (resume === true && !isOpen) {
    throw record === undefined
      ? await noJournal(file, isFile)
      : usageError(
          `Cannot go on with a load of ${file}: the one of its journal has ended`,
          "See what became of its rows in its receipt, <id>-load.json, or with: sfbulk results <id>",
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

/** @param goesOn - Whether it is to be written on: that it cannot be is known before the load goes on. */
async function readGiven(path: string, goesOn: boolean): Promise<LoadRecord | undefined> {
  try {
    const record = await readRecord(path);
    if (goesOn && record !== undefined) await (await open(path, "r+")).close();
    return record;
  } catch (error) {
    if (isJournalError(error) || (error as NodeJS.ErrnoException).code !== undefined) {
      throw await unreadable(path, error);
    }
    throw error;
  }
}

/** A file that was renamed has its journal under its old name: who loads it anew loads rows twice. */
async function noJournal(file: string, isFile: boolean): Promise<Error> {
  const others: BegunLoad[] = [];
  for (const one of isFile ? await findUnfinished(dirname(file)) : []) {
    if (!(await isThere(one.journal.slice(0, -journalEnding.length)))) others.push(one);
  }
  return usageError(
    `Cannot go on with a load of ${file}: there is no journal of one`,
    ...others
      .slice(0, 3)
      .map(
        ({ journal, record }) =>
          `Where it had another name (${describeRecord(record, false)}): sfbulk load ${shellWord(file)} --resume --journal ${shellWord(journal)}`,
      ),
    "Where none of its rows were loaded, begin by the same command without --resume",
    "See which loads are unfinished with: sfbulk journal list <folder>",
  );
}

function unfinished(file: string, path: string, record: LoadRecord, { sobject, operation }: JournalValues): Error {
  const { begun } = record;
  const isOther =
    (sobject !== undefined && !isSameName(sobject, begun?.spec.object)) ||
    (operation !== undefined && operation !== begun?.spec.operation);
  return usageError(
    `Cannot begin to load ${file}: there is a load of it (${describeRecord(record, false)}), into ${begun?.origin ?? "an org"}`,
    isOther
      ? "Load it in this way, too, by a journal of its own: --journal <path>"
      : "Go on with it, and nothing goes in twice: the same command with --resume",
    ...(isOther ? [] : ["Where this is to go into another org, name another journal: --journal <path>"]),
    "Or give it up and load all rows, those that are there already a second time: --new",
    `Look at it with: sfbulk journal show ${shellWord(path)}`,
  );
}
