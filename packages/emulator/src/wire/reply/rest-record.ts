import type { StoredRecord } from "../../org/state/record-store.ts";
import type { FieldValue } from "../../org/state/row.ts";
import { nestFields, type NestedRecord } from "./nest-fields.ts";

/**
 * Makes a record as the REST API gives it: its address, and the fields that were asked for.
 *
 * @param version - As in the address: `v68.0`.
 */
export const restRecord = (
  version: string,
  object: string,
  record: StoredRecord,
  fields: readonly string[],
): NestedRecord => nestFields(version, object, record, fields, restValue);

/** Makes what came of a group of records. */
export const restGroup = (values: Readonly<Record<string, FieldValue>>): NestedRecord => ({
  attributes: { type: "AggregateResult" },
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, restValue(value)])),
});

/** Times have an offset without a colon in the REST API. */
const restValue = (value: FieldValue): FieldValue =>
  typeof value === "string" ? value.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)Z$/, "$1+0000") : value;
