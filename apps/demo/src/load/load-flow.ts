import type { PastLoad } from "../history/past-action.ts";
import { pastActions } from "../history/history.ts";
import { closeJob, isSfbulkError } from "@sfbulk/browser";
import { connectionFor, type Org } from "../org/org.ts";
import type { ChosenFile } from "./files/chosen-file.ts";
import { currentLoad, isLoading, type LoadOrder } from "./running/current-load.ts";
import { type ChosenLookup, findParents, type ParentSearch } from "./parents/find-parents.ts";
import type { FailedRowsFile } from "./failed-rows-file.ts";
import { forgetLoad, type LoadToTakeUp, newLoadId } from "./running/kept-loads.ts";
import type { SnapshotPlace } from "../snapshots/snapshot-place.ts";
import {
  chosenFile,
  chooseFile,
  choiceFor,
  columnTargets,
  fileReading,
  planLike,
  type PlannedJob,
  type Preparation,
  loadPlan,
  preparation,
  mappingBefore,
  parentLookups,
  parentSearch,
  specOf,
  triedRows,
} from "./plan/load-plan.ts";
import { emptyRows } from "./plan/empty-rows.ts";
import type { SourcePlan } from "./plan/mapped-source.ts";
import { cancelLoad, type LoadToRun, runLoad } from "./running/run-load.ts";

let last: LoadToRun | undefined;
let running: Promise<void> = Promise.resolve();

function run(load: LoadToRun): void {
  last = load;
  running = runLoad(load);
}

let looking: AbortController | undefined;

/** Finds the parents of the rows, checks the chosen file whole, and asks whether it is to be loaded. */
export async function checkChosen(org: Org): Promise<void> {
  const mine: Preparation = {};
  preparation.value = mine;
  try {
    const mayGoOn = await lookForParents(org);
    const found = mayGoOn ? await lookForEmptyRows() : [];
    // Another file was chosen meanwhile.
    if (preparation.peek() !== mine) return;
    preparation.value = undefined;
    empty = found;
    const load = mayGoOn ? ordered(org, { skip: triedRows.value, take: null }, false) : undefined;
    if (load !== undefined) run(load);
  } catch (error) {
    if (preparation.peek() === mine) preparation.value = { failure: error as Error };
  }
}

/** The rows of the chosen file that are left out, since they would be lines with nothing in them. */
let empty: readonly number[] = [];

async function lookForEmptyRows(): Promise<readonly number[]> {
  const reading = fileReading.peek();
  const chosen = chosenFile.peek();
  const targets = columnTargets.peek();
  if (chosen === undefined || reading === undefined || reading instanceof Error || targets === undefined) return [];
  return await emptyRows(chosen.file, reading, targets);
}

/** Gives up looking for parents. */
export function stopLooking(): void {
  looking?.abort(new Error("Something else is done"));
  looking = undefined;
  parentSearch.value = undefined;
}

/** The search that has ended; one that is under way, or failed, is none. */
const endedSearch = (): ParentSearch | undefined => {
  const search = parentSearch.value;
  return search === undefined || search instanceof Error || !("found" in search) ? undefined : search;
};

/** Tells whether what was not found, or more than once, is in the way of the load. */
export const isParentMissing = ({ counts }: ParentSearch): boolean =>
  counts.some(
    ({ lookup, none, several }) =>
      (none.values > 0 && lookup.ifNone === "stop") || (several.values > 0 && lookup.ifSeveral === "stop"),
  );

const tellLooking = (done: number, total: number): void => void (parentSearch.value = { done, total });

/** @returns whether the load may go on: all that it needs is found. */
async function lookForParents(org: Org): Promise<boolean> {
  const reading = fileReading.value;
  const chosen = chosenFile.value;
  const targets = columnTargets.value ?? [];
  if (parentLookups.value.length === 0) {
    parentSearch.value = undefined;
    return true;
  }
  if (chosen === undefined || reading === undefined || reading instanceof Error) return false;
  // A trial has found them all.
  const ended = triedRows.value > 0 ? endedSearch() : undefined;
  if (ended !== undefined) return !isParentMissing(ended);
  stopLooking();
  const stopping = (looking = new AbortController());
  const lookups: ChosenLookup[] = parentLookups.value.map((lookup) => ({
    ...lookup,
    ...choiceFor(lookup.target),
    place: targets.indexOf(lookup.target),
  }));
  tellLooking(0, 0);
  try {
    const search = await findParents(org, chosen.file, reading, lookups, tellLooking, stopping.signal);
    if (stopping.signal.aborted) return false;
    parentSearch.value = search;
    return !isParentMissing(search);
  } catch (error) {
    if (!stopping.signal.aborted) parentSearch.value = error as Error;
    return false;
  }
}

/** Loads the first rows of the chosen file alone, to see what becomes of them. */
export async function tryFirst(org: Org, count: number, snapshot?: SnapshotPlace): Promise<void> {
  cancelLoad();
  await running;
  const load = ordered(org, { skip: 0, take: count }, true);
  if (load !== undefined) run(keeping(load, snapshot));
}

