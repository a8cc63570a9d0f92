import { rm, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { jsonLinesOption, noPromptOption, outputOptions } from "../arguments/common-options.ts";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command, Outcome } from "../command.ts";
import { describeRecord } from "../journals/describe-record.ts";
import { journalEnding, journalFolder, journalPlaces } from "../journals/journal-place.ts";
import { isUnfinished, type LoadRecord, rowsAdded } from "../journals/load-record.ts";
import { readRecord } from "../journals/read-record.ts";
import { formatNumber } from "../output/count.ts";
import { table } from "../output/table.ts";
import { timeAgo } from "../output/time-ago.ts";
import { ask, mustBeAnswerable, type PromptValues } from "../parts/ask.ts";

/** A journal that was found. */
interface FoundJournal {
  readonly path: string;
  readonly record: LoadRecord;
}

/** `sfbulk journal`. */
export const journal: Command<PromptValues> = {
  name: "journal",
  summary: "list, show or remove the journals of loads that were interrupted",
  description:
    "Looks after the journals by which `sfbulk load --resume` goes on with what was interrupted. `list` finds those in a folder (default: this one), and those of files in folders that nobody may write ($XDG_STATE_HOME/sfbulk/journals); `show` tells what one says; `remove` takes it away, so that nobody can go on with that load: it asks first. The org is not asked.",
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
  for (const place of new Set([resolve(folder), journalFolder()])) {
    for (const name of (await namesIn(place, place === resolve(folder))).toSorted()) {
      if (!name.endsWith(journalEnding)) continue;
      const path = place === resolve(folder) ? join(folder, name) : join(place, name);
      try {
        const record = await readRecord(path);
        if (record !== undefined) found.push({ path, record });
      } catch (error) {
        // One that cannot be read hides no others.
        output.warn(`${path}: ${(error as Error).message}`);
      }
    }
  }
  if (found.length === 0) output.note("There is no journal");
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
  const result = found.map(({ path, record }) => shown(path, record));
  for (const one of result) output.status(one);
  return { status: 0, result, summary: { journals: found.length } };
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
    output.note(`Go on with: sfbulk load ${shellWord(file)} --resume`);
  }
  return { status: 0, result: { ...shown(path, record), entries: record } };
}

async function remove(given: string | undefined, call: Call<PromptValues>): Promise<Outcome> {
  const { path, record } = await find(given, "remove", true);
  const { output } = call;
  const isOpen = record !== undefined && isUnfinished(record);
  if (isOpen) {
    mustBeAnswerable(call, false);
    if (call.values.prompt) {
      output.note(`${path}: ${describeRecord(record, output.verbose)}`);
      await ask("Give this load up?", call, false);
    }
  }
  await rm(path);
  output.line(`removed  ${path}`);
  if (record?.openJob !== undefined) output.note(`Its job may be open: sfbulk abort ${record.openJob}`);
  return { status: 0, result: { path, ...(record === undefined ? {} : shown(path, record)) } };
}

/** Finds the journal that is meant: by itself, or by the file that was loaded. */
async function find(given: string | undefined, verb: "show"): Promise<FoundJournal>;
async function find(
  given: string | undefined,
  verb: "remove",
  mayBeDamaged: true,
): Promise<{ readonly path: string; readonly record: LoadRecord | undefined }>;
async function find(
  given: string | undefined,
  verb: string,
  mayBeDamaged?: true,
): Promise<{ readonly path: string; readonly record: LoadRecord | undefined }> {
  if (given === undefined) {
    throw usageError(`Cannot tell which journal is meant: expected sfbulk journal ${verb} <file>`);
  }
  const { beside, apart } = await journalPlaces(given);
  // A file that was loaded is none; nothing but a journal is ever removed.
  for (const path of given.endsWith(journalEnding) ? [given, beside, apart] : [beside, apart, given]) {
    if (!(await isFile(path))) continue;
    try {
      const record = await readRecord(path);
      if (record !== undefined) return { path, record };
    } catch (error) {
      if (mayBeDamaged === true && path.endsWith(journalEnding)) return { path, record: undefined };
      throw usageError((error as Error).message, "List the journals with: sfbulk journal list");
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
