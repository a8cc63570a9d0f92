import { anyField } from "../../options/all-fields.ts";
import { isAggregate } from "../../org/query/soql/functions.ts";
import type { NamedColumn } from "../../org/query/run-groups.ts";
import type { ObjectSchema } from "../../options/object-schema.ts";

/** What a column of a query is, as `query?columns=true` tells it. */
interface ColumnMetadata {
  readonly aggregate: boolean;
  readonly apexType: string;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  readonly joinColumns: readonly never[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

const apexTypes: Readonly<Record<string, string>> = {
  base64: "Blob",
  boolean: "Boolean",
  date: "Date",
  datetime: "Datetime",
  integer: "Integer",
  number: "Double",
  reference: "Id",
};

/**
 * Tells what the columns of a query are, in place of its records. The keys are those of the Tooling API's sample in the
 * guide, which the sf CLI reads; which values go with which type is a guess.
 */
export function columnMetadata(
  object: string,
  schema: ObjectSchema,
  selected: readonly (string | NamedColumn)[],
): Readonly<Record<string, unknown>> {
  const columns = selected.map((one): ColumnMetadata => {
    const isGroup = typeof one !== "string";
    const name = isGroup ? one.name : one;
    const field = isGroup ? { type: one.type, readOnly: true } : (anyField(schema, one)?.value ?? { readOnly: true });
    const type = field.type ?? "string";
    const isWritable = !field.readOnly && schema.readOnly !== true;
    return {
      aggregate: isGroup && isAggregate(one.call),
      apexType: apexTypes[type] ?? "String",
      booleanType: type === "boolean",
      columnName: name,
      custom: name.endsWith("__c"),
      displayName: name,
      foreignKeyName: null,
      insertable: isWritable,
      joinColumns: [],
      numberType: type === "number" || type === "integer",
      textType: type === "string" || type === "email",
      updatable: isWritable,
    };
  });
  return {
    columnMetadata: columns,
    entityName: object,
    groupBy: selected.some((one) => typeof one !== "string"),
    idSelected: selected.includes("Id"),
    keyPrefix: schema.keyPrefix,
  };
}
