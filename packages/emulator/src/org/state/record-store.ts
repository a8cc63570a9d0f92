import type { ObjectSchema } from "../../options/object-schema.ts";
import type { FieldValue } from "./row.ts";

/** A record as the org keeps it. */
export interface StoredRecord {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdDate: number;
  /** The values by the fields' API names; what is not in it is empty. */
  readonly values: Map<string, FieldValue>;
  deleted: boolean;
}

/** The records of one object type. */
interface RecordTable {
  /** Records by the first 15 characters of their ids, in the order of their creation. */
  readonly byId: Map<string, StoredRecord>;
  /** Records that are not deleted, by the values of their unique fields. */
  readonly byKey: Map<string, StoredRecord>;
  /** Counts what has been changed in the table and in its records. */
  revision: number;
}

/** Records by object type. */
export type RecordStore = Map<string, RecordTable>;

/** Gives the records of an object type. */
export function recordsOf(store: RecordStore, object: string): RecordTable {
  let table = store.get(object);
  if (table === undefined) {
    table = { byId: new Map(), byKey: new Map(), revision: 0 };
    store.set(object, table);
  }
  return table;
}

/** Finds the record with a value in a unique field. */
export const findByKey = (table: RecordTable, field: string, value: FieldValue): StoredRecord | undefined =>
  table.byKey.get(keyOf(field, value));

/** Puts values into a record and keeps its table in order. */
export function setValues(
  table: RecordTable,
  schema: ObjectSchema,
  record: StoredRecord,
  values: ReadonlyMap<string, FieldValue>,
): void {
  table.revision++;
  table.byId.set(record.id.slice(0, 15), record);
  for (const [field, value] of values) {
    if (schema.fields[field]?.unique === true) {
      table.byKey.delete(keyOf(field, record.values.get(field) ?? null));
      if (value !== null) table.byKey.set(keyOf(field, value), record);
    }
    record.values.set(field, value);
  }
}

/** Deletes a record; `forGood` leaves no trace of it. */
export function removeRecord(table: RecordTable, schema: ObjectSchema, record: StoredRecord, forGood: boolean): void {
  table.revision++;
  record.deleted = true;
  for (const [field, value] of record.values) {
    if (schema.fields[field]?.unique === true) table.byKey.delete(keyOf(field, value));
  }
  if (forGood) table.byId.delete(record.id.slice(0, 15));
}

const keyOf = (field: string, value: FieldValue): string => `${field}=${String(value)}`;
