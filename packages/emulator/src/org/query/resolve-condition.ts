import { anyField, type AnyField } from "../../options/all-fields.ts";
import type { ObjectSchema } from "../../options/object-schema.ts";
import { Refusal } from "../state/refusal.ts";
import type { FieldValue } from "../state/row.ts";
import { dateFunction } from "./soql/functions.ts";
import { relatedBy } from "./related-by.ts";
import { timeRangeOf } from "./soql/date-literals.ts";
import { soqlContext } from "./soql/soql-context.ts";
import type { Condition, Literal, Name, TimeRange, WrittenComparison, WrittenCondition } from "./soql/soql-query.ts";

/** The object that a statement asks for, the org's objects, and the statement. */
export interface Asked {
  readonly object: string;
  readonly schema: ObjectSchema;
  readonly objects: Readonly<Record<string, ObjectSchema>>;
  readonly text: string;
}

/** How many relationships a name may lead through (documented). */
const maxSteps = 5;

/**
 * Finds a field of the object that is asked for, or of a record that it is related to: `Account.Name`.
 *
 * @throws Refusal where there is none, in the words that many public tests quote.
 */
export function fieldOf(asked: Asked, { name, at }: Name): { name: string; value: AnyField } {
  const steps = name.split(".");
  const last = steps.pop() ?? "";
  let { object, schema } = asked;
  const path: string[] = [];
  for (const step of steps) {
    const related = relatedBy(asked.objects, schema, step);
    if (related === undefined || path.length >= maxSteps) throw noRelationship(asked, step, at);
    path.push(related.relationship);
    ({ object, schema } = related);
  }
  const found = anyField(schema, last);
  if (found !== undefined) return { name: [...path, found.name].join("."), value: found.value };
  throw new Refusal(
    "INVALID_FIELD",
    `${soqlContext(asked.text, at)}No such column '${last}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

/** Refuses a relationship that is not there, in the words that people quote. */
const noRelationship = ({ text }: Asked, step: string, at: number): Refusal =>
  new Refusal(
    "INVALID_FIELD",
    `${soqlContext(text, at)}Didn't understand relationship '${step}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
  );

/** Longer strings are of a type that is not compared or sorted by (documented for long text areas). */
const maxComparable = 255;

/** Tells whether records can be compared and sorted by a field. */
export const isComparable = ({ type = "string", length = 255 }: AnyField): boolean =>
  type !== "base64" && !(type === "string" && length > maxComparable);

/**
 * Gives a condition in terms of the object: its fields by their names, its values as values of those fields.
 *
 * @param now - The org's time, which date literals go by.
 * @throws Refusal for unknown fields, and for values and comparisons that are not for the field. The codes and messages
 *   about values are Salesforce's; those about comparisons are put together from its documentation.
 */
export function resolveCondition(asked: Asked, condition: WrittenCondition, now: number): Condition {
  if (condition.kind === "comparison") return resolveComparison(asked, condition, now);
  if (condition.kind === "not") return { kind: "not", parts: [resolveCondition(asked, condition.parts[0], now)] };
  return { ...condition, parts: condition.parts.map((part) => resolveCondition(asked, part, now)) };
}

/** A field that is compared, sorted or grouped by, or a function of one. */
interface Operand {
  readonly name: string;
  readonly call?: string | undefined;
  readonly type: string;
}

/**
 * Finds a field, or a function of one.
 *
 * @param use - What is to be done with it, for the error.
 * @throws Refusal where there is no such field, where it is not for this use, and where the function is not for it (the code is
 *   documented for aggregate functions, the words for dates are a guess).
 */
export function operandOf(asked: Asked, written: Name, use: "filtered" | "sorted" | "grouped"): Operand {
  const { name, value: schema } = fieldOf(asked, written);
  const context = soqlContext(asked.text, written.at);
  if (!isComparable(schema)) {
    throw new Refusal("INVALID_FIELD", `${context}field '${name}' can not be ${use} in a query call`);
  }
  const { type = "string" } = schema;
  const { call } = written;
  const found = call === undefined ? undefined : dateFunction(call);
  if (found === undefined) return { name, type };
  if (type !== "datetime" && (type !== "date" || found.ofTimes === true)) {
    throw new Refusal("INVALID_FIELD", `${context}field '${name}' is not for the function ${call}()`);
  }
  return { name, call, type: found.type };
}

function resolveComparison(
  asked: Asked,
  { field: written, comparison, values }: WrittenComparison,
  now: number,
): Condition {
  const { name: field, call, type } = operandOf(asked, written, "filtered");
  return comparisonOf(asked, { field, call, type }, { field: written, comparison, values }, now);
}

/** Makes a comparison of something whose type is known. */
export function comparisonOf(
  asked: Asked,
  compared: { readonly field: string; readonly call?: string | undefined; readonly type: string },
  { field: { at }, comparison, values }: Omit<WrittenComparison, "kind">,
  now: number,
): Condition {
  const { field, type } = compared;
  const context = soqlContext(asked.text, at);
  const isText = type === "string" || type === "email";
  if ((comparison === "LIKE" && !isText) || (/^[<>]/.test(comparison) && type === "boolean")) {
    throw new Refusal("INVALID_QUERY_FILTER_OPERATOR", `${context}invalid operator on ${type} field`);
  }
  return {
    kind: "comparison",
    ...compared,
    comparison,
    values: values.map((literal) => valueFor(asked, field, type, literal, now)),
  };
}

/** How the types are called in messages. */
const typeNames: Readonly<Record<string, string>> = {
  string: "string",
  email: "string",
  reference: "id",
  number: "double",
  integer: "int",
  boolean: "boolean",
  date: "date",
  datetime: "dateTime",
};

function valueFor({ text }: Asked, field: string, type: string, literal: Literal, now: number): FieldValue | TimeRange {
  if (literal.kind === "value" && literal.value === null) return null;
  const isTime = type === "date" || type === "datetime";
  if (isTime && literal.kind === "range") return timeRangeOf(literal.word, literal.count, now);
  if (isTime && literal.kind === type) return literal.value;
  if (literal.kind === "value" && isValueOf(type, literal.value)) {
    if (type === "reference" && !/^(?:[a-z\d]{15}|[a-z\d]{18}|)$/i.test(String(literal.value))) {
      throw new Refusal(
        "INVALID_QUERY_FILTER_OPERATOR",
        `${soqlContext(text, literal.at)}invalid ID field: ${String(literal.value)}`,
      );
    }
    return literal.value;
  }
  const quoted = type === "string" || type === "email" || type === "reference";
  throw new Refusal(
    "INVALID_FIELD",
    `${soqlContext(text, literal.at)}value of filter criterion for field '${field}' must be of type ${typeNames[type] ?? type} and should ${quoted ? "" : "not "}be enclosed in quotes`,
  );
}

function isValueOf(type: string, value: FieldValue): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "number" || type === "boolean") return typeof value === type;
  return typeof value === "string" && type !== "date" && type !== "datetime";
}
