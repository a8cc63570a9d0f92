import { allFieldsOf, type AnyField } from "../../options/all-fields.ts";
import { findByName, type ObjectSchema, relationshipNameOf } from "../../options/object-schema.ts";
import type { RouteContext } from "../context/route-context.ts";
import { identityUrlOf } from "../context/own-address.ts";
import { notFound, restReply } from "../context/rest-reply.ts";

/**
 * Answers with the resources of an API version. Scripts come for `identity`, the address that says whose session it is.
 */
export function getResources(context: RouteContext): Response {
  const base = baseOf(context);
  return restReply(context, 200, {
    composite: `${base}/composite`,
    identity: identityUrlOf(context, context.get("session").userId),
    jobs: `${base}/jobs`,
    limits: `${base}/limits`,
    query: `${base}/query`,
    queryAll: `${base}/queryAll`,
    search: `${base}/search`,
    sobjects: `${base}/sobjects`,
  });
}

/** Answers with the list of the org's object types. */
export const getObjects = (context: RouteContext): Response =>
  restReply(context, 200, listObjects(context.env.org.objects, baseOf(context)));

/** Lists object types, with the keys that clients ask for: the guide's list is much longer. */
export function listObjects(
  objects: Readonly<Record<string, ObjectSchema>>,
  base: string,
): Readonly<Record<string, unknown>> {
  const sobjects = Object.entries(objects).map(([name, schema]) => summaryOf(base, name, schema));
  return { encoding: "UTF-8", maxBatchSize: 200, sobjects };
}

/** Answers with the description of an object type. */
export function getDescription(context: RouteContext): Response {
  const known = findByName(context.env.org.objects, context.req.param("object") ?? "");
  if (known === undefined) throw notFound();
  return restReply(context, 200, describeObject(baseOf(context), known.name, known.value));
}

/** Describes an object type: its fields, with the keys that clients ask for. */
export function describeObject(base: string, name: string, schema: ObjectSchema): Readonly<Record<string, unknown>> {
  const fields = Object.entries(allFieldsOf(schema)).map(([field, value]) => fieldOf(field, value, schema));
  return { ...summaryOf(base, name, schema), fields };
}

/** The address of the REST API in the version that was asked for. */
const baseOf = (context: RouteContext): string => `/services/data/${context.req.param("version") ?? ""}`;

/** Gives what there is to say of an object type in short. @param base - The address of the REST API in its version. */
export function summaryOf(base: string, name: string, schema: ObjectSchema): Record<string, unknown> {
  const { keyPrefix, readOnly = false } = schema;
  const { createable = !readOnly, updateable = !readOnly, deletable = !readOnly } = schema;
  const label = name.replace(/__c$/, "");
  return {
    createable,
    custom: name.endsWith("__c"),
    deletable,
    keyPrefix,
    label,
    labelPlural: `${label}s`,
    name,
    queryable: true,
    undeletable: deletable,
    updateable,
    urls: { sobject: `${base}/sobjects/${name}`, describe: `${base}/sobjects/${name}/describe` },
  };
}

/** What Salesforce fills in itself. */
const ofTheSystem = {
  createable: false,
  updateable: false,
  nillable: false,
  defaultedOnCreate: true,
  permissionable: false,
} as const;

const typeOf: Readonly<Record<string, string>> = { number: "double", integer: "int" };

/** The keys and their meaning are documented; that numbers have 18 digits with 2 after the point is a guess. */
function fieldOf(name: string, field: AnyField, { readOnly }: ObjectSchema): Record<string, unknown> {
  const type = field.type ?? "string";
  const isNumber = type === "number";
  const required = field.required === true;
  const isWritable = readOnly !== true;
  return {
    autoNumber: false,
    calculated: false,
    compoundFieldName: null,
    createable: field.createable ?? isWritable,
    custom: name.endsWith("__c"),
    defaultedOnCreate: field.defaulted ?? (type === "boolean" || name === "OwnerId"),
    digits: type === "integer" ? 9 : 0,
    externalId: field.unique === true,
    idLookup: field.idLookup ?? (field.unique === true || name === "Id"),
    label: field.label ?? name,
    length: ["string", "email", "reference", "picklist", "multipicklist"].includes(type) ? (field.length ?? 255) : 0,
    name,
    nillable: !required && type !== "boolean" && name !== "OwnerId",
    // Who may see a field that must be filled cannot be set.
    permissionable: !required && type !== "boolean",
    picklistValues: (field.picklistValues ?? []).map((value) => ({
      active: true,
      defaultValue: false,
      label: value,
      validFor: null,
      value,
    })),
    precision: isNumber ? (field.precision ?? 18) : 0,
    referenceTo: field.referenceTo ?? [],
    relationshipName: type === "reference" && name !== "Id" ? relationshipNameOf(name) : null,
    restrictedPicklist: field.restrictedPicklist === true,
    scale: isNumber ? (field.scale ?? 2) : 0,
    type: name === "Id" ? "id" : (typeOf[type] ?? type),
    unique: field.unique === true,
    updateable: field.updateable ?? isWritable,
    ...(field.readOnly ? ofTheSystem : {}),
  };
}
