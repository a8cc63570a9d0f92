import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { UndoPlan, UndoRecord, UndoResult } from "../../protocol/undo-plan.ts";
import { endEarlierRuns } from "./earlier-runs.ts";
import { deleteCreated, type UndoRun, writeBack } from "./load-step.ts";
import { makePlan, tellAll, type UndoState } from "./make-plan.ts";
import { undeleteRecords } from "./undelete-records.ts";
import type { CheckedUndo } from "./undo-options.ts";
import type { WrittenRecord } from "./written-records.ts";

/** Tells what taking a load back would do, as `planUndo` says, with arguments that are checked. */
export async function runPlan(target: Target, undo: CheckedUndo): Promise<UndoPlan> {
  return await tellAll(target, await makePlan(target, undo), undo.signal);
}

/** Takes a load back, as `undoLoad` says, with arguments that are checked. */
export async function runUndo(connection: Connection, undo: CheckedUndo): Promise<UndoResult> {
  const target = checkConnection(connection);
  const { journal, onPlan, onProgress, signal } = undo;
  try {
    const { next, steps } = await endEarlierRuns(connection, undo);
    // What earlier runs have done is seen by the records, once nothing of it goes on any more.
    const state = await makePlan(target, undo);
    await onPlan?.(await tellAll(target, state, signal));
    signal?.throwIfAborted();
    const run: UndoRun = { connection, target, undo, state, nextJournal: next, steps: [...steps] };
    await takeBack(run);
    onProgress?.({ phase: "ended", done: state.records.size, total: state.records.size });
    return { ...(await tellAll(target, state, signal)), steps: run.steps };
  } finally {
    await journal?.release?.();
  }
}

/**
 * Takes records back: first the values of those that were there, which may lead to those that are deleted then; and where one
 * was refused, such as for a value that another record had, once more behind that, as long as one more comes through.
 */
async function takeBack(run: UndoRun): Promise<void> {
  const { state } = run;
  const withFate = (fate: UndoRecord["fate"]): WrittenRecord[] =>
    [...state.written.records].flatMap(([short, record]) => (state.records.get(short)?.fate === fate ? [record] : []));
  const changed = withFate("written-back");
  const made = withFate("deleted");
  const deleted = withFate("undeleted");
  if (changed.length > 0) await writeBack(run, changed);
  if (made.length > 0) await deleteCreated(run, made);
  let before = changed.length + made.length;
  let again = changed.filter((record) => isRefused(state, record));
  // Who had the value may have given it up by now, one after the other.
  while (again.length > 0 && again.length < before) {
    await writeBack(run, again);
    before = again.length;
    again = again.filter((record) => isRefused(state, record));
  }
  if (deleted.length > 0) await undeleteRecords(run, deleted);
}

const isRefused = ({ records }: UndoState, { id }: WrittenRecord): boolean =>
  records.get(id.slice(0, 15))?.why === "Refused";
