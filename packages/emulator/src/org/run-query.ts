import type { Job } from "./job.ts";
import { findByName, type ObjectSchema } from "./object-schema.ts";
import type { Org } from "./org.ts";
import { recordsOf, type StoredRecord } from "./record-store.ts";
import type { FieldValue } from "./row.ts";

/** What a query found: the fields in the order of its SELECT list, and the records. */
export interface QueryAnswer {
  readonly fields: readonly string[];
  readonly records: readonly StoredRecord[];
}

const statement =
  /^\s*SELECT\s+([\w\s,.]+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|[\w.+-]+))?(?:\s+LIMIT\s+(\d+))?\s*;?\s*$/i;

/** The form is recorded for one message (the entity of the job), the others are guesses after it. */
const failed = (why: string): string => `InvalidBatch : Failed to process query: ${why}`;

/**
 * Runs `SELECT fields FROM object [WHERE field = value] [LIMIT n]` over the org's records.
 *
 * @returns what it found, or the text for the batch's `stateMessage`.
 */
export function runQuery(org: Org, job: Pick<Job, "object" | "operation">, soql: string): QueryAnswer | string {
  const parts = statement.exec(soql);
  if (parts === null) {
    return failed("MALFORMED_QUERY: the emulator takes SELECT fields FROM object [WHERE field = 'x'] [LIMIT n] only");
  }
  const [, list = "", entity = "", filter, literal = "", limit] = parts;
  const known = findByName(org.objects, entity);
  if (known === undefined) return failed(`INVALID_TYPE: sObject type '${entity}' is not supported.`);
  if (known.name !== job.object) {
    return failed(
      `INVALID_TYPE_FOR_OPERATION: The root entity of the requested query (${known.name}) does not match the entity of the requested Bulk API Job (${job.object}).`,
    );
  }
  const fields: string[] = [];
  for (const name of list.split(",").map((part) => part.trim())) {
    const field = nameOf(known.value, name);
    if (field === undefined) return failed(`INVALID_FIELD: No such column '${name}' on entity '${known.name}'.`);
    fields.push(field);
  }
  const filterField = filter === undefined ? undefined : nameOf(known.value, filter);
  if (filter !== undefined && filterField === undefined) {
    return failed(`INVALID_FIELD: No such column '${filter}' on entity '${known.name}'.`);
  }
  const wanted = literal.startsWith("'") ? literal.slice(1, -1).replace(/\\(.)/g, "$1") : literal;
  const all = [...recordsOf(org.records, known.name).byId.values()].filter(
    (record) =>
      (job.operation === "queryAll" || !record.deleted) &&
      (filterField === undefined || matches(valueOf(record, filterField), wanted, literal)),
  );
  return { fields, records: limit === undefined ? all : all.slice(0, Number(limit)) };
}

function nameOf(schema: ObjectSchema, name: string): string | undefined {
  const own = ["Id", "CreatedDate", "IsDeleted"].find((field) => field.toLowerCase() === name.toLowerCase());
  return own ?? findByName(schema.fields, name)?.name;
}

/** SOQL compares texts without their case, and ids in either length. */
function matches(value: FieldValue, wanted: string, literal: string): boolean {
  if (literal.toLowerCase() === "null") return value === null || value === "";
  if (value === null) return false;
  const text = String(value);
  if (/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(wanted) && text.length === 18) {
    return text.slice(0, 15) === wanted.slice(0, 15);
  }
  return text.toLowerCase() === wanted.toLowerCase();
}

/** Gives a field's value of a record; `null` where it is empty. Times are ISO 8601. */
export function valueOf(record: StoredRecord, field: string): FieldValue {
  if (field === "Id") return record.id;
  if (field === "CreatedDate") return new Date(record.createdDate).toISOString();
  if (field === "IsDeleted") return record.deleted;
  return record.values.get(field) ?? null;
}
