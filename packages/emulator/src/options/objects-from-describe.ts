import type { FieldSchema, ObjectSchema } from "./object-schema.ts";
import { systemObjects } from "./system-objects.ts";

/** A field as Salesforce describes it, as far as the emulator minds. */
interface DescribedField {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly nillable?: boolean;
  readonly defaultedOnCreate?: boolean;
  readonly unique?: boolean;
  readonly externalId?: boolean;
  readonly idLookup?: boolean;
  readonly restrictedPicklist?: boolean;
  readonly picklistValues?: readonly { readonly value?: unknown; readonly active?: boolean }[] | null;
  readonly referenceTo?: readonly string[] | null;
}

interface DescribedObject {
  readonly name: string;
  readonly keyPrefix?: string | null;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly deletable?: boolean;
  readonly fields: readonly DescribedField[];
}

/** What the emulator's types are called in descriptions. Addresses and places are put together of other fields, and are none. */
const types: Readonly<Record<string, NonNullable<FieldSchema["type"]> | "none">> = {
  address: "none",
  location: "none",
  base64: "base64",
  boolean: "boolean",
  currency: "number",
  date: "date",
  datetime: "datetime",
  double: "number",
  email: "email",
  int: "integer",
  long: "integer",
  multipicklist: "multipicklist",
  percent: "number",
  picklist: "picklist",
  reference: "reference",
};

/** Fields that every object has of itself. */
const ofTheOrg: ReadonlySet<string> = new Set([
  "Id",
  "IsDeleted",
  "CreatedDate",
  "CreatedById",
  "LastModifiedDate",
  "LastModifiedById",
  "SystemModstamp",
]);

/**
 * Makes object types of descriptions of a real org's, so that an emulated org has that one's objects and fields.
 *
 * Formulas and roll-up summaries are there and empty; a field that is an external id takes each value once. Types that the
 * emulator does not know hold strings. Users and the organization stay the emulator's own, with the fields of both.
 *
 * @param described - What `GET sobjects/{Object}/describe` answers, what `sf sobject describe --json` prints, or many of either: an
 *   array, or an object with one for each name.
 * @throws TypeError for anything else, with what is missing.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 * @example
 * ```ts
 * import { createEmulator, objectsFromDescribe } from "@sfbulk/emulator";
 *
 * const described = { name: "Widget__c", keyPrefix: "a07", fields: [{ name: "Size__c", type: "double", precision: 4, scale: 1 }] };
 * const emulator = createEmulator({ objects: objectsFromDescribe(described) });
 * console.log(emulator.instanceUrl);
 * ```
 */
export function objectsFromDescribe(described: unknown): Readonly<Record<string, ObjectSchema>> {
  const found = objectsIn(described, "the description");
  if (found.length === 0) throw new TypeError("Cannot use the description: there is no object in it");
  return Object.fromEntries(found.map((one, index) => [one.name, schemaFor(one, index)]));
}

function objectsIn(value: unknown, where: string): DescribedObject[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown, index) => objectsIn(one, `${where}[${index}]`));
  if (typeof value !== "object" || value === null) throw noDescription(where);
  const members = value as Readonly<Record<string, unknown>>;
  if (isObject(members)) return [members];
  // What sf prints stands in `result`, beside what it has to say of itself.
  if ("result" in members && "status" in members) return objectsIn(members["result"], `${where}.result`);
  return Object.entries(members).flatMap(([name, one]) => objectsIn(one, `${where}.${name}`));
}

const isObject = (
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, unknown>> & DescribedObject =>
  typeof value["name"] === "string" &&
  Array.isArray(value["fields"]) &&
  value["fields"].every(
    (field: Partial<DescribedField> | null) => typeof field?.name === "string" && typeof field.type === "string",
  );

const noDescription = (where: string): TypeError =>
  new TypeError(`Cannot use ${where}: expected an object with "name" and "fields", as describe gives it`);

function schemaFor({ name, keyPrefix, fields, ...rights }: DescribedObject, index: number): ObjectSchema {
  const own = fields.filter((field) => isOwn(field, fields)).map((field) => [field.name, fieldFor(field)] as const);
  const ofOurs = systemObjects[name];
  const { createable = true, updateable = true, deletable = true } = rights;
  return {
    // Some object types have none; their ids are made up, as are all of them.
    keyPrefix: keyPrefix ?? ofOurs?.keyPrefix ?? `z${index.toString(36).padStart(2, "0").slice(-2)}`,
    ...(ofOurs === undefined ? { createable, updateable, deletable } : { readOnly: true }),
    fields: { ...Object.fromEntries(own), ...ofOurs?.fields },
  };
}

/** A person's name is put together of the parts of it. */
const isOwn = ({ name, type, createable }: DescribedField, all: readonly DescribedField[]): boolean =>
  !ofTheOrg.has(name) &&
  types[type] !== "none" &&
  !(name === "Name" && createable === false && all.some((field) => field.name === "LastName"));

function fieldFor(field: DescribedField): FieldSchema {
  const { name, label = name, length = 0, precision = 0, scale = 0, picklistValues, referenceTo } = field;
  const { createable = true, updateable = true, nillable = true, defaultedOnCreate = false } = field;
  const type = (types[field.type] ?? "string") as NonNullable<FieldSchema["type"]>;
  const values = (picklistValues ?? []).filter(({ active }) => active !== false).map(({ value }) => String(value));
  return {
    label,
    type,
    createable,
    updateable,
    ...(length > 0 ? { length } : {}),
    ...(type === "number" && precision > 0 ? { precision, scale } : {}),
    ...(createable && !nillable && !defaultedOnCreate && type !== "boolean" ? { required: true } : {}),
    ...(defaultedOnCreate ? { defaulted: true } : {}),
    ...(field.unique === true || field.externalId === true ? { unique: true } : {}),
    ...(field.idLookup === true ? { idLookup: true } : {}),
    ...(values.length > 0 ? { picklistValues: values, restrictedPicklist: field.restrictedPicklist === true } : {}),
    ...((referenceTo ?? []).length > 0 ? { referenceTo: referenceTo ?? [] } : {}),
  };
}
