import { findByName } from "../../options/object-schema.ts";
import type { Org } from "../state/org.ts";
import type { FieldValue } from "../state/row.ts";
import { recordsOf, type StoredRecord } from "../state/record-store.ts";
import { Refusal } from "../state/refusal.ts";
import { candidatesFor } from "./candidates-for.ts";
import { sortBy, type TypedKey } from "./sort-by.ts";
import { meetsCondition } from "./meets-condition.ts";
import { readSoql } from "./soql/read-soql.ts";
import { type NamedColumn, prepareGroups } from "./run-groups.ts";
import { type Asked, fieldOf, operandOf, resolveCondition } from "./resolve-condition.ts";
import { soqlContext } from "./soql/soql-context.ts";
import type { SoqlQuery, SortKey } from "./soql/soql-query.ts";
import { malformed } from "./soql/soql-tokens.ts";
import { relatedValue, withRelated } from "./related-by.ts";

/** What a query found: the object type, the fields in the order of its SELECT list, and the records. */
export interface QueryAnswer {
  readonly object: string;
  readonly fields: readonly string[];
  /** In the Bulk API with those of related records among their values: see {@link withRelated}. */
  readonly records: readonly StoredRecord[];
  /** How many records or groups were found, also where only that was asked for. */
  readonly totalSize: number;
  /** What came of groups of records, where they were asked for: `records` is empty then. */
  readonly groups?: GroupAnswer;
}

/** What groups of records came to. */
interface GroupAnswer {
  readonly columns: readonly NamedColumn[];
  readonly rows: readonly Readonly<Record<string, FieldValue>>[];
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
  const now = org.clock.now();
  const groups = query.isGrouped ? prepareGroups<StoredRecord>(asked, query, now) : undefined;
  const fields = groups === undefined ? selectedFields(asked, query) : groups.columns.map(({ name }) => name);
  const where = query.where === undefined ? undefined : resolveCondition(asked, query.where, now);
  const orderBy = query.isGrouped ? [] : query.orderBy.map((key) => sortKey(asked, key));
  const meets = where === undefined ? () => true : meetsCondition(where);
  const read = (record: StoredRecord, field: string): FieldValue => relatedValue(org, known.value, record, field);
  const met = candidatesFor(recordsOf(org.records, known.name), where).filter(
    (record) => (withDeleted || !record.deleted) && meets((field) => read(record, field)),
  );
  if (groups !== undefined) {
    const rows = groups.group(met, read);
    return {
      object: known.name,
      fields,
      records: [],
      totalSize: rows.length,
      groups: { columns: groups.columns, rows },
    };
  }
  const found = orderBy.length === 0 ? met : sortBy(met, orderBy, read);
  const { offset = 0, limit = Number.POSITIVE_INFINITY } = query;
  const shown = found.slice(offset, offset + limit);
  // The REST API looks up what is related page by page: all at once would hold the others.
  const related = api === "bulk" ? withRelated(org, known.value, shown, fields) : shown;
  return { object: known.name, fields, records: query.fields.length === 0 ? [] : related, totalSize: shown.length };
}

/** Documented. */
const maxOffset = 2000;

/** Refuses what only the REST API has: that it is so is documented, code and words are guesses. */
function checkForBulk({ fields, offset, isGrouped }: SoqlQuery): void {
  if (isGrouped || fields.length === 0) throw malformed("Aggregate queries are not supported in Bulk Query");
  if (offset !== undefined) throw malformed("OFFSET is not supported in Bulk Query");
}

/** Refuses an object type that is not there, in the words that people quote. */
export const unknownObject = ({ text, object }: Pick<SoqlQuery, "text" | "object">): Refusal =>
  new Refusal(
    "INVALID_TYPE",
    `${soqlContext(text, object.at)}sObject type '${object.name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );

function selectedFields(asked: Asked, query: SoqlQuery): string[] {
  const fields: string[] = [];
  if (query.having !== undefined) throw malformed("HAVING is only for what is grouped");
  for (const written of query.fields) {
    const { name } = fieldOf(asked, written);
    // Both are documented to be for groups alone; the words are guesses.
    if (written.call !== undefined)
      throw malformed(`${soqlContext(asked.text, written.at)}${written.call}() must be grouped`);
    if (written.alias !== undefined) {
      throw malformed(`${soqlContext(asked.text, written.at)}only aggregate expressions use field aliasing`);
    }
    if (fields.includes(name)) {
      throw new Refusal("INVALID_FIELD", `${soqlContext(asked.text, written.at)}duplicate field selected: ${name}`);
    }
    fields.push(name);
  }
  return fields;
}

function sortKey(asked: Asked, key: SortKey): TypedKey {
  const { name, call, type } = operandOf(asked, key.field, "sorted");
  return { ...key, field: name, call, type };
}
