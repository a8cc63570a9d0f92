import type { FieldDescription, ObjectDescription } from "../../../protocol/object-description.ts";
import type { ColumnField } from "./column-field.ts";
import type { ColumnFinding } from "../../../protocol/column-finding.ts";
import { type ColumnName, quoteColumn } from "./column-name.ts";
import type { ObjectSource } from "./describe-objects.ts";
import { type FieldIndex, indexFields, namesRecords } from "./field-index.ts";
import { isRequired, judgeWriting, notWritable } from "./judge-writing.ts";
import type { CheckedTarget } from "./load-target.ts";
import { noField, unknown, unknownField, unknownRelationship } from "./unknown-column.ts";

/** What columns are resolved against. */
export interface ColumnContext {
  readonly target: CheckedTarget;
  readonly index: FieldIndex;
  readonly source: ObjectSource;
}

/** What a column turned out to be. */
export interface ResolvedColumn {
  readonly findings: readonly ColumnFinding[];
  /** What its values can be checked against. */
  readonly field?: ColumnField;
  /** The object's own field that it fills. */
  readonly fills?: string;
  /** The field that it was probably to fill. */
  readonly meant?: string;
}

/** Finds the field that a column is for, and says what is wrong with it. Rejects as {@link ObjectSource} does. */
export const resolveColumn = (context: ColumnContext, column: ColumnName): Promise<ResolvedColumn> =>
  column.relation === undefined ? resolveOwn(context, column) : resolveRelated(context, column, column.relation);

async function resolveOwn(context: ColumnContext, column: ColumnName): Promise<ResolvedColumn> {
  const { target, index } = context;
  const { description } = index;
  const { given, clean, blemish } = column;
  if (clean === "") return unknown(given, "Cannot use a column without a name");
  const field = index.byName(clean);
  if (field === undefined) return unknownField(description.name, column, clean, index, "");
  const { name } = field;
  if (blemish !== undefined)
    return { ...unknown(given, noField(description.name, column, blemish), name), fills: name };
  const isKey = name.toLowerCase() === target.key;
  const ids = await readPrefixes(context, column, field);
  return {
    findings: [
      ...(name === "Id" || isKey
        ? judgeKeyColumn(target, column, field)
        : judgeWriting(target, description, column, field)),
      ...ids.findings,
    ],
    fills: name,
    field: {
      column: given,
      object: description.name,
      field,
      role: isKey ? "record" : "value",
      // An upsert by Id makes a new record of a row without one.
      mustBeFilled: isKey
        ? target.operation !== "upsert" || name !== "Id"
        : target.operation === "insert" && isRequired(field),
      mustStayFilled: staysFilled(target, field),
      ...(ids.keyPrefixes === undefined ? {} : { keyPrefixes: ids.keyPrefixes }),
    },
  };
}

async function resolveRelated(context: ColumnContext, column: ColumnName, relation: string): Promise<ResolvedColumn> {
  const { target, index, source } = context;
  const { description } = index;
  const { given, clean, blemish, type, field } = column;
  const reference = index.byRelationship(relation);
  if (reference === undefined) return unknownRelationship(index, column, relation);
  const fills = reference.name;
  if (blemish !== undefined) return { ...unknown(given, noField(description.name, column, blemish), clean), fills };
  if (field.includes(".")) {
    return {
      ...unknown(given, noField(description.name, column, "a column leads to a related record, and not on from there")),
      fills,
    };
  }
  const { referenceTo } = reference;
  const parents = referenceTo.filter((one) => type === undefined || one.toLowerCase() === type.toLowerCase());
  const [parent] = parents;
  if (parent === undefined) {
    const why = `${relation} leads to ${listed(referenceTo)}`;
    return { ...unknown(given, noField(description.name, column, why)), fills };
  }
  const rights = judgeWriting(target, description, column, reference);
  if (parents.length > 1) {
    // That Salesforce takes none of them by itself is a guess; the form with a type is documented.
    const message = `Cannot tell where column ${quoteColumn(column)} leads: ${relation} may be ${listed(referenceTo)}; write "${parent}:${clean}", with the one that is meant`;
    return { findings: [...rights, { column: given, kind: "MissingType", severity: "warning", message }], fills };
  }
  const described = await source.describe(parent);
  if ("error" in described) return { findings: [...rights, notChecked(column, described.error)], fills };
  const related = indexFields(described.value);
  const found = related.byName(field);
  if (found === undefined) {
    const prefix = clean.slice(0, clean.length - field.length);
    const { findings } = unknownField(parent, column, field, related, prefix);
    return { findings: [...rights, ...findings], fills };
  }
  return {
    findings: [...rights, ...judgeRelated(column, described.value, found)],
    fills,
    field: {
      column: given,
      object: parent,
      field: found,
      role: "value",
      mustBeFilled: target.operation === "insert" && isRequired(reference),
      mustStayFilled: staysFilled(target, reference),
      ...(found.type === "id" ? prefixOf(described.value) : {}),
    },
  };
}

