import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { objectsFromDescribe } from "@sfbulk/emulator";
import { readOrgFlags } from "@sfbulk/emulator/node";
import { parsed, rest, still } from "./call.ts";

const plain = {
  length: 0,
  precision: 0,
  scale: 0,
  createable: true,
  updateable: true,
  nillable: true,
  defaultedOnCreate: false,
  unique: false,
  externalId: false,
  idLookup: false,
  picklistValues: [],
  referenceTo: [],
};
const field = (name: string, type: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  name,
  type,
  label: name,
  ...plain,
  ...more,
});
const system = { createable: false, updateable: false, nillable: false, defaultedOnCreate: true };

/** As Salesforce describes it, but for the keys that nobody here reads. */
const widget = {
  name: "Widget__c",
  keyPrefix: "a00",
  createable: true,
  updateable: true,
  deletable: false,
  fields: [
    field("Id", "id", { ...system, length: 18, idLookup: true }),
    field("IsDeleted", "boolean", system),
    field("Name", "string", { length: 80, nillable: false, defaultedOnCreate: false, idLookup: true }),
    field("Size__c", "double", { precision: 4, scale: 1 }),
    field("Price__c", "currency", { precision: 18, scale: 2 }),
    field("Share__c", "percent", { precision: 5, scale: 2 }),
    field("Count__c", "int"),
    field("Notes__c", "textarea", { length: 32768 }),
    field("Site__c", "url", { length: 255 }),
    field("Sum__c", "double", { ...system, nillable: true, precision: 18, scale: 2, calculated: true }),
    field("Code__c", "string", { length: 20, externalId: true, unique: true, idLookup: true }),
    field("Kind__c", "picklist", {
      length: 255,
      restrictedPicklist: true,
      picklistValues: [
        { active: true, value: "Hot" },
        { active: false, value: "Old" },
      ],
    }),
    field("Where__c", "location"),
    field("Maker__c", "reference", { length: 18, referenceTo: ["Account"] }),
    field("OwnerId", "reference", { length: 18, referenceTo: ["User"], nillable: false, defaultedOnCreate: true }),
    field("SystemModstamp", "datetime", system),
  ],
};
const contact = {
  name: "Contact",
  keyPrefix: "003",
  fields: [
    field("LastName", "string", { length: 80, nillable: false }),
    field("FirstName", "string", { length: 40 }),
    field("Name", "string", { length: 121, ...system }),
    field("Loyalty__c", "long"),
  ],
};

/** What becomes of rows of the described object. */
async function errors(header: string, ...rows: readonly string[]): Promise<readonly string[]> {
  const emulator = still({ objects: objectsFromDescribe(widget) });
  const content = `${[header, ...rows].join("\n")}\n`;
  const { id } = await emulator.control.addIngestJob({ object: "Widget__c", state: "UploadComplete", content });
  await emulator.control.advance(500);
  const { text } = await rest(emulator, `jobs/ingest/${id}/failedResults`);
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => /"([A-Z_]+):/.exec(line)?.[1] ?? line);
}

describe("an org with the fields of a real one", () => {
  test.each([
    ["Name,Size__c", "a,1.5", []],
    ["Name,Size__c", "a,12345", ["NUMBER_OUTSIDE_VALID_RANGE"]],
    ["Size__c", "1", ["REQUIRED_FIELD_MISSING"]],
    ["Name,Kind__c", "a,Old", ["INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"]],
    ["Name,Sum__c", "a,1", ["INVALID_FIELD_FOR_INSERT_UPDATE"]],
    ["Name,Code__c", "a,123456789012345678901", ["STRING_TOO_LONG"]],
  ])("%s: %s", async (header, row, expected) => {
    expect(await errors(header, row)).toEqual(expected);
  });

  test("describes them as that one does", async () => {
    const emulator = still({ objects: objectsFromDescribe([widget, contact]) });
    const described = parsed(await rest(emulator, "sobjects/Widget__c/describe"));
    expect(described).toMatchObject({ keyPrefix: "a00", deletable: false, createable: true });
    const fields = described["fields"] as Record<string, unknown>[];
    const { label: _label, picklistValues: _values, ...size } = widget.fields[3] ?? {};
    expect(fields.find(({ name }) => name === "Size__c")).toMatchObject(size);
    expect(fields.find(({ name }) => name === "Code__c")).toMatchObject({ externalId: true, unique: true, length: 20 });
    expect(fields.find(({ name }) => name === "OwnerId")).toMatchObject({ nillable: false, defaultedOnCreate: true });
    expect(fields.filter(({ name }) => name === "Id" || name === "SystemModstamp")).toHaveLength(2);
    expect(fields.some(({ name }) => name === "Where__c")).toBe(false);
    // The usual object whose ids begin so has given way.
    expect((await rest(emulator, "sobjects/Custom__c/describe")).status).toBe(404);
    const { fields: ofContact } = parsed(await rest(emulator, "sobjects/Contact/describe")) as {
      fields: Record<string, unknown>[];
    };
    expect(ofContact.map(({ name }) => name)).toContain("Loyalty__c");
    expect(ofContact.find(({ name }) => name === "Name")).toMatchObject({ createable: false, updateable: false });
  });

  test("of users, has those that clients need as well", async () => {
    const user = { name: "User", keyPrefix: "005", fields: [field("Team__c", "string", { length: 10 })] };
    const emulator = still({ objects: objectsFromDescribe(user) });
    const soql = encodeURIComponent("SELECT Username, Team__c FROM User");
    expect(parsed(await rest(emulator, `query?q=${soql}`))).toMatchObject({ totalSize: 1 });
  });
});

