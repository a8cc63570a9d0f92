import { type JobSpec, memoryJournal } from "@sfbulk/node";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Outcome } from "../command.ts";
import { allRows, type RowRange } from "../csv/some-rows.ts";
import { takeJournal, type TakenJournal } from "../journals/take-journal.ts";
import { type FileReading, type FileView, openRows } from "../load/open-rows.ts";
import { chooseByMap, readMap } from "../load/read-map.ts";
import { readApi } from "../load/read-api.ts";
import type { FoundFile } from "../load/unchanged-file.ts";
import { isDelete, readReading, readSpec } from "../load/read-spec.ts";
import { mustBeAnswerable } from "../parts/ask.ts";
import { mustBeWritable } from "../results/must-be-writable.ts";
import { carryOut } from "./carry-out.ts";
import type { LoadCall } from "./load-call.ts";
import { showPlan } from "./show-plan.ts";

/**
 * Loads a file, or standard input (`-`), and tells what became of it.
 *
 * @param found - The file as it must still be. Default: as it is now.
 */
export async function loadOne(
  path: string,
  call: LoadCall,
  range: RowRange = rangeOf(call),
  found?: FoundFile,
): Promise<Outcome> {
  const { values } = call;
  // What is wrong with the call is said before the file is looked at.
  if (values.resume !== true) mustBeAnswerableFor(readSpec(values, undefined), call);
  const given = readReading(values);
  const map = await readMap(values.map);
  const first = await openRows(path, { ...given, range, found });
  if (range !== allRows && first.bytes === undefined) {
    throw usageError(`Cannot load some rows of ${first.name}: it can be read only once`, "Give a file");
  }
  const journal = forRange(await takeJournal(path, first.bytes !== undefined, values), range);
  const spec = readSpec(values, journal.before);
  const api = readApi(values, journal.before);
  const reading = Object.keys(given).length > 0 ? given : readingOf(journal);
  const view: FileView = { ...reading, range, choose: map === undefined ? undefined : chooseByMap(map), found };
  const rows = await openRows(path, view);
  if (journal.before !== undefined) mustBeAnswerableFor(spec, call);
  if (values.dryRun !== true) await mustBeWritable(values.outputDir);
  const org = await call.connect();
  if (values.dryRun === true) return await showPlan(rows, range, spec, api, org, call);
  return await carryOut({ path, rows, view, spec, api, journal }, org, call);
}

/** A few rows at the beginning are no load to go on with: the file has another one, of all that follows. */
const forRange = (journal: TakenJournal, { take }: RowRange): TakenJournal =>
  take === Number.POSITIVE_INFINITY
    ? journal
    : { ...journal, path: undefined, open: async () => await journal.open().then(() => memoryJournal()) };

function rangeOf({ values: { skip } }: LoadCall): RowRange {
  return skip === undefined ? allRows : { ...allRows, skip: readCount("--skip", skip, 999_999_999) };
}

function mustBeAnswerableFor(spec: JobSpec, call: LoadCall): void {
  if (isDelete(spec) && call.values.dryRun !== true) mustBeAnswerable(call);
}

/** Gives how an earlier run read the file. */
function readingOf({ before }: TakenJournal): FileReading {
  const { encoding = null, delimiter = null } = before?.begun?.reading ?? {};
  return { ...(encoding === null ? {} : { encoding }), ...(delimiter === null ? {} : { delimiter }) };
}
