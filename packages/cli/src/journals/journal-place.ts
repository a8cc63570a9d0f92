import { createHash } from "node:crypto";
import { access, constants, mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { stateFolder } from "./state-folder.ts";

/** How the name of a journal ends. */
export const journalEnding = ".sfbulk-journal";

/** The folder for journals that cannot stand beside their files. */
export const journalFolder = (): string => join(stateFolder(), "journals");

/** Gives where the snapshot of a load is while it goes on: beside its journal. */
export const snapshotOf = (journal: string): string =>
  `${journal.endsWith(journalEnding) ? journal.slice(0, -journalEnding.length) : journal}.sfbulk-snapshot`;

/** Gives the two places where the journal of a file may be: beside it, and among those of files in folders that nobody may write. */
export async function journalPlaces(file: string): Promise<{ readonly beside: string; readonly apart: string }> {
  const whole = await realpath(file).catch(() => resolve(file));
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, 12);
  return {
    beside: `${file}${journalEnding}`,
    apart: join(journalFolder(), `${basename(file)}.${hash}${journalEnding}`),
  };
}

/** Gives the path of the journal of a file: where there is one, or else where one can be written. */
export async function placeForJournal(file: string): Promise<string> {
  const { beside, apart } = await journalPlaces(file);
  if (await isThere(beside)) return beside;
  if (await isThere(apart)) return apart;
  if (await isWritable(dirname(beside))) return beside;
  // Whoever may read a journal sees which rows were loaded, and where.
  await mkdir(dirname(apart), { recursive: true, mode: 0o700 });
  return apart;
}

/** Tells whether there is a file. */
export const isThere = async (path: string): Promise<boolean> => await permits(path, constants.F_OK);
const isWritable = async (path: string): Promise<boolean> => await permits(path, constants.W_OK);

async function permits(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    // Why not does not matter: the other place is taken.
    return false;
  }
}
