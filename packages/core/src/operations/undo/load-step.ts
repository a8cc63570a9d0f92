import type { Connection } from "../../connection/connection.ts";
import { csvLine } from "../../csv/csv-line.ts";
import { isSfbulkError } from "../../errors/is-sfbulk-error.ts";
import type { Journal } from "../../journals/journal.ts";
import type { LoadResult } from "../../protocol/load-result.ts";
import type { UndoReason, UndoRecord, UndoStep } from "../../protocol/undo-plan.ts";
import { loadRows } from "../load-rows/load-rows.ts";
import { loadResults } from "../load-rows/outcomes/load-results.ts";
import type { Target } from "../../connection/check-connection.ts";
import { type Decision } from "./decide.ts";
import { look, type UndoState } from "./make-plan.ts";
import { recordsTogether } from "./present-records.ts";
import type { CheckedUndo } from "./undo-options.ts";
import type { WrittenRecord } from "./written-records.ts";

/** What the steps of a taking back share. */
export interface UndoRun {
  readonly connection: Connection;
  readonly target: Target;
  readonly undo: CheckedUndo;
  readonly state: UndoState;
  readonly nextJournal: () => Journal | undefined;
  readonly steps: UndoStep[];
}

/** A load that takes records back. */
interface LoadStep {
  readonly operation: "update" | "delete";
  readonly fate: UndoRecord["fate"];
  readonly phase: "writing-back" | "deleting";
  readonly columns: readonly string[];
  readonly cells: (id: string, decision: Decision) => readonly string[];
}

/**
 * Takes records back by a load. Each is looked at once more right before it is sent; one that was changed since the plan is
 * left. What somebody changes between that and the writing, a moment, nobody can keep.
 */
async function loadStep(run: UndoRun, step: LoadStep, records: readonly WrittenRecord[]): Promise<void> {
  const { connection, target, undo, state, nextJournal } = run;
  const { onProgress, signal } = undo;
  const { operation, fate, phase, columns, cells } = step;
  const sent: WrittenRecord[] = [];
  const rows = async function* (): AsyncGenerator<string, void, undefined> {
    let text = csvLine(columns);
    for (let from = 0; from < records.length; from += recordsTogether) {
      const some = records.slice(from, from + recordsTogether);
      const decisions = await look(target, state, some, signal);
      for (const record of some) {
        const decision = decisions.get(record.id.slice(0, 15));
        if (decision?.fate !== fate) continue;
        text += csvLine(cells(record.id, decision));
        sent.push(record);
      }
      if (sent.length > 0 && text !== "") yield text;
      if (sent.length > 0) text = "";
    }
  };
  const { keep, waitTimeout, minInterval, maxInterval } = undo;
  const journal = nextJournal();
  let load: LoadResult;
  try {
    load = await loadRows(connection, { operation, object: state.written.object }, rows(), {
      // The object is described already, and the values are its own.
      fields: "send",
      // No batch has more than what was looked at together, so that little time goes by between that and its sending.
      maxRecords: recordsTogether,
      concurrency: 2,
      onError: "abort",
      waitTimeout,
      minInterval,
      maxInterval,
      ...(journal === undefined ? {} : { journal }),
      ...(operation === "update" && keep !== undefined ? { snapshot: keep } : {}),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined
        ? {}
        : { onProgress: ({ rowsProcessed }) => onProgress({ phase, done: rowsProcessed, total: records.length }) }),
    });
  } catch (error) {
    // Meanwhile somebody has changed all of them.
    if (isSfbulkError(error) && error.code === "EmptySource") return;
    throw error;
  }
  const { jobs, batches, summary } = load;
  run.steps.push({ operation, jobs, batches, summary });
  let index = 0;
  for await (const { success, errors, mayBeWritten } of loadResults(
    connection,
    load,
    signal === undefined ? {} : { signal },
  )) {
    const record = sent[index++];
    if (record !== undefined && !success) {
      leave(state, record, mayBeWritten === true ? "UnknownEnd" : "Refused", errors[0]?.message ?? null);
    }
  }
}

/** Notes that a record is left after all. */
export function leave({ records }: UndoState, { id }: WrittenRecord, why: UndoReason, message: string | null): void {
  const short = id.slice(0, 15);
  const record = records.get(short);
  if (record !== undefined) records.set(short, { ...record, fate: "left", why, message });
}

/** Says how a value is written: one that was empty empties the field. */
const cellOf = (value: string | null | undefined): string => (value === undefined ? "" : (value ?? "#N/A"));

/** Writes back what records were before. Fields that a row has left as they are stay so. */
export function writeBack(run: UndoRun, records: readonly WrittenRecord[]): Promise<void> {
  const [, , , ...fields] = run.state.fields;
  return loadStep(
    run,
    {
      operation: "update",
      fate: "written-back",
      phase: "writing-back",
      columns: ["Id", ...fields],
      cells: (id, { values }) => [id, ...fields.map((field) => cellOf(values?.get(field)))],
    },
    records,
  );
}

/** Deletes what the load has made. */
export const deleteCreated = (run: UndoRun, records: readonly WrittenRecord[]): Promise<void> =>
  loadStep(
    run,
    { operation: "delete", fate: "deleted", phase: "deleting", columns: ["Id"], cells: (id) => [id] },
    records,
  );