describe("the forms of a description", () => {
  test.each([
    ["what sf prints", { status: 0, result: widget, warnings: [] }],
    ["several that sf printed", [{ status: 0, result: widget }]],
    ["an array", [widget]],
    ["by their names", { Widget__c: widget }],
    ["by their names, of sf", { one: { status: 0, result: widget } }],
  ])("%s", (_, described) => {
    expect(Object.keys(objectsFromDescribe(described))).toEqual(["Widget__c"]);
  });

  test("without a prefix of its own, an object gets one", () => {
    const [one, two] = Object.values(
      objectsFromDescribe([
        { ...widget, name: "A", keyPrefix: null },
        { ...widget, name: "B", keyPrefix: undefined },
      ]),
    );
    expect([one?.keyPrefix, two?.keyPrefix]).toEqual(["z00", "z01"]);
  });

  test.each([
    [[], "Cannot use the description: there is no object in it"],
    ["x", 'Cannot use the description: expected an object with "name" and "fields", as describe gives it'],
    [[widget, null], 'Cannot use the description[1]: expected an object with "name" and "fields"'],
    [{ status: 1, name: "NOT_FOUND", message: "x" }, "Cannot use the description.status: expected"],
    [{ result: { ...widget, fields: [{}] }, status: 0 }, "Cannot use the description.result.name: expected"],
  ])("%j is none", (described, message) => {
    expect(() => objectsFromDescribe(described)).toThrow(message);
  });
});

describe("what a command line says of an org", () => {
  const withFile = <T>(text: string, use: (file: string) => T): T => {
    const folder = mkdtempSync(join(tmpdir(), "sfbulk-"));
    try {
      const file = join(folder, "file.json");
      writeFileSync(file, text);
      return use(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test("goes before what a file says", () => {
    const options = {
      sandbox: false,
      batchQuota: 5,
      permissions: ["ManageDataIntegrations"],
      objects: { A: { keyPrefix: "a09", fields: {} } },
    };
    withFile(JSON.stringify(options), (file) => {
      withFile(`\ufeff${JSON.stringify(widget)}`, (schema) => {
        const said = readOrgFlags({ options: file, schema, sandbox: true, permission: ["BulkApiHardDelete"] });
        expect(said).toMatchObject({ sandbox: true, batchQuota: 5, permissions: ["BulkApiHardDelete"] });
        expect(Object.keys(said.objects ?? {})).toEqual(["A", "Widget__c"]);
        expect(readOrgFlags({ options: file })).toEqual(options);
      });
    });
    expect(readOrgFlags({})).toEqual({});
  });

  test.each([
    ["{", /^Cannot use .*file\.json: it is no JSON/],
    ["[]", /^Cannot use .*file\.json: cannot use the description: there is no object in it/],
  ])("a schema of %s is refused", (text, message) => {
    withFile(text, (schema) => expect(() => readOrgFlags({ schema })).toThrow(message));
  });

  test("a file that is not there, and a permission that there is not, are refused", () => {
    expect(() => readOrgFlags({ schema: "/no/such" })).toThrow(/^Cannot read \/no\/such: ENOENT/);
    expect(() => readOrgFlags({ permission: ["Fly"] })).toThrow(
      'Cannot use permission "Fly": expected one of ManageDataIntegrations, BulkApiHardDelete',
    );
  });
});

test("a sandbox says that it is one", async () => {
  for (const sandbox of [true, false]) {
    const soql = encodeURIComponent("SELECT IsSandbox FROM Organization");
    expect(parsed(await rest(still({ sandbox }), `query?q=${soql}`))).toMatchObject({
      records: [{ IsSandbox: sandbox }],
    });
  }
});
