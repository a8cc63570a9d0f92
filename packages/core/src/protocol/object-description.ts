import * as v from "valibot";
import { nullable } from "./field-schemas.ts";

/** A value of a picklist. */
export interface PicklistValue {
  /** The value as it is written. */
  value: string;
  /** The value as people see it. */
  label: string;
  /** Whether it may still be chosen. */
  active: boolean;
}

/**
 * A field as Salesforce describes it to the user of the session, as far as a load is concerned with it.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm
 */
export interface FieldDescription {
  /** The API name, `LastName`. */
  name: string;
  /** The name as people see it, in the language of the user. */
  label: string;
  /** `string`, `reference`, `picklist`, … */
  type: string;
  /** How many characters a string may have; 0 for other types. */
  length: number;
  /** How many digits a number of type `double`, `currency` or `percent` may have, those after the point included; 0 for others. */
  precision: number;
  /** How many digits a number has after the point. */
  scale: number;
  /** How many digits a number of type `int` may have. */
  digits: number;
  /** Whether it may be empty. */
  nillable: boolean;
  /** Whether it is filled in where a new record has no value for it. */
  defaultedOnCreate: boolean;
  /** Whether this user may write it in a new record. */
  createable: boolean;
  /** Whether this user may write it in a record that is there. */
  updateable: boolean;
  /** Whether it is an external id. */
  externalId: boolean;
  /** Whether an upsert, or a column of another object, may name a record by it. */
  idLookup: boolean;
  /** Whether it is a formula. */
  calculated: boolean;
  /** Whether Salesforce counts it up itself. */
  autoNumber: boolean;
  /** Whether permissions decide who may see and write it. */
  permissionable: boolean;
  /** The field that it is a part of, `MailingAddress`; else `null`. */
  compoundFieldName: string | null;
  /** Whether a picklist takes its own values alone. */
  restrictedPicklist: boolean;
  /** The values of a picklist. */
  picklistValues: PicklistValue[];
  /** The object types that a reference may lead to. */
  referenceTo: string[];
  /** The name under which a column leads through a reference, `Owner`; `null` where none may. */
  relationshipName: string | null;
}

/** An object type as Salesforce describes it to the user of the session. */
export interface ObjectDescription {
  /** The API name, `Account`. */
  name: string;
  /** The first three characters of its records' ids; `null` where they have none of their own. */
  keyPrefix: string | null;
  /** Whether this user may make such records. */
  createable: boolean;
  /** Whether this user may change such records. */
  updateable: boolean;
  /** Whether this user may delete such records. */
  deletable: boolean;
  /** Whether this user may read such records. */
  queryable: boolean;
  /** The fields that this user may see. */
  fields: FieldDescription[];
}

/** An object type in the list of all of them. */
export interface ListedObject {
  name: string;
  keyPrefix: string | null;
}

const yes = (): v.GenericSchema<unknown, boolean> => v.nullish(v.boolean(), false);
const count = (): v.GenericSchema<unknown, number> => v.nullish(v.number(), 0);

const picklistValueSchema: v.GenericSchema<unknown, PicklistValue> = v.pipe(
  v.object({ value: v.string(), label: nullable(), active: v.nullish(v.boolean(), true) }),
  v.transform(({ value, label, active }) => ({ value, label: label ?? value, active })),
);

const fieldSchema: v.GenericSchema<unknown, FieldDescription> = v.object({
  name: v.string(),
  label: v.nullish(v.string(), ""),
  type: v.string(),
  length: count(),
  precision: count(),
  scale: count(),
  digits: count(),
  nillable: v.boolean(),
  defaultedOnCreate: yes(),
  createable: v.boolean(),
  updateable: v.boolean(),
  externalId: yes(),
  idLookup: yes(),
  calculated: yes(),
  autoNumber: yes(),
  permissionable: yes(),
  compoundFieldName: nullable(),
  restrictedPicklist: yes(),
  picklistValues: v.nullish(v.array(picklistValueSchema), []),
  referenceTo: v.nullish(v.array(v.string()), []),
  relationshipName: nullable(),
});

/** Reads what `describe` says of an object type. */
export const objectDescriptionSchema: v.GenericSchema<unknown, ObjectDescription> = v.object({
  name: v.string(),
  keyPrefix: nullable(),
  createable: v.boolean(),
  updateable: v.boolean(),
  deletable: v.boolean(),
  queryable: v.boolean(),
  fields: v.array(fieldSchema),
});

/** Reads the list of all object types. */
export const listedObjectsSchema: v.GenericSchema<unknown, ListedObject[]> = v.pipe(
  v.object({ sobjects: v.array(v.object({ name: v.string(), keyPrefix: nullable() })) }),
  v.transform(({ sobjects }) => sobjects),
);
