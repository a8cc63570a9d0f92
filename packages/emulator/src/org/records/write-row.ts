import type { RowError, RowResult } from "@sfbulk/core";
import { checkRow, rowError } from "./check-row.ts";
import type { JobBasics, JobTarget } from "../state/job.ts";
import { findByName, type ObjectSchema } from "../../options/object-schema.ts";
import type { Org } from "../state/org.ts";
import { findByKey, putRecord, recordsOf, removeRecord, type StoredRecord } from "../state/record-store.ts";
import type { FieldValue, Row } from "../state/row.ts";

/** What rows are written for: what is to be done, and who asked for it. */
type Writer = JobTarget & Pick<JobBasics, "createdById">;

/** Who writes, and when. */
interface Stamp {
  readonly userId: string;
  readonly time: number;
}

/** Does with one row what its job's operation says, and tells what became of it. */
export function writeRow(org: Org, job: Writer, row: Row, time: number): RowResult {
  const schema = findByName(org.objects, job.object)?.value;
  if (schema === undefined) return refused(rowError("INVALID_TYPE", `sObject type '${job.object}' is not supported`));
  const { id, rest } = split(row);
  const stamp = { userId: job.createdById, time };
  switch (job.operation) {
    case "insert":
      return insert(org, job.object, schema, id, rest, stamp);
    case "update":
      return update(org, job.object, schema, id, rest, stamp);
    case "upsert":
      return upsert(org, job, schema, id, rest, stamp);
    default:
      return remove(org, job, schema, id, stamp);
  }
}

const refused = (...errors: RowError[]): RowResult => ({ success: false, created: false, id: null, errors });
const written = (id: string, created: boolean): RowResult => ({ success: true, created, id, errors: [] });

function split(row: Row): { readonly id: string | null; readonly rest: Row } {
  const rest = new Map(row);
  let id: string | null = null;
  for (const [field, value] of row) {
    if (!/^id$/i.test(field)) continue;
    rest.delete(field);
    if (value !== null) id = String(value);
  }
  return { id, rest };
}

function insert(org: Org, object: string, schema: ObjectSchema, id: string | null, row: Row, stamp: Stamp): RowResult {
  if (id !== null) {
    return refused(rowError("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", "Id"));
  }
  if (schema.createable === false) return refused(noAccess());
  const checked = checkRow(object, schema, row, "createable");
  if ("errors" in checked) return refused(...checked.errors);
  const missing = Object.entries(schema.fields)
    .filter(([name, field]) => field.required === true && isEmpty(checked.values.get(name)))
    .map(([name]) => name);
  if (missing.length > 0) return refused(requiredMissing(missing));
  const twin = findTwin(org, object, schema, checked.values, undefined);
  if (twin !== undefined) return refused(twin);
  const record: StoredRecord = {
    id: org.ids.next(schema.keyPrefix),
    createdDate: stamp.time,
    createdById: stamp.userId,
    lastModifiedDate: stamp.time,
    lastModifiedById: stamp.userId,
    values: checked.values,
    deleted: false,
  };
  putRecord(recordsOf(org.records, object), schema, record);
  return written(record.id, true);
}

function update(org: Org, object: string, schema: ObjectSchema, id: string | null, row: Row, stamp: Stamp): RowResult {
  const record = findRecord(org, object, schema, id, "an update call");
  if ("statusCode" in record) return refused(record);
  if (schema.updateable === false) return refused(noAccess());
  const checked = checkRow(object, schema, row, "updateable");
  if ("errors" in checked) return refused(...checked.errors);
  const emptied = [...checked.values].filter(
    ([name, value]) => isEmpty(value) && schema.fields[name]?.required === true,
  );
  if (emptied.length > 0) return refused(requiredMissing(emptied.map(([name]) => name)));
  const twin = findTwin(org, object, schema, checked.values, record);
  if (twin !== undefined) return refused(twin);
  const values = new Map([...record.values, ...checked.values]);
  putRecord(recordsOf(org.records, object), schema, { ...stamped(record, stamp), values });
  return written(record.id, false);
}

function upsert(org: Org, job: JobTarget, schema: ObjectSchema, id: string | null, row: Row, stamp: Stamp): RowResult {
  const key = job.externalIdFieldName ?? "Id";
  if (/^id$/i.test(key)) {
    return id === null
      ? insert(org, job.object, schema, null, row, stamp)
      : update(org, job.object, schema, id, row, stamp);
  }
  const field = findByName(schema.fields, key);
  if (field?.value.unique !== true) {
    return refused(
      rowError("INVALID_FIELD", `Field name provided, ${key} does not match an External ID for ${job.object}`, key),
    );
  }
  const value = [...row].find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  if (isEmpty(value)) return refused(rowError("MISSING_ARGUMENT", `${field.name} not specified`, field.name));
  const match = findByKey(recordsOf(org.records, job.object), field.name, value ?? null);
  return match === undefined
    ? insert(org, job.object, schema, id, row, stamp)
    : update(org, job.object, schema, match.id, row, stamp);
}

const stamped = (record: StoredRecord, { userId, time }: Stamp): StoredRecord => ({
  ...record,
  lastModifiedDate: time,
  lastModifiedById: userId,
});

function remove(org: Org, job: JobTarget, schema: ObjectSchema, id: string | null, stamp: Stamp): RowResult {
  const record = findRecord(org, job.object, schema, id, "a delete call");
  if ("statusCode" in record) return refused(record);
  if (schema.deletable === false) return refused(noAccess());
  const forGood = job.operation === "hardDelete";
  removeRecord(recordsOf(org.records, job.object), schema, stamped(record, stamp), forGood);
  return written(record.id, false);
}

function findRecord(
  org: Org,
  object: string,
  schema: ObjectSchema,
  id: string | null,
  call: string,
): StoredRecord | RowError {
  if (id === null) return rowError("MISSING_ARGUMENT", `Id not specified in ${call}`, "Id");
  if (!/^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(id) || !id.startsWith(schema.keyPrefix)) {
    return rowError("MALFORMED_ID", `${object} ID: id value of incorrect type: ${id}`, "Id");
  }
  const record = recordsOf(org.records, object).byId.get(id.slice(0, 15));
  if (record === undefined) return rowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
  return record.deleted ? rowError("ENTITY_IS_DELETED", "entity is deleted") : record;
}

/** That it is this code, and a matter of the row and not of the job, is a guess. */
const noAccess = (): RowError => rowError("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");

const requiredMissing = (fields: readonly string[]): RowError =>
  rowError("REQUIRED_FIELD_MISSING", `Required fields are missing: [${fields.join(", ")}]`, ...fields);

function findTwin(
  org: Org,
  object: string,
  schema: ObjectSchema,
  values: ReadonlyMap<string, FieldValue>,
  self: StoredRecord | undefined,
): RowError | undefined {
  for (const [name, value] of values) {
    if (schema.fields[name]?.unique !== true || isEmpty(value)) continue;
    const twin = findByKey(recordsOf(org.records, object), name, value);
    if (twin === undefined || twin === self) continue;
    const message = `duplicate value found: ${name} duplicates value on record with id: ${twin.id.slice(0, 15)}`;
    return rowError("DUPLICATE_VALUE", message, name);
  }
  return undefined;
}

const isEmpty = (value: FieldValue | undefined): boolean => value === undefined || value === null || value === "";
