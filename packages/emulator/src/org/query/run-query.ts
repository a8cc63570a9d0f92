import { findByName } from "../../options/object-schema.ts";
import type { Org } from "../state/org.ts";
import type { FieldValue } from "../state/row.ts";
import { recordsOf, type StoredRecord } from "../state/record-store.ts";
import { Refusal } from "../state/refusal.ts";
import { candidatesFor } from "./candidates-for.ts";
import { compareValues, meetsCondition } from "./meets-condition.ts";
import { readSoql } from "./read-soql.ts";
import { type Asked, fieldOf, isComparable, resolveCondition } from "./resolve-condition.ts";
import { soqlContext } from "./soql-context.ts";
import type { SoqlQuery, SortKey } from "./soql-query.ts";
import { malformed } from "./soql-tokens.ts";
import { relatedValue, withRelated } from "./related-by.ts";

/** What a query found: the object type, the fields in the order of its SELECT list, and the records. */
export interface QueryAnswer {
  readonly object: string;
  readonly fields: readonly string[];
  /** In the Bulk API with those of related records among their values: see {@link withRelated}. */
  readonly records: readonly StoredRecord[];
  /** How many records were found, also where only that was asked for. */
  readonly totalSize: number;
}

/** How a query is run. */
interface QueryWay {
  /** Whether deleted records are found too, as by `queryAll`. */
  readonly withDeleted: boolean;
  /** Which API asks: not all can do everything. */
  readonly api: "bulk" | "rest";
}

/**
 * Runs a statement of the subset of SOQL that `readSoql` takes over the org's records.
 *
 * @throws Refusal for a statement that cannot be read, for unknown names, and for values that are not for their fields.
 *   The codes are Salesforce's, the messages put together from its documentation where they are not known.
 */
export function runQuery(org: Org, soql: string, { withDeleted, api }: QueryWay): QueryAnswer {
  const query = readSoql(soql);
  if (api === "bulk") checkForBulk(query);
  if ((query.offset ?? 0) > maxOffset) {
    throw new Refusal("NUMBER_OUTSIDE_VALID_RANGE", `Maximum SOQL offset allowed is ${maxOffset}`);
  }
  const known = findByName(org.objects, query.object.name);
  if (known === undefined) throw unknownObject(query);
  const asked: Asked = { object: known.name, schema: known.value, objects: org.objects, text: query.text };
  const fields = selectedFields(asked, query);
  const where = query.where === undefined ? undefined : resolveCondition(asked, query.where, org.clock.now());
  const orderBy = query.orderBy.map((key) => sortKey(asked, key));
  const meets = where === undefined ? () => true : meetsCondition(where);
  const read = (record: StoredRecord, field: string): FieldValue => relatedValue(org, known.value, record, field);
  const found = candidatesFor(recordsOf(org.records, known.name), where).filter(
    (record) => (withDeleted || !record.deleted) && meets((field) => read(record, field)),
  );
  if (orderBy.length > 0) found.sort((one, other) => compareRecords(read, orderBy, one, other));
  const { offset = 0, limit = Number.POSITIVE_INFINITY } = query;
  const shown = found.slice(offset, offset + limit);
  // The REST API looks up what is related page by page: all at once would hold the others.
  const related = api === "bulk" ? withRelated(org, known.value, shown, fields) : shown;
  return { object: known.name, fields, records: query.fields.length === 0 ? [] : related, totalSize: shown.length };
}

/** Documented. */
const maxOffset = 2000;

/** Refuses what only the REST API has: that it is so is documented, code and words are guesses. */
function checkForBulk({ fields, offset }: SoqlQuery): void {
  if (fields.length === 0) throw malformed("Aggregate queries are not supported in Bulk Query");
  if (offset !== undefined) throw malformed("OFFSET is not supported in Bulk Query");
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

/** A field to sort by, and its type. */
interface TypedKey extends SortKey<string> {
  readonly type: string;
}

function sortKey(asked: Asked, key: SortKey): TypedKey {
  const { name, value } = fieldOf(asked, key.field);
  if (isComparable(value)) return { ...key, field: name, type: value.type ?? "string" };
  const context = soqlContext(asked.text, key.field.at);
  throw new Refusal("INVALID_FIELD", `${context}field '${name}' can not be sorted in a query call`);
}

function compareRecords(
  read: (record: StoredRecord, field: string) => FieldValue,
  keys: readonly TypedKey[],
  one: StoredRecord,
  other: StoredRecord,
): number {
  for (const { field, type, descending, nullsLast } of keys) {
    const [first, second] = [read(one, field), read(other, field)];
    if (first === null || second === null) {
      if (first !== second) return (first === null) === nullsLast ? 1 : -1;
      continue;
    }
    const order = compareValues(first, second, type);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}