const prefixOf = ({ keyPrefix }: ObjectDescription): { keyPrefixes?: readonly string[] } =>
  keyPrefix === null ? {} : { keyPrefixes: [keyPrefix] };

const staysFilled = ({ operation }: CheckedTarget, field: FieldDescription): boolean =>
  operation === "insert" ? isRequired(field) : !field.nillable && field.type !== "boolean";

/** Says what is wrong with the column that names the records, or would. */
function judgeKeyColumn(
  { operation, key, keyName }: CheckedTarget,
  column: ColumnName,
  field: FieldDescription,
): ColumnFinding[] {
  const { name } = field;
  if (name.toLowerCase() === key) {
    if (name === "Id" || field.createable) return [];
    return [
      notWritable(
        column,
        "warning",
        `Cannot make new records with column ${quoteColumn(column)}: ${name} cannot be written`,
      ),
    ];
  }
  const why = `Salesforce gives new records their ids`;
  return operation === "insert"
    ? [notWritable(column, "error", `Cannot insert with column ${quoteColumn(column)}: ${why}`)]
    : [notWritable(column, "warning", `Cannot upsert by ${keyName} with column ${quoteColumn(column)} too: ${why}`)];
}

/** Finds out how the ids in a column may begin. */
async function readPrefixes(
  { index, source }: ColumnContext,
  column: ColumnName,
  { type, length, referenceTo }: FieldDescription,
): Promise<{ readonly findings: readonly ColumnFinding[]; readonly keyPrefixes?: readonly string[] }> {
  const { description } = index;
  if (type === "id") return { findings: [], ...prefixOf(description) };
  // What leads out of the org has an external id, not one of Salesforce's.
  if (type !== "reference" || length !== 18 || referenceTo.length === 0) return { findings: [] };
  if (referenceTo.every((one) => one === description.name)) return { findings: [], ...prefixOf(description) };
  const objects = await source.list();
  if ("error" in objects) return { findings: [notChecked(column, objects.error)] };
  const prefixes = new Map(objects.value.map(({ name, keyPrefix }) => [name, keyPrefix]));
  const known = referenceTo.flatMap((one) => prefixes.get(one) ?? []);
  // Of one that this user may not see, nothing is known.
  return known.length === referenceTo.length ? { findings: [], keyPrefixes: known } : { findings: [] };
}

function judgeRelated(
  column: ColumnName,
  { name, queryable }: ObjectDescription,
  field: FieldDescription,
): ColumnFinding[] {
  const { given } = column;
  const findings: ColumnFinding[] = [];
  if (!namesRecords(field)) {
    findings.push({
      column: given,
      kind: "NotAnExternalId",
      severity: "error",
      message: `Cannot find records of ${name} by column ${quoteColumn(column)}: ${field.name} is neither an external id nor a field that Salesforce looks up`,
    });
  }
  if (!queryable) {
    findings.push({
      column: given,
      kind: "NoPermission",
      severity: "warning",
      message: `Cannot find records of ${name} by column ${quoteColumn(column)}: this user may not read them`,
    });
  }
  return findings;
}

const notChecked = ({ given, clean }: ColumnName, error: Error): ColumnFinding => ({
  column: given,
  kind: "NotChecked",
  severity: "warning",
  message: `Cannot check where column ${quoteColumn({ given, clean })} leads: ${lowerFirst(error.message)}`,
});

const mostListed = 5;

const listed = (names: readonly string[]): string =>
  names.length > mostListed
    ? `${names.slice(0, mostListed).join(", ")} and ${names.length - mostListed} more`
    : names.join(" or ");

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
