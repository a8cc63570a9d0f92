import { checkSource, isSfbulkError, type JobSpec, memoryJournal } from "@sfbulk/node";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Outcome } from "../command.ts";
import { allRows, type RowRange } from "../csv/some-rows.ts";
import { takeJournal, type TakenJournal } from "../journals/take-journal.ts";
import { inFileRows } from "../load/in-file-rows.ts";
import { type FileReading, type FileView, openRows, type Rows } from "../load/open-rows.ts";
import { refuseOther } from "../load/refuse-other.ts";
import { chooseByMap, readMap } from "../load/read-map.ts";
import { readApi } from "../load/read-api.ts";
import type { FoundFile } from "../load/unchanged-file.ts";
import { isDelete, readReading, readSpec } from "../load/read-spec.ts";
import { inVersion } from "../parts/org-for-job.ts";
import { mustBeAnswerable } from "../parts/ask.ts";
import { mustBeWritable } from "../files/must-be-writable.ts";
import { carryOut } from "./carry-out.ts";
import type { LoadCall } from "./load-call.ts";
import { mustNotBeTakenBack } from "./must-not-be-taken-back.ts";
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
  if (journal.before !== undefined) {
    refuseOther(values, journal.before);
    if (values.again !== true) await mustNotBeTakenBack(path, journal.before, values.outputDir);
  }
  const spec = readSpec(values, journal.before);
  const api = readApi(values, journal.before);
  const reading = Object.keys(given).length > 0 ? given : readingOf(journal);
  const view: FileView = { ...reading, range, choose: map === undefined ? undefined : chooseByMap(map), found };
  const rows = await openRows(path, view);
  if (journal.before !== undefined) mustBeAnswerableFor(spec, call);
  if (values.dryRun !== true) {
    await mustBeWritable(values.outputDir);
    await mustBeReadable(rows, range, call.interruption);
  }
  const org = inVersion(await call.connect(), journal.before?.apiVersion);
  if (values.dryRun === true) return await showPlan(rows, range, spec, api, org, call);
  return await carryOut({ path, rows, view, spec, api, journal }, org, call).catch((error: unknown) => {
    if (isSfbulkError(error) && error.name === "TypeError") error.message = inFileRows(error.message, range.skip);
    throw error;
  });
}

/**
 * Sees that the rows which are left out can be read, since nobody else looks at them: those before the others count, and
 * those behind a trial are about to be sent.
 *
 * @throws TypeError with the line, where the file cannot be read.
 */
async function mustBeReadable(
  rows: Rows,
  { skip, take }: RowRange,
  { signal }: LoadCall["interruption"],
): Promise<void> {
  const isTrial = Number.isFinite(take);
  if (skip === 0 && !isTrial) return;
  await checkSource(() => rows.plain(), { ...rows.reading, raggedRows: isTrial ? "error" : "send", signal });
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
