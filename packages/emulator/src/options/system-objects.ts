import type { FieldSchema, ObjectSchema } from "./object-schema.ts";

const string = (length: number): FieldSchema => ({ length });
const boolean: FieldSchema = { type: "boolean" };
const reference: FieldSchema = { type: "reference", length: 18 };

/**
 * Lists the object types whose records the emulator keeps itself, with the fields that clients ask for: whoever signs in
 * looks for the user, and the sf CLI for the organization in nearly every command. That nobody else writes them is a
 * simplification: in Salesforce, users can be loaded.
 */
export const systemObjects: Readonly<Record<string, ObjectSchema>> = {
  Organization: {
    keyPrefix: "00D",
    readOnly: true,
    fields: {
      Name: { label: "Organization Name", length: 80 },
      Country: string(80),
      DefaultLocaleSidKey: string(40),
      InstanceName: string(5),
      IsSandbox: boolean,
      LanguageLocaleKey: string(40),
      NamespacePrefix: string(15),
      OrganizationType: { label: "Edition", length: 40 },
      TimeZoneSidKey: string(40),
      TrialExpirationDate: { type: "datetime" },
    },
  },
  User: {
    keyPrefix: "005",
    readOnly: true,
    fields: {
      Username: { length: 80, required: true },
      LastName: { label: "Last Name", length: 80, required: true },
      FirstName: { label: "First Name", length: 40 },
      Alias: string(8),
      Email: { type: "email", length: 128 },
      EmailEncodingKey: string(40),
      IsActive: { label: "Active", type: "boolean" },
      LanguageLocaleKey: string(40),
      LocaleSidKey: string(40),
      ProfileId: reference,
      TimeZoneSidKey: string(40),
      UserType: string(40),
    },
  },
};
