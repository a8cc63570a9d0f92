import { argumentError } from "../../errors/argument-error.ts";
import type { FieldDescription, ObjectDescription } from "../../protocol/object-description.ts";
import { quoteColumn, readColumnName } from "../preflight/columns/column-name.ts";
import { indexFields } from "../preflight/columns/field-index.ts";
import type { CheckedTarget } from "../preflight/columns/load-target.ts";

/** A column of a load, and the field of its object that it fills. */
interface LoadedField {
  /** The place of the column, counted from 0. */
  readonly place: number;
  readonly field: FieldDescription;
  /** Whether it names another record by a field of that one, `Account.Ext__c`: then its values are not those of the field. */
  readonly isRelated: boolean;
}

/** What the columns of an update or an upsert are for. */
export interface LoadedFields {
  /** The place of the column that names the record of a row; -1 where there is none. */
  readonly keyPlace: number;
  readonly key: FieldDescription;
  /** How ids of the object begin; `null` where that is not known. */
  readonly keyPrefix: string | null;
  /** The fields that the rows write, each once, without what names the record. */
  readonly fields: readonly LoadedField[];
}

/** The value of such a field is no text that could be written back as it was read. */
const unreadableTypes: readonly string[] = [
  "address",
  "anyType",
  "base64",
  "complexvalue",
  "encryptedstring",
  "location",
];

/** What tells when a record was changed last, and by whom. */
export const stampFields: readonly string[] = ["SystemModstamp", "LastModifiedById"];

/**
 * Finds the fields that columns fill, and sees that their values can be kept and written back.
 *
 * @throws TypeError where one cannot.
 */
export function loadedFields(
  { object, key, keyName }: CheckedTarget,
  description: ObjectDescription,
  columns: readonly string[],
): LoadedFields {
  const refuse = (why: string): TypeError =>
    argumentError("UnfitColumns", `Cannot take a snapshot of ${object} before rows are written: ${why}`);
  const index = indexFields(description);
  for (const stamp of stampFields) {
    if (index.byName(stamp) === undefined) {
      throw refuse(`its records have no ${stamp}, so that nobody could tell whether they were changed since`);
    }
  }
  const keyField = index.byName(key ?? "id");
  if (keyField === undefined) throw refuse(`there is no field ${keyName}`);
  let keyPlace = -1;
  const found = new Map<string, LoadedField>();
  for (const [place, given] of columns.entries()) {
    const column = readColumnName(given);
    const isRelated = column.relation !== undefined;
    const field = column.relation === undefined ? index.byName(column.clean) : index.byRelationship(column.relation);
    if (field === undefined) throw refuse(`there is no field for column ${quoteColumn(column)}`);
    if (field.name === keyField.name && !isRelated) {
      keyPlace = place;
      continue;
    }
    if (field.type === "id") continue;
    if (found.has(field.name)) throw refuse(`column ${quoteColumn(column)} is one of two for the field ${field.name}`);
    if (unreadableTypes.includes(field.type)) {
      throw refuse(`column ${quoteColumn(column)} is of type ${field.type}, which cannot be read and written back`);
    }
    if (!field.updateable) throw refuse(`column ${quoteColumn(column)} could not be written back by this user`);
    found.set(field.name, { place, field, isRelated });
  }
  if (keyPlace === -1) throw refuse(`there is no column ${keyName} to know the records by`);
  return { keyPlace, key: keyField, keyPrefix: description.keyPrefix, fields: [...found.values()] };
}
