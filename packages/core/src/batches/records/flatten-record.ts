import { describeValue } from "../../arguments/describe-value.ts";
import { findLoneHalf } from "../../encoding/find-lone-half.ts";
import { argumentError } from "../../errors/argument-error.ts";

/** One field of a record that is to be written. */
export interface Field {
  /** The column that it has in CSV: its name, with the relationship and the type in front. */
  readonly column: string;
  /** The field's API name. */
  readonly name: string;
  /** The relationship that leads to it: `Account` of `Account.ExternalId__c`. */
  readonly relation: string | undefined;
  /** The object type, where the relationship may lead to several: `Lead` of `Lead:Who.Email`. */
  readonly type: string | undefined;
  readonly value: string | number | boolean | null;
}

/**
 * Takes a record apart. Fields that are `undefined` are left out, which leaves them alone in Salesforce; so is
 * `attributes`, which records have that came from a query.
 *
 * @param row - The record's number, for errors.
 * @throws TypeError with the record and the field, for a value that no field can have.
 */
export function flattenRecord(record: unknown, row: number): Field[] {
  if (!isPlain(record)) throw badRow(row, `expected a record, got ${kindOf(record)}`);
  const fields: Field[] = [];
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (name === "attributes" || value === undefined) continue;
    checkName(name, row);
    if (isPlain(value)) addRelated(fields, name, value, row);
    else fields.push({ column: name, name, relation: undefined, type: undefined, value: toValue(value, name, row) });
  }
  return fields;
}

/** Adds the fields of a related record. */
function addRelated(fields: Field[], relation: string, record: Record<string, unknown>, row: number): void {
  const type = typeOf(record["attributes"]);
  if (type !== undefined) checkName(type, row);
  const path = `${type === undefined ? "" : `${type}:`}${relation}`;
  for (const [name, value] of Object.entries(record)) {
    if (name === "attributes" || value === undefined) continue;
    checkName(name, row);
    fields.push({ column: `${path}.${name}`, name, relation, type, value: toValue(value, `${relation}.${name}`, row) });
  }
}

/** A record or a related record: not a date, an array or an instance of something else that a field may not hold. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date) && !(value instanceof Uint8Array) && !(value instanceof Map);
}

const typeOf = (attributes: unknown): string | undefined =>
  isPlain(attributes) && typeof attributes["type"] === "string" ? attributes["type"] : undefined;

function checkName(name: string, row: number): void {
  if (/^[A-Za-z]\w*$/.test(name)) return;
  throw badRow(
    row,
    `the field ${JSON.stringify(name)} has no API name such as "Name" or "Site__c"; a related record is an object of its own, { Account: { Site__c: … } }`,
  );
}

function toValue(value: unknown, column: string, row: number): Field["value"] {
  if (typeof value === "string") {
    if (findLoneHalf(value) === -1) return value;
    throw badRow(row, `field "${column}" has half of a character, which UTF-8 cannot hold`);
  }
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  throw badRow(row, `field "${column}" is ${kindOf(value)}, expected a string, a number, a boolean, a date or null`);
}

function kindOf(value: unknown): string {
  if (value instanceof Date) return "an invalid date";
  // What a row holds is not shown.
  return typeof value === "string" ? "a string" : describeValue(value);
}

const badRow = (row: number, why: string): TypeError => argumentError("InvalidRow", `Cannot add row ${row}: ${why}`);
