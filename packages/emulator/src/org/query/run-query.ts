import { findByName } from "../../options/object-schema.ts";
import { anyField } from "../../options/all-fields.ts";
import type { Org } from "../state/org.ts";
import { recordsOf, type StoredRecord } from "../state/record-store.ts";
import { Refusal } from "../state/refusal.ts";
import { candidatesFor } from "./candidates-for.ts";
import { compareValues, meetsCondition } from "./meets-condition.ts";
import { readSoql } from "./read-soql.ts";
import { type Asked, fieldOf, isComparable, resolveCondition } from "./resolve-condition.ts";
import { soqlContext } from "./soql-context.ts";
import type { SoqlQuery, SortKey } from "./soql-query.ts";
import { valueOf } from "./value-of.ts";

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
 * @throws Refusal for a statement that cannot be read, for unknown names, and for values that are not for their fields.
 *   The codes are Salesforce's, the messages put together from its documentation where they are not known.
 */
export function runQuery(org: Org, soql: string, withDeleted: boolean): QueryAnswer {
  const query = readSoql(soql);
  const known = findByName(org.objects, query.object.name);
  if (known === undefined) throw unknownObject(query);
  const asked: Asked = { object: known.name, schema: known.value, text: query.text };
  const fields = selectedFields(asked, query);
  const where = query.where === undefined ? undefined : resolveCondition(asked, query.where, org.clock.now());
  const orderBy = query.orderBy.map((key) => sortKey(asked, key));
  const meets = where === undefined ? () => true : meetsCondition(where, known.value);
  const found = candidatesFor(recordsOf(org.records, known.name), where).filter(
    (record) => (withDeleted || !record.deleted) && meets((field) => valueOf(record, field)),
  );
  if (orderBy.length > 0) found.sort((one, other) => compareRecords(asked, orderBy, one, other));
  return { object: known.name, fields, records: found.slice(0, query.limit) };
}

const unknownObject = ({ text, object }: SoqlQuery): Refusal =>
  new Refusal(
    "INVALID_TYPE",
    `${soqlContext(text, object.at)}sObject type '${object.name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );

function selectedFields(asked: Asked, query: SoqlQuery): string[] {
  const fields: string[] = [];
  for (const written of query.fields) {
    const { name } = fieldOf(asked, written);
    if (fields.includes(name)) {
      throw new Refusal("INVALID_FIELD", `${soqlContext(asked.text, written.at)}duplicate field selected: ${name}`);
    }
    fields.push(name);
  }
  return fields;
}

function sortKey(asked: Asked, key: SortKey): SortKey<string> {
  const { name, value } = fieldOf(asked, key.field);
  if (isComparable(value)) return { ...key, field: name };
  const context = soqlContext(asked.text, key.field.at);
  throw new Refusal("INVALID_FIELD", `${context}field '${name}' can not be sorted in a query call`);
}

function compareRecords(
  { schema }: Asked,
  keys: readonly SortKey<string>[],
  one: StoredRecord,
  other: StoredRecord,
): number {
  for (const { field, descending, nullsLast } of keys) {
    const [first, second] = [valueOf(one, field), valueOf(other, field)];
    if (first === null || second === null) {
      if (first !== second) return (first === null) === nullsLast ? 1 : -1;
      continue;
    }
    const order = compareValues(first, second, anyField(schema, field)?.value.type);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}
