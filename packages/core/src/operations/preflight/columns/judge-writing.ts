import type { FieldDescription, ObjectDescription } from "../../../protocol/object-description.ts";
import type { ColumnFinding } from "../../../protocol/column-finding.ts";
import { type ColumnName, quoteColumn } from "./column-name.ts";
import type { CheckedTarget } from "./load-target.ts";

/** Says of a column why its field cannot be written, where it cannot. */
export function judgeWriting(
  { operation }: CheckedTarget,
  { fields }: ObjectDescription,
  column: ColumnName,
  field: FieldDescription,
): ColumnFinding[] {
  const { createable, updateable } = field;
  const can = operation === "insert" ? createable : operation === "update" ? updateable : createable && updateable;
  if (can) return [];
  const why = whyNot(field, fields);
  if (operation !== "upsert" || (!createable && !updateable)) {
    return [notWritable(column, "error", `Cannot ${operation} column ${quoteColumn(column)}: ${why}`)];
  }
  const rows = createable ? "update records that are there" : "make new records";
  return [notWritable(column, "warning", `Cannot ${rows} with column ${quoteColumn(column)}: ${why}`)];
}

export const notWritable = (
  { given }: ColumnName,
  severity: ColumnFinding["severity"],
  message: string,
): ColumnFinding => ({ column: given, kind: "NotWritable", severity, message });

function whyNot(field: FieldDescription, fields: readonly FieldDescription[]): string {
  const { name } = field;
  if (field.calculated) return `${name} is a formula`;
  if (field.autoNumber) return `Salesforce numbers ${name} itself`;
  const parts = fields.filter((part) => part.compoundFieldName === name && part.name !== name && part.createable);
  if (parts.length > 0) return `${name} is put together from ${parts.map((part) => part.name).join(", ")}; write those`;
  return field.permissionable
    ? `this user may read ${name} and not write it so`
    : `Salesforce fills ${name} in itself, or lets nobody write it so`;
}

const verbs = { insert: "insert", update: "update", upsert: "upsert", delete: "delete", hardDelete: "delete" } as const;

/** Says what this user may not do with the object at all. */
export function judgePermissions({ operation }: CheckedTarget, description: ObjectDescription): ColumnFinding[] {
  const { name, createable, updateable, deletable } = description;
  const [rights, all] = (
    {
      insert: [[createable], createable],
      update: [[updateable], updateable],
      upsert: [[createable, updateable], createable || updateable],
      delete: [[deletable], deletable],
      hardDelete: [[deletable], deletable],
    } as const
  )[operation];
  if (rights.every(Boolean)) return [];
  const what = operation !== "upsert" || !all ? verbs[operation] : createable ? "update" : "insert";
  return [
    {
      column: null,
      kind: "NoPermission",
      severity: all ? "warning" : "error",
      message: `Cannot ${what} records of ${name}: this user may not`,
    },
  ];
}

/** Tells whether a new record cannot do without a value for a field. */
export const isRequired = (field: FieldDescription): boolean =>
  field.createable && !field.nillable && !field.defaultedOnCreate && field.type !== "boolean";

/** Says which fields new records need that have no column. `filled` are those that have one, or were probably to have one. */
export function judgeRequired(
  { operation, object }: CheckedTarget,
  { fields }: ObjectDescription,
  filled: ReadonlySet<string>,
): ColumnFinding[] {
  if (operation !== "insert" && operation !== "upsert") return [];
  // A person's name is made of its parts: an account may be a person.
  const isPerson = fields.some((field) => field.name === "LastName" && filled.has(field.name));
  return fields
    .filter((field) => isRequired(field) && !filled.has(field.name) && !(field.name === "Name" && isPerson))
    .map(({ name, relationshipName }) => ({
      column: name,
      kind: "MissingRequired",
      severity: operation === "insert" ? "error" : "warning",
      message: `Cannot make new records of ${object} without ${name}: add a column "${name}"${
        relationshipName === null ? "" : `, or one such as "${relationshipName}.ExternalId__c"`
      }`,
      suggestion: name,
    }));
}
