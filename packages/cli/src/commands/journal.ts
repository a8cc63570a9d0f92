import { rm, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { jsonLinesOption, noPromptOption, outputOptions } from "../arguments/common-options.ts";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command, Outcome } from "../command.ts";
import { isJournalError, jobsOfDamaged, unreadable } from "../journals/damaged-journal.ts";
import { describeRecord } from "../journals/describe-record.ts";
import { journalEnding, journalFolder, journalPlaces, snapshotOf } from "../journals/journal-place.ts";
import { isUnfinished, type LoadRecord, rowsAdded } from "../journals/load-record.ts";
import { readRecord } from "../journals/read-record.ts";
import { formatNumber } from "../output/count.ts";
import { table } from "../output/table.ts";
import { timeAgo } from "../output/time-ago.ts";
import { ask, mustBeAnswerable, type PromptValues } from "../parts/ask.ts";
import { isThere, snapshotPath } from "../receipts/snapshot-file.ts";

/** A journal that was found. */
interface FoundJournal {
  readonly path: string;
  readonly record: LoadRecord;
  readonly jobs: readonly string[];
}

/** One that cannot be read, and the jobs that it names all the same. */
interface DamagedJournal extends Omit<FoundJournal, "record"> {
  readonly record: undefined;
}

/** `sfbulk journal`. */
export const journal: Command<PromptValues> = {
  name: "journal",
  summary: "list, show or remove the journals of loads that were interrupted",
  description:
    "Looks after the journals by which `sfbulk load --resume` goes on with what was interrupted. `list` finds those in a folder (default: this one), and those of files in folders that nobody may write ($XDG_STATE_HOME/sfbulk/journals); `show` tells what one says; `remove` takes it away, with its snapshot, so that nobody can go on with that load: it asks first. `remove` also takes the snapshot of a load that has ended, by its path or the id of its job. The org is not asked.",
  argument: { name: "<verb>", description: "list, show or remove" },
  secondArgument: { name: "[path]", description: "a folder to list; else a file that was loaded, or its journal" },
  options: [noPromptOption, jsonLinesOption, ...outputOptions],
  examples: [
    ["sfbulk journal list", "lists the loads of files in this folder that are unfinished"],
    ["sfbulk journal show accounts.csv", "tells how far the load of a file is"],
    ["sfbulk journal remove accounts.csv", "gives it up"],
  ],
  async run(call) {
    const [verb, path] = call.args;
    switch (verb) {
      case "list":
        return await list(path ?? ".", call);
      case "show":
        return await show(path, call);
      case "remove":
        return await remove(path, call);
      default:
        throw usageError(`Cannot use "${verb ?? ""}": expected list, show or remove`);
    }
  },
};

async function list(folder: string, { output }: Call): Promise<Outcome> {
  const found: FoundJournal[] = [];
  const damaged: object[] = [];
  for (const place of new Set([resolve(folder), journalFolder()])) {
    for (const name of (await namesIn(place, place === resolve(folder))).toSorted()) {
      if (!name.endsWith(journalEnding)) continue;
      const path = place === resolve(folder) ? join(folder, name) : join(place, name);
      try {
        const record = await readRecord(path);
        if (record !== undefined) found.push({ path, record, jobs: record.jobs });
      } catch (error) {
        // One that cannot be read hides no others.
        output.warn(`${path}: ${(error as Error).message}`);
        damaged.push({ path, isDamaged: true, jobs: (await jobsOfDamaged(path, error)) ?? [] });
      }
    }
  }
  if (found.length === 0) output.note(damaged.length === 0 ? "There is no journal" : "There is no other journal");
  else {
    output.line(
      table(
        found,
        [
          { title: "JOURNAL", cell: ({ path }) => path },
          { title: "LOAD", cell: ({ record }) => specWords(record) },
          { title: "ROWS", cell: ({ record }) => formatNumber(rowsAdded(record)), align: "right" },
          { title: "STATE", cell: ({ record }) => (isUnfinished(record) ? "unfinished" : "ended") },
          {
            title: "AGE",
            cell: ({ record }) => timeAgo(record.at ?? "", output.verbose),
            tooWide: "leave out",
          },
          { title: "JOB", cell: ({ record }) => record.jobs.at(-1) ?? "", tooWide: "leave out" },
        ],
        output,
      ),
    );
  }
  for (const name of (await namesIn(resolve(folder), true)).toSorted()) {
    if (!/^750\w{15}-snapshot\.sfbulk$/.test(name)) continue;
    const path = join(folder, name);
    output.note(`Snapshot for sfbulk undo: ${path}; remove it with: sfbulk journal remove ${shellWord(path)}`);
  }
  const result = [...found.map(({ path, record }) => shown(path, record)), ...damaged];
  for (const one of result) output.status(one);
  return { status: 0, result, summary: { journals: result.length } };
}

async function namesIn(folder: string, mustBeThere: boolean): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (!mustBeThere) return [];
    throw usageError(`Cannot list ${folder}: ${(error as Error).message}`, "Name a folder");
  }
}

