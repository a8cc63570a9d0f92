import type { ObjectSchema } from "@sfbulk/emulator";
import { expect, test } from "vitest";
import { bearer, call, parsed, still } from "./call.ts";

const fields: ObjectSchema["fields"] = {
  Name: { label: "Widget Name", length: 80, required: true },
  Active__c: { type: "boolean" },
  Amount__c: { type: "number", precision: 8, scale: 3 },
  Kind__c: { type: "picklist", picklistValues: ["Hot", "Cold"], restrictedPicklist: true },
  Kinds__c: { type: "multipicklist", picklistValues: ["Hot", "Cold"], restrictedPicklist: true },
  Open__c: { type: "picklist", picklistValues: ["Hot"] },
  Maker__c: { type: "reference", length: 18, referenceTo: ["Account"] },
  OwnerId: { type: "reference", length: 18, referenceTo: ["Group", "User"] },
  Fixed__c: { updateable: false },
  Locked__c: { createable: false, updateable: false },
};
const objects = { Widget__c: { keyPrefix: "a01", fields } };

test("the description of an object says what may be written, and how", async () => {
  const reply = parsed(await bearer(still({ objects }), "/services/data/v68.0/sobjects/Widget__c/describe"));
  expect(reply).toMatchObject({
    keyPrefix: "a01",
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
  });
  const described = Object.fromEntries((reply["fields"] as { name: string }[]).map((field) => [field.name, field]));
  expect(described).toMatchObject({
    Id: { type: "id", idLookup: true, createable: false, updateable: false, nillable: false, defaultedOnCreate: true },
    Name: { type: "string", length: 80, nillable: false, defaultedOnCreate: false, label: "Widget Name" },
    Active__c: { type: "boolean", nillable: false, defaultedOnCreate: true },
    Amount__c: { type: "double", precision: 8, scale: 3, length: 0 },
    Kind__c: {
      type: "picklist",
      restrictedPicklist: true,
      picklistValues: [
        { active: true, defaultValue: false, label: "Hot", validFor: null, value: "Hot" },
        { active: true, defaultValue: false, label: "Cold", validFor: null, value: "Cold" },
      ],
    },
    Open__c: { restrictedPicklist: false },
    Maker__c: { type: "reference", length: 18, referenceTo: ["Account"], relationshipName: "Maker__r" },
    OwnerId: { referenceTo: ["Group", "User"], relationshipName: "Owner", nillable: false, defaultedOnCreate: true },
    Fixed__c: { createable: true, updateable: false },
    Locked__c: { createable: false, updateable: false },
    CreatedDate: { createable: false, updateable: false },
  });
});

/** What becomes of one row. */
async function outcome(
  operation: string,
  csv: string,
  rights: Partial<ObjectSchema> = {},
): Promise<string | undefined> {
  const emulator = still({ objects: { Widget__c: { ...objects.Widget__c, ...rights } } });
  const made = await emulator.control.addJob({ object: "Widget__c", batches: ["Name\nx\n"] });
  await emulator.control.advance(1000);
  const [record] = await emulator.control.records("Widget__c");
  const { id } = await emulator.control.addJob({
    object: "Widget__c",
    operation,
    batches: [csv.replace("<id>", String(record?.["Id"]))],
  });
  await emulator.control.advance(1000);
  const [batch] = await emulator.control.batches(id);
  const { text } = await call(emulator, `job/${id}/batch/${batch?.id}/result`);
  expect(made.object).toBe("Widget__c");
  expect(text).toContain('"Success"');
  return /"([A-Z_]+):/.exec(text)?.[1];
}

test.each<[string, string, Partial<ObjectSchema>, string | undefined]>([
  ["insert", "Name,Kind__c\nx,Hot\n", {}, undefined],
  ["insert", "Name,Kind__c\nx,Warm\n", {}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"],
  ["insert", "Name,Kind__c\nx,Hot;Cold\n", {}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"],
  ["insert", "Name,Kinds__c\nx,Hot;Cold\n", {}, undefined],
  ["insert", "Name,Kinds__c\nx,Hot;Warm\n", {}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"],
  ["insert", "Name,Open__c\nx,Warm\n", {}, undefined],
  ["insert", "Name,Fixed__c\nx,y\n", {}, undefined],
  ["insert", "Name,Locked__c\nx,y\n", {}, "INVALID_FIELD_FOR_INSERT_UPDATE"],
  ["update", "Id,Name\n<id>,y\n", {}, undefined],
  ["update", "Id,Fixed__c\n<id>,y\n", {}, "INVALID_FIELD_FOR_INSERT_UPDATE"],
  ["update", "Id,Name\n<id>,y\n", { updateable: false }, "INSUFFICIENT_ACCESS_OR_READONLY"],
  ["delete", "Id\n<id>\n", {}, undefined],
  ["delete", "Id\n<id>\n", { deletable: false }, "INSUFFICIENT_ACCESS_OR_READONLY"],
  ["insert", "Name\nx\n", { createable: false }, "INSUFFICIENT_ACCESS_OR_READONLY"],
])("%s %j with %j", async (operation, csv, rights, code) => {
  expect(await outcome(operation, csv, rights)).toBe(code);
});
