import type { ObjectSchema } from "../../options/object-schema.ts";
import type { FieldValue } from "./row.ts";

/** A record as the org keeps it. It is never changed, but put in the place of: what a query has found stays as it was. */
export interface StoredRecord {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdDate: number;
  readonly createdById: string;
  /** When it was last written or deleted. */
  readonly lastModifiedDate: number;
  readonly lastModifiedById: string;
  /** The values by the fields' API names; what is not in it is empty. */
  readonly values: ReadonlyMap<string, FieldValue>;
  readonly deleted: boolean;
}

/** The records of one object type. */
export interface RecordTable {
  /** Records by the first 15 characters of their ids, in the order of their creation. */
  readonly byId: Map<string, StoredRecord>;
  /** Records that are not deleted, by the values of their unique fields. */
  readonly byKey: Map<string, StoredRecord>;
  /** Counts what has been changed in the table. */
  revision: number;
  /** What records were before they were written, by id; only while what is written may still be taken back. */
  before?: Map<string, StoredRecord | undefined> | undefined;
}

const sortedIds = new WeakMap<RecordTable, { readonly revision: number; readonly ids: readonly string[] }>();

/** Gives the ids of all records in a table, 15 characters of each, in their order. */
export function recordIdsOf(table: RecordTable): readonly string[] {
  const known = sortedIds.get(table);
  if (known?.revision === table.revision) return known.ids;
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted is not in ES2022
  const ids = [...table.byId.keys()].sort((one, other) => (one < other ? -1 : 1));
  sortedIds.set(table, { revision: table.revision, ids });
  return ids;
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

/** Puts a record into its table, in the place of the one with the same id. */
export function putRecord(table: RecordTable, schema: ObjectSchema, record: StoredRecord): void {
  const id = record.id.slice(0, 15);
  if (table.before?.has(id) === false) table.before.set(id, table.byId.get(id));
  for (const key of keysOf(schema, table.byId.get(id))) table.byKey.delete(key);
  for (const key of keysOf(schema, record)) table.byKey.set(key, record);
  table.byId.set(id, record);
  table.revision++;
}

/** Deletes a record, as it is to be kept; `forGood` leaves no trace of it. */
export function removeRecord(table: RecordTable, schema: ObjectSchema, record: StoredRecord, forGood: boolean): void {
  putRecord(table, schema, { ...record, deleted: true });
  if (forGood) table.byId.delete(record.id.slice(0, 15));
}

/**
 * Does something to records, and takes all of it back where it did not succeed.
 *
 * @param run - What is done, and whether it succeeded; nothing else may write meanwhile.
 */
export function allOrNothing(
  store: RecordStore,
  objects: Readonly<Record<string, ObjectSchema>>,
  run: () => boolean,
): void {
  const tables = Object.entries(objects).map(([name, schema]) => ({ schema, table: recordsOf(store, name) }));
  for (const { table } of tables) table.before = new Map();
  let succeeded = false;
  try {
    succeeded = run();
  } finally {
    for (const { schema, table } of tables) {
      const { before = new Map<string, StoredRecord | undefined>() } = table;
      table.before = undefined;
      if (!succeeded) restore(table, schema, before);
    }
  }
}

function restore(
  table: RecordTable,
  schema: ObjectSchema,
  before: ReadonlyMap<string, StoredRecord | undefined>,
): void {
  // All new values go first: a unique one may have wandered from one record to another.
  for (const [id, record] of before) {
    for (const key of keysOf(schema, table.byId.get(id))) table.byKey.delete(key);
    if (record === undefined) table.byId.delete(id);
  }
  for (const [id, record] of before) {
    if (record === undefined) continue;
    table.byId.set(id, record);
    for (const key of keysOf(schema, record)) table.byKey.set(key, record);
  }
  table.revision++;
}

const keyOf = (field: string, value: FieldValue): string => `${field}=${String(value)}`;

const keysOf = (schema: ObjectSchema, record: StoredRecord | undefined): string[] =>
  record === undefined || record.deleted
    ? []
    : [...record.values]
        .filter(([field, value]) => value !== null && schema.fields[field]?.unique === true)
        .map(([field, value]) => keyOf(field, value));