async function show(given: string | undefined, { output }: Call): Promise<Outcome> {
  const { path, record } = await find(given, "show");
  const { begun, jobs, openJob } = record;
  output.line(`${path}: ${describeRecord(record, output.verbose)}`);
  output.line(`org ${begun?.organizationId ?? ""} ${begun?.origin ?? ""}`.replaceAll(/ +/g, " "));
  for (const id of jobs) output.line(`job ${id}${id === openJob ? ", not closed by this load" : ""}`);
  if (isUnfinished(record)) {
    const file = path.endsWith(journalEnding) ? path.slice(0, -journalEnding.length) : "<file>";
    const undone = begun?.takesBack?.at(-1);
    output.note(
      `Go on with: ${undone === undefined ? `sfbulk load ${shellWord(file)}` : `sfbulk undo ${undone}`} --resume`,
    );
  }
  return { status: 0, result: { ...shown(path, record), entries: record } };
}

async function remove(given: string | undefined, call: Call<PromptValues>): Promise<Outcome> {
  const { output } = call;
  const kept = given === undefined ? undefined : await findSnapshot(given);
  if (kept !== undefined) return await removeSnapshot(kept, call);
  const { path, record, jobs: left } = await find(given, "remove", true);
  // What is damaged may be of a load that is unfinished.
  if (record === undefined || isUnfinished(record)) {
    mustBeAnswerable(call, false);
    if (call.values.prompt) {
      output.note(`${path}: ${record === undefined ? "damaged" : describeRecord(record, output.verbose)}`);
      await ask("Give this load up?", call, false);
    }
  }
  await rm(path);
  output.line(`removed  ${path}`);
  // Without its load nobody knows what it is of.
  const snapshot = snapshotOf(path);
  const hasSnapshot = await isThere(snapshot);
  if (hasSnapshot) {
    await rm(snapshot);
    output.line(`removed  ${snapshot}`);
  }
  for (const id of record === undefined ? left : [record.openJob]) {
    if (id !== undefined) output.note(`Its job may be open: sfbulk abort ${id}`);
  }
  return {
    status: 0,
    result: { path, ...(hasSnapshot ? { snapshot } : {}), ...(record === undefined ? {} : shown(path, record)) },
  };
}

/** Finds a snapshot by its path, or by the id of the last job of its load. */
async function findSnapshot(given: string): Promise<string | undefined> {
  const path = /^750[a-zA-Z0-9]{12}(?:[a-zA-Z0-9]{3})?$/.test(given) ? snapshotPath(given, ".") : given;
  return /(?:-snapshot\.sfbulk|\.sfbulk-snapshot)$/.test(path) && (await isThere(path)) ? path : undefined;
}

async function removeSnapshot(path: string, call: Call<PromptValues>): Promise<Outcome> {
  const { output } = call;
  mustBeAnswerable(call);
  if (call.values.prompt) {
    output.note(`${path}: the records of a load as they were before it`);
    await ask("Remove it, so that what was changed cannot be written back any more?", call);
  }
  await rm(path);
  output.line(`removed  ${path}`);
  return { status: 0, result: { path } };
}

/** Finds the journal that is meant: by itself, or by the file that was loaded. */
async function find(given: string | undefined, verb: "show"): Promise<FoundJournal>;
async function find(
  given: string | undefined,
  verb: "remove",
  mayBeDamaged: true,
): Promise<FoundJournal | DamagedJournal>;
async function find(
  given: string | undefined,
  verb: string,
  mayBeDamaged?: true,
): Promise<FoundJournal | DamagedJournal> {
  if (given === undefined) {
    throw usageError(`Cannot tell which journal is meant: expected sfbulk journal ${verb} <file>`);
  }
  const { beside, apart } = await journalPlaces(given);
  // A file that was loaded is none; nothing but a journal is ever removed.
  for (const path of given.endsWith(journalEnding) ? [given, beside, apart] : [beside, apart, given]) {
    if (!(await isFile(path))) continue;
    try {
      const record = await readRecord(path);
      if (record !== undefined) return { path, record, jobs: record.jobs };
    } catch (error) {
      if (mayBeDamaged === true && path.endsWith(journalEnding)) {
        return { path, record: undefined, jobs: (await jobsOfDamaged(path, error)) ?? [] };
      }
      // What was given is the file that was loaded.
      if (!path.endsWith(journalEnding) && isJournalError(error) && (await jobsOfDamaged(path, error)) === undefined)
        continue;
      throw await unreadable(path, error);
    }
  }
  throw usageError(`Cannot find a journal of ${given}`, "List the journals with: sfbulk journal list");
}

const isFile = async (path: string): Promise<boolean> =>
  await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

const specWords = ({ begun }: LoadRecord): string => `${begun?.spec.operation ?? ""} ${begun?.spec.object ?? ""}`;

/** What `--json` shows of a journal. */
function shown(path: string, record: LoadRecord): object {
  const { begun, jobs, openJob, batches, at } = record;
  return {
    path,
    isUnfinished: isUnfinished(record),
    operation: begun?.spec.operation,
    object: begun?.spec.object,
    organizationId: begun?.organizationId,
    instanceUrl: begun?.origin,
    jobs,
    openJob,
    rowsAdded: rowsAdded(record),
    batchesAdded: batches.length,
    at,
  };
}
