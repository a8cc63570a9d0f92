import { compareValues, meetsCondition } from "./meets-condition.ts";
import { readSoql } from "./read-soql.ts";
import type { Condition, SortKey } from "./soql-query.ts";
import { findByName, type ObjectSchema } from "../../options/object-schema.ts";
import type { Org } from "../state/org.ts";
import { recordsOf, type StoredRecord } from "../state/record-store.ts";
import { Refusal } from "../state/refusal.ts";
import type { FieldValue } from "../state/row.ts";

/** What a query found: the object type, the fields in the order of its SELECT list, and the records. */
export interface QueryAnswer {
  readonly object: string;
  readonly fields: readonly string[];
  readonly records: readonly StoredRecord[];
}

/**
 * Runs a statement of the subset of SOQL that `readSoql` takes over the org's records.
 *
 * @param withDeleted - Whether deleted records are found too, as by `queryAll`.
 * @throws Refusal for a statement that cannot be read, and for unknown names. The codes are Salesforce's, the messages put
 *   together from its documentation.
 */
export function runQuery(org: Org, soql: string, withDeleted: boolean): QueryAnswer {
  const query = readSoql(soql);
  const known = findByName(org.objects, query.object);
  if (known === undefined) throw new Refusal("INVALID_TYPE", `sObject type '${query.object}' is not supported.`);
  const fields = query.fields.map((name) => nameOf(known, name));
  const where = query.where === undefined ? undefined : withNames(known, query.where);
  const orderBy = query.orderBy.map((key) => ({ ...key, field: nameOf(known, key.field) }));
  const found = [...recordsOf(org.records, known.name).byId.values()].filter(
    (record) =>
      (withDeleted || !record.deleted) &&
      (where === undefined || meetsCondition(where, (field) => valueOf(record, field))),
  );
  if (orderBy.length > 0) found.sort((one, other) => compareRecords(orderBy, one, other));
  return { object: known.name, fields, records: found.slice(0, query.limit) };
}

interface NamedSchema {
  readonly name: string;
  readonly value: ObjectSchema;
}

function nameOf({ name: object, value: schema }: NamedSchema, name: string): string {
  const own = ["Id", "CreatedDate", "IsDeleted"].find((field) => field.toLowerCase() === name.toLowerCase());
  const found = own ?? findByName(schema.fields, name)?.name;
  if (found === undefined) throw new Refusal("INVALID_FIELD", `No such column '${name}' on entity '${object}'.`);
  return found;
}

/** Gives a condition whose fields have their API names. */
const withNames = (known: NamedSchema, condition: Condition): Condition =>
  condition.kind === "comparison"
    ? { ...condition, field: nameOf(known, condition.field) }
    : { ...condition, parts: condition.parts.map((part) => withNames(known, part)) };

function compareRecords(keys: readonly SortKey[], one: StoredRecord, other: StoredRecord): number {
  for (const { field, descending, nullsLast } of keys) {
    const [first, second] = [valueOf(one, field), valueOf(other, field)];
    if (first === null || second === null) {
      if (first !== second) return (first === null) === nullsLast ? 1 : -1;
      continue;
    }
    const order = compareValues(first, second);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** Gives a field's value of a record; `null` where it is empty. Times are ISO 8601. */
export function valueOf(record: StoredRecord, field: string): FieldValue {
  if (field === "Id") return record.id;
  if (field === "CreatedDate") return new Date(record.createdDate).toISOString();
  if (field === "IsDeleted") return record.deleted;
  return record.values.get(field) ?? null;
}
