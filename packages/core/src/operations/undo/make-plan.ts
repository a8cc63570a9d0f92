import type { Target } from "../../connection/check-connection.ts";
import type { UndoPlan, UndoReason, UndoRecord, UndoSummary } from "../../protocol/undo-plan.ts";
import type { RestRecord } from "../../requests/record-requests.ts";
import { type Decision, decide, type DecisionRules } from "./decide.ts";
import { ownWrites } from "./own-writes.ts";
import { fieldsToRead, presentRecords, recordsTogether, userNames } from "./present-records.ts";
import type { CheckedUndo } from "./undo-options.ts";
import { indexSnapshot } from "./values-before.ts";
import { cannotUndo } from "./cannot-undo.ts";
import { type WrittenRecord, writtenRecords, type WrittenRecords } from "./written-records.ts";

/** What is known of a load that is to be taken back, and what is to become of each record. */
export interface UndoState {
  readonly written: WrittenRecords;
  readonly rules: DecisionRules;
  /** The fields that are read of records, to decide about them. */
  readonly fields: readonly string[];
  /** What is known of each record last, by its id of 15 characters. */
  readonly records: Map<string, UndoRecord>;
}

/** Finds out what a load has written, and decides what is to become of it. Changes nothing. */
export async function makePlan(target: Target, undo: CheckedUndo): Promise<UndoState> {
  const { load, snapshot, later, onProgress, signal } = undo;
  onProgress?.({ phase: "reading", done: 0, total: null });
  const written = await writtenRecords(target, undo);
  const parts = snapshot === undefined ? undefined : indexSnapshot(await snapshot.read());
  const isChanging = written.operation === "update" || written.operation === "upsert";
  if (isChanging && parts?.isAbout(load.jobs) === false && written.records.size > 0) {
    throw cannotUndo(`the snapshot has nothing of job "${load.jobs.at(-1) ?? ""}": it is of another load`);
  }
  const rules: DecisionRules = {
    operation: written.operation,
    fields: new Map(written.description.fields.map((field) => [field.name, field])),
    snapshot: parts,
    later: await ownWrites(target, later, written, signal),
  };
  const state: UndoState = { written, rules, fields: fieldsToRead(written), records: new Map() };
  const all = [...written.records.values()];
  for (let from = 0; from < all.length; from += recordsTogether) {
    onProgress?.({ phase: "comparing", done: from, total: all.length });
    await look(target, state, all.slice(from, from + recordsTogether), signal);
  }
  return state;
}

/** Looks at records as they are now, and decides about them. */
export async function look(
  target: Target,
  { written, rules, fields, records }: UndoState,
  some: readonly WrittenRecord[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Decision>> {
  const present = await presentRecords(target, written, some, fields, { signal });
  const decisions = new Map<string, Decision>();
  for (const record of some) {
    const short = record.id.slice(0, 15);
    const now = present.get(short) ?? null;
    const decision = decide(rules, record, now);
    decisions.set(short, decision);
    records.set(short, tell(record, decision, now));
  }
  return decisions;
}

const textIn = (record: RestRecord | null, name: string): string | null => {
  const value = record?.[name];
  return typeof value === "string" ? value : null;
};

const tell = (
  { id, jobId, rowNumber }: WrittenRecord,
  { fate, why }: Decision,
  now: RestRecord | null,
): UndoRecord => ({
  fate,
  why,
  message: null,
  id,
  jobId,
  rowNumber,
  systemModstamp: textIn(now, "SystemModstamp"),
  lastModifiedById: textIn(now, "LastModifiedById"),
  lastModifiedBy: null,
});

/** Tells what is known now of all records, with the names of those who have changed what is left. */
export async function tellAll(target: Target, state: UndoState, signal: AbortSignal | undefined): Promise<UndoPlan> {
  const { written, records } = state;
  const users = new Set(
    [...records.values()].flatMap(({ fate, lastModifiedById }) =>
      fate === "left" && lastModifiedById !== null ? [lastModifiedById] : [],
    ),
  );
  const names = await userNames(target, users, { signal });
  const known = [...records.values()].map((record) => {
    const lastModifiedBy = record.fate === "left" ? names.get(record.lastModifiedById?.slice(0, 15) ?? "") : undefined;
    return lastModifiedBy === undefined ? record : { ...record, lastModifiedBy };
  });
  const unknown = written.unknown.map((row): UndoRecord => ({
    ...row,
    fate: "left",
    why: "UnknownEnd",
    systemModstamp: null,
    lastModifiedById: null,
    lastModifiedBy: null,
  }));
  const all = [...known, ...unknown];
  const { operation, object, unwritten } = written;
  return { operation, object, summary: sumUp(all, unwritten), records: all };
}

function sumUp(records: readonly UndoRecord[], unwritten: number): UndoSummary {
  const count = (fate: UndoRecord["fate"]): number => records.filter((record) => record.fate === fate).length;
  const reasons = new Map<UndoReason, number>();
  for (const { why } of records) if (why !== null) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return {
    records: records.length,
    deleted: count("deleted"),
    writtenBack: count("written-back"),
    undeleted: count("undeleted"),
    asBefore: count("as-before"),
    left: count("left"),
    reasons: [...reasons]
      .map(([why, number]) => ({ why, records: number }))
      .toSorted((one, other) => other.records - one.records),
    unwritten,
  };
}
