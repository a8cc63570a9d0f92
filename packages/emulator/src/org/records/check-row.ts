import type { RowError } from "@sfbulk/core";
import { anyField } from "../../options/all-fields.ts";
import { type FieldSchema, findByName, type ObjectSchema } from "../../options/object-schema.ts";
import type { FieldValue, Row } from "../state/row.ts";

/** A row after its check: what is to be written, or why it cannot be. */
type CheckedRow = { readonly values: Map<string, FieldValue> } | { readonly errors: readonly RowError[] };

/** Makes the error of a row. */
export const rowError = (statusCode: string, message: string, ...fields: string[]): RowError => ({
  statusCode,
  message,
  fields,
});

/**
 * Checks the values of a row against its object's fields: that the fields exist, that strings are not too long, and that
 * numbers, booleans, dates, e-mail addresses and ids are such. Codes and messages are those of Salesforce's data API,
 * put together from its documentation.
 */
export function checkRow(
  object: string,
  schema: ObjectSchema,
  row: Row,
  right: "createable" | "updateable",
): CheckedRow {
  const values = new Map<string, FieldValue>();
  const errors: RowError[] = [];
  for (const [given, value] of row) {
    // A field of a related record, `ReportsTo.Email`, is accepted where there is such a relationship; it is not resolved.
    if (given.includes(".")) {
      if (!isRelationship(schema, given)) errors.push(noSuchColumn(object, given));
      continue;
    }
    const field = findByName(schema.fields, given);
    const readOnly = field === undefined ? anyField(schema, given) : undefined;
    if (readOnly !== undefined) errors.push(notWritable(readOnly.name));
    else if (field === undefined) errors.push(noSuchColumn(object, given));
    else if (field.value[right] === false) errors.push(notWritable(field.name));
    else {
      const error = value === null ? undefined : checkValue(field.name, field.value, value);
      if (error === undefined) values.set(field.name, value === null ? null : convert(field.value, value));
      else errors.push(error);
    }
  }
  return errors.length > 0 ? { errors } : { values };
}

/** Tells whether a column of a CSV header is a field of the object, or leads through one of its relationships. */
export const isColumn = (schema: ObjectSchema, column: string): boolean =>
  anyField(schema, column) !== undefined || isRelationship(schema, column);

function isRelationship(schema: ObjectSchema, path: string): boolean {
  const [relation = "", ...rest] = path.replace(/^\w+:/, "").split(".");
  const field = relation.endsWith("__r") ? `${relation.slice(0, -1)}c` : `${relation}Id`;
  return rest.length > 0 && findByName(schema.fields, field)?.value.type === "reference";
}

/** The words are those that people quote. */
const notWritable = (field: string): RowError =>
  rowError(
    "INVALID_FIELD_FOR_INSERT_UPDATE",
    `Unable to create/update fields: ${field}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    field,
  );

const noSuchColumn = (object: string, field: string): RowError =>
  rowError("INVALID_FIELD", `No such column '${field}' on sobject of type ${object}`, field);

function checkValue(name: string, field: FieldSchema, value: Exclude<FieldValue, null>): RowError | undefined {
  const label = field.label ?? name;
  const text = String(value);
  const wrongType = rowError("INVALID_TYPE_ON_FIELD_IN_RECORD", `${label}: value not of required type: ${text}`, name);
  switch (field.type ?? "string") {
    case "number":
      return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)
        ? checkRange(name, field, Number(text))
        : wrongType;
    case "integer":
      return /^[+-]?\d{1,18}$/.test(text) ? undefined : wrongType;
    case "boolean":
      return /^(?:true|false|1|0)$/i.test(text) ? undefined : wrongType;
    case "date":
      return /^\d{4}-\d\d-\d\d(?:T\S*)?$/.test(text) && isTime(text) ? undefined : wrongType;
    case "datetime":
      return /^\d{4}-\d\d-\d\d(?:T\S*)?$/.test(text) && isTime(text) ? undefined : wrongType;
    case "reference":
      return /^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(text)
        ? undefined
        : rowError("MALFORMED_ID", `${label}: id value of incorrect type: ${text}`, name);
    case "base64":
      return /^[\w+/]*={0,2}$/.test(text) ? undefined : wrongType;
    case "picklist":
    case "multipicklist":
      if (field.restrictedPicklist === true && !arePicked(field, text)) {
        return rowError(
          "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
          `${label}: bad value for restricted picklist field: ${text}`,
          name,
        );
      }
      break;
    case "email":
      if (!isEmailAddress(text)) {
        return rowError("INVALID_EMAIL_ADDRESS", `${label}: invalid email address: ${text}`, name);
      }
  }
  const length = field.length ?? 255;
  return text.length <= length
    ? undefined
    : rowError("STRING_TOO_LONG", `${label}: data value too large: ${text} (max length=${length})`, name);
}

/** Where it is said how many digits a number has, more before the point are refused, in words that people quote. */
function checkRange(
  name: string,
  { label = name, precision, scale = 2 }: FieldSchema,
  value: number,
): RowError | undefined {
  if (precision === undefined || Math.abs(value) < 10 ** (precision - scale)) return undefined;
  const message = `${label}: value outside of valid range on numeric field: ${value}`;
  return rowError("NUMBER_OUTSIDE_VALID_RANGE", message, name);
}

const arePicked = ({ type, picklistValues = [] }: FieldSchema, text: string): boolean =>
  (type === "multipicklist" ? text.split(";") : [text]).every((value) => picklistValues.includes(value));

/** Something, an `@`, and a name with a dot between two other signs. */
function isEmailAddress(text: string): boolean {
  const [user = "", host = "", ...more] = text.split("@");
  const dot = host.indexOf(".", 1);
  return user !== "" && more.length === 0 && dot !== -1 && dot < host.length - 1 && !/\s/.test(text);
}

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2")));

function convert(field: FieldSchema, value: Exclude<FieldValue, null>): FieldValue {
  if (field.type === "number" || field.type === "integer") return Number(value);
  if (field.type === "boolean") return /^(?:true|1)$/i.test(String(value));
  if (field.type === "date") return String(value).slice(0, 10);
  if (field.type === "datetime") return new Date(String(value).replace(/([+-]\d\d)(\d\d)$/, "$1:$2")).toISOString();
  return String(value);
}
