import { checkMembers, type MemberKinds } from "./check-members.ts";
import type { FieldSchema, ObjectSchema } from "./object-schema.ts";

const objectKinds: MemberKinds<ObjectSchema> = {
  keyPrefix: {
    expected: "three letters and digits",
    isGood: (value) => typeof value === "string" && /^[a-z\d]{3}$/i.test(value),
  },
  bulk: "boolean",
  createable: "boolean",
  updateable: "boolean",
  deletable: "boolean",
  readOnly: "boolean",
  fields: "object",
};

const fieldKinds: MemberKinds<FieldSchema> = {
  label: "string",
  type: [
    "string",
    "email",
    "number",
    "integer",
    "boolean",
    "date",
    "datetime",
    "reference",
    "base64",
    "picklist",
    "multipicklist",
  ],
  length: "number",
  required: "boolean",
  unique: "boolean",
  idLookup: "boolean",
  defaulted: "boolean",
  createable: "boolean",
  updateable: "boolean",
  precision: "number",
  scale: "number",
  picklistValues: "strings",
  restrictedPicklist: "boolean",
  referenceTo: "strings",
};

/** Checks the object types of an emulator. @throws TypeError for one that makes no sense, and for a name that there is not. */
export function checkObjects(objects: Readonly<Record<string, ObjectSchema>>): void {
  if (typeof objects !== "object" || objects === null || Array.isArray(objects)) {
    throw new TypeError("Cannot use objects: expected an object with a description of each type");
  }
  for (const [name, object] of Object.entries(objects)) {
    checkMembers(`object ${name}`, object, objectKinds);
    if (object.keyPrefix === undefined) throw new TypeError(`Cannot use object ${name}: expected a keyPrefix`);
    if (object.fields === undefined) throw new TypeError(`Cannot use object ${name}: expected fields`);
    for (const [field, schema] of Object.entries(object.fields)) {
      checkMembers(`field ${name}.${field}`, schema, fieldKinds);
    }
  }
}
