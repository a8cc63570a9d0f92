import type { FieldDescription } from "../../protocol/object-description.ts";
import type { UndoReason, UndoRecord } from "../../protocol/undo-plan.ts";
import type { RestRecord } from "../../requests/record-requests.ts";
import { textOf } from "../snapshots/read-records.ts";
import { isChanged, isLater, stampOf } from "./is-changed.ts";
import { isSameValue } from "./is-same-value.ts";
import type { OwnWrites } from "./own-writes.ts";
import { sentValues } from "./sent-row.ts";
import type { SnapshotIndex, ValuesBefore } from "./values-before.ts";
import type { WrittenRecord } from "./written-records.ts";

/** What is to become of a record. */
export interface Decision {
  readonly fate: UndoRecord["fate"];
  readonly why: UndoReason | null;
  /** The values to be written back, by field. */
  readonly values?: ValuesBefore;
}

/** What decisions are made by. */
export interface DecisionRules {
  readonly operation: "insert" | "update" | "upsert" | "delete";
  /** The fields of the object by their names. */
  readonly fields: ReadonlyMap<string, FieldDescription>;
  readonly snapshot: SnapshotIndex | undefined;
  /** What taking later loads back has written. */
  readonly later: readonly OwnWrites[];
}

const numeric: readonly string[] = ["double", "currency", "percent", "int", "long"];

const left = (why: UndoReason): Decision => ({ fate: "left", why });
const nothingToDo: Decision = { fate: "as-before", why: null };

/**
 * Decides what is to become of a record that a load has written, as it is now. In doubt it is left.
 *
 * @param now - `null` where it is not there; of a load that deletes, where it is not in the recycle bin either.
 */
export function decide(rules: DecisionRules, record: WrittenRecord, now: RestRecord | null): Decision {
  if (rules.operation === "delete") return decideDeleted(record, now);
  if (record.created) {
    if (now === null) return nothingToDo;
    return isChanged(record, now, rules.later) ? left("ChangedSince") : { fate: "deleted", why: null };
  }
  if (now === null) return left("Gone");
  return decideChanged(rules, record, now);
}

function decideDeleted({ until }: WrittenRecord, now: RestRecord | null): Decision {
  if (now === null) return left("NotInRecycleBin");
  if (now["IsDeleted"] !== true) return nothingToDo;
  // Whether a deletion counts as the change of who deletes is not known: only the time is asked.
  return isLater(stampOf(now), until) ? left("ChangedSince") : { fate: "undeleted", why: null };
}

function decideChanged({ fields, snapshot, later }: DecisionRules, record: WrittenRecord, now: RestRecord): Decision {
  const known = record.sent.flatMap((row) => (row === undefined ? [] : [sentValues(row)]));
  if (known.length < record.sent.length) {
    if (isChanged(record, now, later)) return left("ChangedSince");
    return left(snapshot === undefined ? "NoSnapshot" : record.isUnfit ? "NotWritable" : "UnknownEnd");
  }
  const present = (field: string): string | null => textOf(now[field]);
  const written = [...new Set(known.flatMap((sent) => [...sent.keys()]))];
  /** Of a record with several rows in the load, any of them may have been the last one. */
  const isSent = (field: string, value: string | null): boolean =>
    known.some((sent) => sent.has(field) && isLike(fields.get(field), sent.get(field), value));
  // What is there behind the load is the load's as well, for all that is known: a trigger may have made it of what was sent.
  const before = snapshot?.valuesOf(
    record.id,
    record.sources,
    (field, value) => isSent(field, value) || value === present(field),
  );
  const isKnown = typeof before === "object" && written.every((field) => before.has(field));
  if (isKnown && written.every((field) => before.get(field) === present(field))) return nothingToDo;
  if (isChanged(record, now, later)) return left("ChangedSince");
  if (!isKnown) return left(before === "Ambiguous" ? "Ambiguous" : "NoSnapshot");
  if (!written.every((field) => isSent(field, present(field)))) return left("OtherValues");
  const values = new Map(written.map((field) => [field, before.get(field) ?? null]));
  if ([...values].some(([field, value]) => value !== null && !isWritable(fields.get(field), value))) {
    return left("NotWritable");
  }
  return { fate: "written-back", why: null, values };
}

/** How many digits of a number are sure to be those of the record: it is read as a double. That Salesforce gives more is a guess. */
const exactDigits = 15;

/** Tells whether a value can be written as it was. The text that empties a field cannot be written as a text. */
function isWritable(field: FieldDescription | undefined, value: string): boolean {
  const isNumber = field !== undefined && numeric.includes(field.type);
  return isNumber ? Math.abs(Number(value)) * 10 ** field.scale < 10 ** exactDigits : value.trim() !== "#N/A";
}

/** What a column of another record has sent is not known, and may be anything. */
const isLike = (field: FieldDescription | undefined, sent: string | undefined, value: string | null): boolean =>
  sent === undefined || (field !== undefined && isSameValue(field, sent, value));
