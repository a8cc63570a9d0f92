import { describeValue } from "../../../arguments/describe-value.ts";
import { type ColumnName, quoteColumn } from "./column-name.ts";
import type { FieldIndex } from "./field-index.ts";
import type { ResolvedColumn } from "./resolve-column.ts";

/** Says that an object has no relationship of a name, and which one was meant. */
export function unknownRelationship(index: FieldIndex, column: ColumnName, relation: string): ResolvedColumn {
  const { given, type, field } = column;
  const { name } = index.description;
  // `Owner:User.Username`
  const turned = type === undefined ? undefined : index.byRelationship(type);
  if (turned !== undefined) {
    const suggestion = `${relation}:${type}.${field}`;
    const message = noField(name, column, `the type comes first, "${suggestion}"`);
    return { ...unknown(given, message, suggestion), meant: turned.name };
  }
  // `AccountId.ExternalId__c`
  const reference = index.byName(relation) ?? index.meantRelationship(relation);
  if (reference !== undefined && reference.relationshipName !== null) {
    const suggestion = `${type === undefined ? "" : `${type}:`}${reference.relationshipName}.${field}`;
    const message = noField(name, column, `did you mean "${suggestion}"?`);
    return { ...unknown(given, message, suggestion), meant: reference.name };
  }
  const why = `${name} has no relationship ${describeValue(relation)}, or this user may not see it`;
  return unknown(given, noField(name, column, why));
}

/** Says that a name is no field of an object, and which one was meant. */
export function unknownField(
  object: string,
  column: ColumnName,
  name: string,
  index: FieldIndex,
  prefix: string,
): ResolvedColumn {
  const { because, names } = index.meant(name) ?? { because: "none", names: [] };
  const all = names.map((one) => `"${prefix}${one}"`).join(" and of ");
  const why =
    because === "none"
      ? "it does not exist, or this user may not see it"
      : because === "label"
        ? `that is the label of ${all}`
        : `did you mean ${all}?`;
  const [only = "", another] = names;
  const message = noField(object, column, why);
  // Of several that are called so, none was meant for certain.
  if (because === "none" || another !== undefined) return unknown(column.given, message);
  return { ...unknown(column.given, message, prefix + only), ...(prefix === "" ? { meant: only } : {}) };
}

/** Says why a column has no field. */
export const noField = (object: string, column: ColumnName, why: string): string =>
  `Cannot find a field of ${object} for column ${quoteColumn(column)}: ${why}`;

/** Says of a column that it has no field. */
export const unknown = (column: string, message: string, suggestion?: string): ResolvedColumn => ({
  findings: [
    { column, kind: "UnknownColumn", severity: "error", message, ...(suggestion === undefined ? {} : { suggestion }) },
  ],
});
