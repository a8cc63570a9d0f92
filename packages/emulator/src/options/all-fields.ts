import { type FieldSchema, findByName, type ObjectSchema } from "./object-schema.ts";

/** A field of an object, the org's own ones among them. */
export interface AnyField extends FieldSchema {
  /** Whether only the org writes it. */
  readonly readOnly: boolean;
}

const time = { type: "datetime", readOnly: true } as const;
const id = { type: "reference", length: 18, readOnly: true } as const;
const user = { ...id, referenceTo: ["User"] } as const;

/** What every record has and nobody writes. */
const audit: Readonly<Record<string, AnyField>> = {
  IsDeleted: { label: "Deleted", type: "boolean", readOnly: true },
  CreatedDate: { label: "Created Date", ...time },
  CreatedById: { label: "Created By ID", ...user },
  LastModifiedDate: { label: "Last Modified Date", ...time },
  LastModifiedById: { label: "Last Modified By ID", ...user },
  SystemModstamp: { label: "System Modstamp", ...time },
};

const known = new WeakMap<ObjectSchema, Readonly<Record<string, AnyField>>>();

/**
 * Gives all fields of an object: `Id`, its own, `Name` of a person where there are a first and a last one, and those that
 * the org keeps.
 */
export function allFieldsOf(schema: ObjectSchema): Readonly<Record<string, AnyField>> {
  let fields = known.get(schema);
  if (fields === undefined) {
    const own = Object.entries(schema.fields).map(([name, field]) => [name, { ...field, readOnly: false }] as const);
    fields = {
      Id: { label: "Record ID", ...id },
      ...Object.fromEntries(own),
      ...(isPerson(schema) ? { Name: { label: "Full Name", length: 121, readOnly: true } } : {}),
      ...audit,
    };
    known.set(schema, fields);
  }
  return fields;
}

const isPerson = ({ fields }: ObjectSchema): boolean =>
  fields["Name"] === undefined && fields["FirstName"] !== undefined && fields["LastName"] !== undefined;

/** Finds a field of an object by its API name, whatever its case. */
export const anyField = (schema: ObjectSchema, name: string): { name: string; value: AnyField } | undefined =>
  findByName(allFieldsOf(schema), name);
