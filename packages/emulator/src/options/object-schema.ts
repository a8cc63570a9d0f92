/** Describes a field, as far as the emulator checks values against it. */
export interface FieldSchema {
  /** What the field is called in error messages. Default: its API name. */
  readonly label?: string;
  /** What a value must be. Default: `string`. */
  readonly type?:
    | "string"
    | "email"
    | "number"
    | "integer"
    | "boolean"
    | "date"
    | "datetime"
    | "reference"
    | "base64"
    | "picklist"
    | "multipicklist";
  /** The longest value, in characters. Default: 255. */
  readonly length?: number;
  /** Whether a record cannot do without it. */
  readonly required?: boolean;
  /** Whether no two records may have the same value; such a field can be the external id of an upsert. */
  readonly unique?: boolean;
  /** Whether a record can be named by it in a column of another object, `ReportsTo.Email`. Default: whether it is unique. */
  readonly idLookup?: boolean;
  /** Whether it is filled in where a new record has no value for it. Default: of booleans and owners. */
  readonly defaulted?: boolean;
  /** Whether it may be written when a record is made. Default: true. */
  readonly createable?: boolean;
  /** Whether it may be written in a record that is there. Default: true. */
  readonly updateable?: boolean;
  /** How many digits a number has at most, those after the point included. Default: 18. */
  readonly precision?: number;
  /** How many digits a number has after the point. Default: 2. */
  readonly scale?: number;
  /** The values of a picklist. */
  readonly picklistValues?: readonly string[];
  /** Whether a picklist takes those values alone. Default: false. */
  readonly restrictedPicklist?: boolean;
  /** The object types that a reference may lead to. Default: none is known. */
  readonly referenceTo?: readonly string[];
}

/** Describes an object type: the prefix of its ids and its fields. `Id` and `CreatedDate` are always there. */
export interface ObjectSchema {
  /** The first three characters of its records' ids, `001`. */
  readonly keyPrefix: string;
  /** Whether the Bulk API takes it. Default: true. */
  readonly bulk?: boolean;
  /** Whether its records may be made. Default: true. */
  readonly createable?: boolean;
  /** Whether its records may be changed. Default: true. */
  readonly updateable?: boolean;
  /** Whether its records may be deleted. Default: true. */
  readonly deletable?: boolean;
  /** Whether its records can only be read, as those of the emulator's users. Default: false. */
  readonly readOnly?: boolean;
  /** Its fields by their API names. */
  readonly fields: Readonly<Record<string, FieldSchema>>;
}

const string = (length = 255): FieldSchema => ({ length });
const externalId: FieldSchema = { label: "Ext", unique: true };
const referenceTo = (...objects: readonly string[]): FieldSchema => ({
  type: "reference",
  length: 18,
  referenceTo: objects,
});

/** Lists the object types of an emulated org where the options name none. */
export const defaultObjects: Readonly<Record<string, ObjectSchema>> = {
  Account: {
    keyPrefix: "001",
    fields: {
      Name: { label: "Account Name", required: true },
      AccountNumber: { label: "Account Number", length: 40 },
      AnnualRevenue: { label: "Annual Revenue", type: "number" },
      BillingCity: { label: "Billing City", length: 40 },
      BillingCountry: { label: "Billing Country", length: 80 },
      BillingPostalCode: { label: "Billing Zip/Postal Code", length: 20 },
      BillingState: { label: "Billing State/Province", length: 80 },
      BillingStreet: { label: "Billing Street" },
      Description: { label: "Account Description", length: 32_000 },
      Ext__c: externalId,
      Industry: string(),
      NumberOfEmployees: { label: "Employees", type: "integer" },
      OwnerId: referenceTo("User"),
      ParentId: referenceTo("Account"),
      Phone: { label: "Account Phone", length: 40 },
      Type: { label: "Account Type" },
      Website: string(),
    },
  },
  Attachment: {
    keyPrefix: "00P",
    fields: {
      Name: { label: "File Name", required: true },
      ParentId: { ...referenceTo("Account", "Contact", "Lead"), required: true },
      Body: { type: "base64", required: true },
      ContentType: { label: "Content Type", length: 120 },
      Description: string(500),
      IsPrivate: { label: "Private", type: "boolean" },
      OwnerId: referenceTo("User"),
    },
  },
  Contact: {
    keyPrefix: "003",
    fields: {
      LastName: { label: "Last Name", length: 80, required: true },
      AccountId: referenceTo("Account"),
      Birthdate: { type: "date" },
      Department: string(80),
      Description: { label: "Contact Description", length: 32_000 },
      DoNotCall: { label: "Do Not Call", type: "boolean" },
      Email: { type: "email", length: 80, idLookup: true },
      Ext__c: externalId,
      FirstName: { label: "First Name", length: 40 },
      MailingCity: { label: "Mailing City", length: 40 },
      OwnerId: referenceTo("User"),
      Phone: { label: "Business Phone", length: 40 },
      ReportsToId: referenceTo("Contact"),
      Title: string(128),
    },
  },
  Lead: {
    keyPrefix: "00Q",
    fields: {
      LastName: { label: "Last Name", length: 80, required: true },
      Company: { required: true },
      Description: { length: 32_000 },
      Email: { type: "email", length: 80, idLookup: true },
      Ext__c: externalId,
      FirstName: { label: "First Name", length: 40 },
      LeadSource: { label: "Lead Source" },
      OwnerId: referenceTo("Group", "User"),
      Phone: string(40),
      Status: string(),
      Title: string(128),
    },
  },
  Custom__c: {
    keyPrefix: "a00",
    fields: {
      Name: string(80),
      Account__c: referenceTo("Account"),
      Active__c: { label: "Active", type: "boolean" },
      Amount__c: { label: "Amount", type: "number" },
      Count__c: { label: "Count", type: "integer" },
      Date__c: { label: "Date", type: "date" },
      DateTime__c: { label: "Date/Time", type: "datetime" },
      Email__c: { label: "Email", type: "email", length: 80 },
      Ext__c: externalId,
      Note__c: { label: "Note", length: 32_768 },
    },
  },
};

const byLowerName = new WeakMap<object, ReadonlyMap<string, { name: string; value: unknown }>>();

/** Finds an object type or a field by its API name. Salesforce does not mind the case of these names. */
export function findByName<T>(all: Readonly<Record<string, T>>, name: string): { name: string; value: T } | undefined {
  let names = byLowerName.get(all);
  if (names === undefined) {
    // Of two names that only differ in their case, the first is meant.
    const entries = Object.entries(all).map(([key, value]) => [key.toLowerCase(), { name: key, value }] as const);
    // oxlint-disable-next-line unicorn/no-array-reverse -- the array is new, and toReversed is not in ES2022
    names = new Map(entries.reverse());
    byLowerName.set(all, names);
  }
  return names.get(name.toLowerCase()) as { name: string; value: T } | undefined;
}

/** Gives the name under which a column leads through a reference: `Owner` of `OwnerId`, `Account__r` of `Account__c`. */
export const relationshipNameOf = (field: string): string =>
  field.endsWith("__c") ? `${field.slice(0, -1)}r` : field.replace(/Id$/, "");

/** Gives the schema of an object type; of one that is not there, a schema without fields. */
export const schemaOf = (objects: Readonly<Record<string, ObjectSchema>>, name: string): ObjectSchema =>
  findByName(objects, name)?.value ?? { keyPrefix: "000", fields: {} };
