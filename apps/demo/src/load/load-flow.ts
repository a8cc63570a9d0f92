import { closeJob } from "@sfbulk/browser";
import { connectionFor, type Org } from "../org/org.ts";
import type { ChosenFile } from "./chosen-file.ts";
import { currentLoad, type LoadOrder } from "./current-load.ts";
import { failedRowsFile } from "./failed-rows-file.ts";
import { forgetLoad, type LoadToTakeUp, newLoadId } from "./kept-loads.ts";
import {
  chosenFile,
  chooseFile,
  columnTargets,
  fileReading,
  planLike,
  loadPlan,
  specOf,
  triedRows,
} from "./load-plan.ts";
import type { SourcePlan } from "./mapped-source.ts";
import { cancelLoad, type LoadToRun, runLoad } from "./run-load.ts";

let last: LoadToRun | undefined;
let running: Promise<void> = Promise.resolve();

function run(load: LoadToRun): void {
  last = load;
  running = runLoad(load);
}

/** Checks the chosen file whole, and asks whether it is to be loaded. */
export function checkChosen(org: Org): void {
  const skip = triedRows.value;
  const load = ordered(org, { skip, take: null }, false);
  if (load !== undefined) run(load);
}

/** Loads the first rows of the chosen file alone, to see what becomes of them. */
export async function tryFirst(org: Org, count: number): Promise<void> {
  cancelLoad();
  await running;
  const load = ordered(org, { skip: 0, take: count }, true);
  if (load !== undefined) run(load);
}

/** Goes back from the question to the columns. */
export async function backToColumns(): Promise<void> {
  cancelLoad();
  await running;
  currentLoad.value = undefined;
}

/** Goes on behind a trial: its rows are passed over where any of them was written. */
export function leaveTrial(org: Org, goesOn: boolean): void {
  const trial = currentLoad.value;
  const wrote = (trial?.result?.summary.written ?? 0) > 0;
  triedRows.value = wrote ? (trial?.order.source.take ?? 0) : 0;
  currentLoad.value = undefined;
  if (goesOn) checkChosen(org);
}

/** Has the load that was stopped go on. */
export function goOn(): void {
  if (last !== undefined) run({ ...last, isTakenUp: true });
}

/** Takes up a load of an earlier run. */
export function takeUp(org: Org, kept: LoadToTakeUp, { file, handle }: Pick<ChosenFile, "file" | "handle">): void {
  const { id, fileName, fileBytes, lastModified, spec, source, maxRecords, isTrial } = kept;
  const order: LoadOrder = { id, org, fileName, fileBytes, lastModified, spec, source, maxRecords, isTrial };
  run({ order, file, handle: handle ?? kept.handle, isTakenUp: true });
}

/** Closes the job of a load that is not to go on, and forgets the load: rows that are there stay. */
export async function giveUp(org: Org, id: string, jobId: string | undefined): Promise<void> {
  if (jobId !== undefined) await closeJob(connectionFor(org, `Close job ${jobId}`), jobId);
  await forgetLoad(id);
  if (currentLoad.value?.order.id === id) chooseAnother();
}

/** Takes the rows of a load that were not written as the next file; the plan stays as it was. */
export async function chooseFailedRows(
  org: Org,
  { result, spec, fileName }: Pick<LoadToTakeUp, "result" | "spec" | "fileName">,
): Promise<void> {
  if (result === undefined) return;
  const { file } = await failedRowsFile(org, result, fileName);
  currentLoad.value = undefined;
  chooseFile({ file, handle: undefined, isMade: true });
  planLike(spec);
}

/** Begins anew with another file. */
export function chooseAnother(): void {
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
  const order: LoadOrder = {
    id: newLoadId(),
    org,
    fileName: chosen.file.name,
    fileBytes: chosen.file.size,
    lastModified: chosen.file.lastModified,
    spec: specOf(loadPlan.value),
    source: { columns, targets, encoding, delimiter, rows, ...window },
    maxRecords: loadPlan.value.maxRecords,
    isTrial,
  };
  return { order, file: chosen.file, handle: chosen.handle, isTakenUp: false };
}