/** Says yes to the load that asks, and has what it overwrites kept. It was checked, and is begun anew with that. */
export async function startKeeping(org: Org, snapshot: SnapshotPlace): Promise<void> {
  const confirmed = currentLoad.value?.preflight;
  cancelLoad();
  await running;
  const load = ordered(org, { skip: triedRows.value, take: null }, false);
  if (load !== undefined && confirmed !== undefined) run({ ...keeping(load, snapshot), confirmed });
}

const keeping = (load: LoadToRun, snapshot: SnapshotPlace | undefined): LoadToRun =>
  snapshot === undefined ? load : { ...load, order: { ...load.order, snapshot } };

/** Goes back from the question to the columns. */
export async function backToColumns(): Promise<void> {
  cancelLoad();
  await running;
  currentLoad.value = undefined;
  preparation.value = undefined;
  // What is missing may be mended meanwhile.
  if (triedRows.value === 0) parentSearch.value = undefined;
}

/** Tells whether a load was taken back, with nothing of it left. */
export const isTakenBack = (id: string | undefined): boolean =>
  pastActions.value?.some(
    (past) => past.kind === "load" && past.id === id && past.undone?.left === 0 && past.undone.isOpen !== true,
  ) === true;

/** Goes on behind a trial: its rows are passed over where any of them was written, and is still there. */
export function leaveTrial(org: Org, goesOn: boolean): void {
  const trial = currentLoad.value;
  const wrote = (trial?.result?.summary.written ?? 0) > 0 && !isTakenBack(trial?.order.id);
  triedRows.value = wrote ? (trial?.order.source.take ?? 0) : 0;
  currentLoad.value = undefined;
  if (goesOn) void checkChosen(org);
}

/** Has the load that was stopped go on. */
export function goOn(): void {
  if (last !== undefined) run({ ...last, isTakenUp: true });
}

/** Takes up a load of an earlier run. */
export function takeUp(org: Org, kept: LoadToTakeUp, { file, handle }: Pick<ChosenFile, "file" | "handle">): void {
  const { id, fileName, fileBytes, lastModified, spec, source, maxRecords, isTrial, snapshot } = kept;
  const order: LoadOrder = { id, org, fileName, fileBytes, lastModified, spec, source, maxRecords, isTrial };
  run(keeping({ order, file, handle: handle ?? kept.handle, isTakenUp: true }, snapshot));
}

/** Closes the job of a load that is not to go on, and forgets the load: rows that are there stay. */
export async function giveUp(org: Org, id: string, jobId: string | undefined): Promise<void> {
  try {
    if (jobId !== undefined) await closeJob(connectionFor(org, `Close job ${jobId}`), jobId);
  } catch (error) {
    // An aborted job, or one that is not there any more, is open no longer.
    if (!isSfbulkError(error) || error.name !== "SalesforceError") throw error;
  }
  await forgetLoad(id);
  if (currentLoad.value?.order.id === id) chooseAnother();
}

/** Takes rows that were not written as the next file, for the same as they were for. Nothing is sent by it. */
export function chooseFailedRows({ file, rows }: FailedRowsFile, job: PlannedJob): void {
  if (isLoading.value) throw new Error("Cannot take the failed rows: another load of this tab is under way");
  if (rows === 0) throw new Error("Cannot load the failed rows again: none of them can be read");
  stopLooking();
  currentLoad.value = undefined;
  chooseFile({ file, handle: undefined, isMade: true });
  planLike(job);
}

/** Plans a load like an earlier one, for the file that is chosen next. */
export function loadLike(past: PastLoad): void {
  chooseAnother();
  planLike(past.spec);
  loadPlan.value = { ...loadPlan.value, maxRecords: past.maxRecords };
  mappingBefore.value = Object.fromEntries(past.mapping.map(({ column, target }) => [column, target]));
}

/** Begins anew with another file. */
export function chooseAnother(): void {
  stopLooking();
  mappingBefore.value = undefined;
  currentLoad.value = undefined;
  chooseFile(undefined);
}

function ordered(org: Org, window: Pick<SourcePlan, "skip" | "take">, isTrial: boolean): LoadToRun | undefined {
  const chosen = chosenFile.value;
  const reading = fileReading.value;
  const targets = columnTargets.value;
  if (chosen === undefined || reading === undefined || reading instanceof Error || targets === undefined)
    return undefined;
  const { columns, rows, encoding, delimiter } = reading;
  const search = parentLookups.value.length === 0 ? undefined : endedSearch();
  const leftOut = [...(search?.leftOut ?? []), ...empty].toSorted((one, other) => one - other);
  const order: LoadOrder = {
    id: newLoadId(),
    org,
    fileName: chosen.file.name,
    fileBytes: chosen.file.size,
    lastModified: chosen.file.lastModified,
    spec: specOf(loadPlan.value),
    source: {
      columns,
      targets,
      encoding,
      delimiter,
      rows,
      ...window,
      ...(search === undefined ? {} : { parents: search.found }),
      ...(leftOut.length === 0 ? {} : { leftOut }),
    },
    maxRecords: loadPlan.value.maxRecords,
    isTrial,
  };
  return { order, file: chosen.file, handle: chosen.handle, isTakenUp: false };
}
