import {
  checkColumns,
  type CheckedColumns,
  type ColumnCheck,
  type ColumnFinding,
  type Connection,
  describeObject,
  type FetchAdapter,
  listObjects,
  type LoadTarget,
  NetworkError,
} from "@sfbulk/core";
import { createEmulator, type EmulatorOptions, type ObjectSchema } from "../../emulator/src/index.ts";
import { describe, expect, test } from "vitest";
import { connect, hurried, json, page, rejection, scriptedAdapter } from "./scripted-adapter.ts";

const user: ObjectSchema = {
  keyPrefix: "005",
  fields: { Username: { unique: true, required: true }, Alias: {}, Ext__c: { unique: true } },
};
const group: ObjectSchema = { keyPrefix: "00G", fields: { Name: {} } };
const rich: ObjectSchema = {
  keyPrefix: "a01",
  fields: {
    Name: { label: "Widget Name", required: true },
    Fixed__c: { label: "Fixed", updateable: false },
    Locked__c: { label: "Locked", createable: false, updateable: false },
    Ext__c: { label: "External Key", unique: true },
    Twin__c: { label: "Same" },
    Other__c: { label: "Same" },
    Maker__c: { type: "reference", length: 18, referenceTo: ["Account"] },
  },
};
const all = { User: user, Group: group, Widget__c: rich };

function org(options: EmulatorOptions = {}) {
  const emulator = createEmulator({ objects: all, ...options });
  const { fetch, instanceUrl, accessToken, control } = emulator;
  const connection: Connection = { fetch, instanceUrl, accessToken, retry: hurried };
  const asked = async (): Promise<string[]> =>
    (await control.exchanges()).map(({ path }) => path.replace(/^\/services\/data\/v[\d.]+\//, ""));
  return { connection, control, asked };
}

const check = async (target: LoadTarget, columns: string[], options?: EmulatorOptions): Promise<ColumnCheck> =>
  await checkColumns(org(options).connection, target, columns);

/** What was found, in short: column, kind, severity and suggestion. */
const short = ({ findings }: ColumnCheck): (string | null | undefined)[][] =>
  findings.map(({ column, kind, severity, suggestion }: ColumnFinding) =>
    suggestion === undefined ? [column, kind, severity] : [column, kind, severity, suggestion],
  );

const contact = { operation: "insert", object: "Contact" } as const;

test("objects are listed, and one is described, for who suggests names", async () => {
  const { connection, asked } = org();
  const objects = await listObjects(connection);
  expect(objects).toContainEqual({ name: "Contact", keyPrefix: "003" });
  const { name, fields } = await describeObject(connection, "contact");
  expect(name).toBe("Contact");
  expect(fields.find((field) => field.name === "AccountId")).toMatchObject({
    relationshipName: "Account",
    referenceTo: ["Account"],
  });
  expect(await asked()).toEqual(["sobjects", "sobjects/contact/describe"]);
  expect(await rejection(describeObject(connection, "Nothing__c"))).toMatchObject({
    name: "SalesforceError",
    exceptionCode: "NOT_FOUND",
  });
  expect(await rejection(describeObject(connection, "a/b"))).toMatchObject({ name: "TypeError" });
});

describe("the names of columns", () => {
  test("that are fields, in whatever case, are right", async () => {
    const result = await check(contact, ["LASTNAME", "firstName", "Email", "AccountId"]);
    expect(result).toMatchObject({ checked: true, findings: [] });
    expect((result as CheckedColumns).fields.map((field) => field?.field.name)).toEqual([
      "LastName",
      "FirstName",
      "Email",
      "AccountId",
    ]);
  });

  test.each<[string, string, string]>([
    ["Last Name", "LastName", 'that is the label of "LastName"'],
    ["last name *", "LastName", "the label"],
    ["Last\u00a0Name", "LastName", "the label"],
    ["Business Phone", "Phone", 'that is the label of "Phone"'],
    ["Fristname", "FirstName", 'did you mean "FirstName"?'],
    ["MailingCty", "MailingCity", 'did you mean "MailingCity"?'],
    ["Ext", "Ext__c", 'that is the label of "Ext__c"'],
    ["\u00a0Email", "Email", "it has a no-break space (U+00A0) at its beginning"],
    ["\ufeffEmail", "Email", "it has an invisible character (U+FEFF) at its beginning"],
    ["\u3000Email", "Email", "(U+3000) at its beginning"],
    ["Email ", "Email", "it has a space (U+0020) at its end"],
    ["Ema\u200bil", "Email", 'did you mean "Email"?'],
  ])("%j was to be %s", async (given, suggestion, words) => {
    const { findings } = await check(contact, ["LastName", given]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ column: given, kind: "UnknownColumn", severity: "error", suggestion });
    expect(findings[0]?.message).toContain(words);
  });

  test("that nothing is like are named without a suggestion", async () => {
    const { findings } = await check(contact, ["LastName", "Zzzzzz", ""]);
    expect(short({ checked: true, findings, fields: [] })).toEqual([
      ["Zzzzzz", "UnknownColumn", "error"],
      ["", "UnknownColumn", "error"],
    ]);
    expect(findings.map(({ message }) => message)).toEqual([
      'Cannot find a field of Contact for column "Zzzzzz": it does not exist, or this user may not see it',
      "Cannot use a column without a name",
    ]);
  });

  test("are looked for as long as there are not too many", async () => {
    const columns = Array.from({ length: 120 }, (_, index) => `Phone${index % 10}${index < 100 ? "" : " "}`).map(
      (name, index) => `${"-".repeat(Math.floor(index / 10))}${name}`,
    );
    const { findings } = await check(contact, ["LastName", ...columns]);
    const suggested = findings.filter(({ suggestion }) => suggestion !== undefined);
    expect(findings.length).toBeGreaterThanOrEqual(120);
    expect(suggested).toHaveLength(100);
  });

  test("are not taken from a label that two fields have", async () => {
    const { findings } = await check({ operation: "insert", object: "Widget__c" }, ["Name", "Same"]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain('that is the label of "Twin__c" and of "Other__c"');
    expect(findings[0]).not.toHaveProperty("suggestion");
  });

  test("that come twice are an error, and two for one field a warning", async () => {
    expect(short(await check(contact, ["LastName", "Email", "EMAIL"]))).toEqual([
      ["EMAIL", "DuplicateColumn", "error"],
    ]);
    expect(short(await check(contact, ["LastName", "AccountId", "Account.Ext__c"]))).toEqual([
      ["Account.Ext__c", "DuplicateColumn", "warning"],
    ]);
    expect(short(await check(contact, ["LastName", "Email", "Email"]))).toEqual([
      ["Email", "DuplicateColumn", "error"],
    ]);
  });
});

describe("what an operation takes", () => {
  test.each<[LoadTarget, string[], (string | null)[][]]>([
    [contact, ["LastName"], []],
    [contact, ["Email"], [["LastName", "MissingRequired", "error", "LastName"]]],
    [contact, ["Last Name"], [["Last Name", "UnknownColumn", "error", "LastName"]]],
    [contact, ["Id", "LastName"], [["Id", "NotWritable", "error"]]],
    [contact, ["LastName", "CreatedDate"], [["CreatedDate", "NotWritable", "error"]]],
    [{ operation: "update", object: "Contact" }, ["Email"], [["Id", "MissingId", "error", "Id"]]],
    [{ operation: "update", object: "Contact" }, ["id", "Email"], []],
    [{ operation: "update", object: "Contact" }, [" Id", "Email"], [[" Id", "UnknownColumn", "error", "Id"]]],
    [{ operation: "delete", object: "Contact" }, ["ID"], []],
    [
      { operation: "delete", object: "Contact" },
      ["LastName"],
      [
        ["LastName", "OnlyId", "error"],
        ["Id", "MissingId", "error", "Id"],
      ],
    ],
    [{ operation: "hardDelete", object: "Contact" }, ["Id", "Nonsense"], [["Nonsense", "OnlyId", "error"]]],
    [{ operation: "upsert", object: "Contact", externalIdFieldName: "Ext__c" }, ["ext__c", "LastName"], []],
    [
      { operation: "upsert", object: "Contact", externalIdFieldName: "ext__C" },
      ["Ext__c"],
      [["LastName", "MissingRequired", "warning", "LastName"]],
    ],
    [
      { operation: "upsert", object: "Contact", externalIdFieldName: "Ext__c" },
      ["LastName"],
      [["Ext__c", "MissingKey", "error", "Ext__c"]],
    ],
    [
      { operation: "upsert", object: "Contact", externalIdFieldName: "Ext__c" },
      ["Ext__c", "Id", "LastName"],
      [["Id", "NotWritable", "warning"]],
    ],
    [{ operation: "upsert", object: "Contact", externalIdFieldName: "Id" }, ["Id", "LastName"], []],
    [
      { operation: "upsert", object: "Contact", externalIdFieldName: "Id" },
      ["LastName"],
      [["Id", "MissingKey", "error", "Id"]],
    ],
    [
      { operation: "upsert", object: "Contact", externalIdFieldName: "Phone" },
      ["Phone", "LastName"],
      [["Phone", "NotAnExternalId", "error"]],
    ],
    [{ operation: "upsert", object: "Contact", externalIdFieldName: "Email" }, ["Email", "LastName"], []],
    [
      { operation: "upsert", object: "Contact", externalIdFieldName: "Exr__c" },
      ["Exr__c", "LastName"],
      [
        ["Exr__c", "NotAnExternalId", "error", "Ext__c"],
        ["Exr__c", "UnknownColumn", "error", "Ext__c"],
      ],
    ],
    [
      { operation: "insert", object: "Widget__c" },
      ["Name", "Fixed__c", "Locked__c"],
      [["Locked__c", "NotWritable", "error"]],
    ],
    [
      { operation: "update", object: "Widget__c" },
      ["Id", "Fixed__c", "Locked__c"],
      [
        ["Fixed__c", "NotWritable", "error"],
        ["Locked__c", "NotWritable", "error"],
      ],
    ],
    [
      { operation: "upsert", object: "Widget__c", externalIdFieldName: "Ext__c" },
      ["Ext__c", "Name", "Fixed__c", "Locked__c"],
      [
        ["Fixed__c", "NotWritable", "warning"],
        ["Locked__c", "NotWritable", "error"],
      ],
    ],
  ])("%j with %j", async (target, columns, expected) => {
    const result = await check(target, columns);
    expect(result.checked).toBe(true);
    expect(short(result)).toEqual(expected);
  });

  test.each<[LoadTarget["operation"], Partial<ObjectSchema>, string[], "error" | "warning" | undefined]>([
    ["insert", { createable: false }, ["LastName"], "error"],
    ["insert", { updateable: false, deletable: false }, ["LastName"], undefined],
    ["update", { updateable: false }, ["Id"], "error"],
    ["upsert", { createable: false }, ["Ext__c", "LastName"], "warning"],
    ["upsert", { updateable: false }, ["Ext__c", "LastName"], "warning"],
    ["upsert", { createable: false, updateable: false }, ["Ext__c", "LastName"], "error"],
    ["delete", { deletable: false }, ["Id"], "error"],
    ["hardDelete", { deletable: false }, ["Id"], "error"],
  ])("%s where the object says %j", async (operation, rights, columns, severity) => {
    const lead = { keyPrefix: "00Q", fields: { LastName: { required: true }, Ext__c: { unique: true } } };
    const target = { operation, object: "Lead", externalIdFieldName: "Ext__c" };
    const result = await check(target, columns, { objects: { Lead: { ...lead, ...rights } } });
    expect(short(result)).toEqual(severity === undefined ? [] : [[null, "NoPermission", severity]]);
  });

  test("a job is a target as it is", async () => {
    const job = {
      id: "750",
      state: "Open",
      operation: "insert",
      object: "contact",
      externalIdFieldName: null,
    } as const;
    expect(short(await check(job, ["LastName"]))).toEqual([]);
  });

  test("parts of a name are named, formulas too, and a person has no Name", async () => {
    const field = (name: string, more: object = {}): object => ({
      name,
      label: name,
      type: "string",
      length: 80,
      nillable: true,
      createable: true,
      updateable: true,
      ...more,
    });
    const account = {
      name: "Account",
      keyPrefix: "001",
      createable: true,
      updateable: true,
      deletable: true,
      queryable: true,
      fields: [
        field("Name", { nillable: false }),
        field("LastName"),
        field("BillingAddress", { type: "address", createable: false, updateable: false }),
        field("BillingCity", { compoundFieldName: "BillingAddress" }),
        field("Sum__c", { calculated: true, createable: false, updateable: false }),
        field("Number__c", { autoNumber: true, createable: false, updateable: false }),
        field("Rating", { permissionable: true, createable: false, updateable: false }),
      ],
    };
    const columns = ["LastName", "BillingAddress", "Sum__c", "Number__c", "Rating"];
    const { findings } = await checkColumns(
      connect(scriptedAdapter(json(account))),
      { operation: "insert", object: "Account" },
      columns,
    );
    expect(findings.map(({ message }) => message)).toEqual([
      'Cannot insert column "BillingAddress": BillingAddress is put together from BillingCity; write those',
      'Cannot insert column "Sum__c": Sum__c is a formula',
      'Cannot insert column "Number__c": Salesforce numbers Number__c itself',
      'Cannot insert column "Rating": this user may read Rating and not write it so',
    ]);
  });
});

describe("columns that lead to another object", () => {
  test.each<[string, string[][]]>([
    ["Account.Ext__c", []],
    ["account.EXT__C", []],
    ["Account.Id", []],
    ["ReportsTo.Email", []],
    ["Owner.Username", []],
    ["User:Owner.Username", []],
    ["Account:Account.Ext__c", []],
    ["Account.Phone", [["Account.Phone", "NotAnExternalId", "error"]]],
    ["Account.Ect__c", [["Account.Ect__c", "UnknownColumn", "error", "Account.Ext__c"]]],
    ["Account.Employees", [["Account.Employees", "UnknownColumn", "error", "Account.NumberOfEmployees"]]],
    ["AccountId.Ext__c", [["AccountId.Ext__c", "UnknownColumn", "error", "Account.Ext__c"]]],
    ["Acount.Ext__c", [["Acount.Ext__c", "UnknownColumn", "error", "Account.Ext__c"]]],
    ["Account.Ext__c ", [["Account.Ext__c ", "UnknownColumn", "error", "Account.Ext__c"]]],
    ["Account.Owner.Username", [["Account.Owner.Username", "UnknownColumn", "error"]]],
    ["Owner:User.Username", [["Owner:User.Username", "UnknownColumn", "error", "User:Owner.Username"]]],
    ["Lead:Owner.Username", [["Lead:Owner.Username", "UnknownColumn", "error"]]],
    ["Nothing.Ext__c", [["Nothing.Ext__c", "UnknownColumn", "error"]]],
  ])("%s", async (column, expected) => {
    expect(short(await check(contact, ["LastName", column]))).toEqual(expected);
  });

  test("name the type where there are several", async () => {
    const lead = { operation: "insert", object: "Lead" } as const;
    const { findings } = await check(lead, ["LastName", "Company", "Owner.Username"]);
    expect(findings).toMatchObject([{ kind: "MissingType", severity: "warning" }]);
    expect(findings[0]?.message).toContain("Owner may be Group or User");
    expect(short(await check(lead, ["LastName", "Company", "User:Owner.Username"]))).toEqual([]);
    expect(short(await check(lead, ["LastName", "Company", "Group:Owner.Name"]))).toEqual([
      ["Group:Owner.Name", "NotAnExternalId", "error"],
    ]);
  });

  test("of custom objects go through __r, and fill the required field that they lead through", async () => {
    const parts = {
      Part__c: {
        keyPrefix: "a02",
        fields: { Widget__c: { type: "reference", length: 18, referenceTo: ["Widget__c"], required: true } },
      },
      Widget__c: rich,
    } as const;
    const part = { operation: "insert", object: "Part__c" } as const;
    expect(short(await check(part, ["Widget__r.Ext__c"], { objects: parts }))).toEqual([]);
    expect(short(await check(part, ["Widget__c.Ext__c"], { objects: parts }))).toEqual([
      ["Widget__c.Ext__c", "UnknownColumn", "error", "Widget__r.Ext__c"],
    ]);
    const { findings } = await check(part, ["Widget__r.Name"], { objects: parts });
    expect(findings).toMatchObject([{ kind: "NotAnExternalId" }]);
  });

  test("need records that this user may read", async () => {
    const rights = { createable: true, updateable: true, deletable: true, queryable: true };
    const field = { type: "string", nillable: true, createable: true, updateable: true };
    const reference = {
      ...field,
      name: "MakerId",
      type: "reference",
      referenceTo: ["Maker"],
      relationshipName: "Maker",
    };
    const adapter = scriptedAdapter(
      json({ ...rights, name: "Widget", fields: [reference] }),
      json({ ...rights, name: "Maker", queryable: false, fields: [{ ...field, name: "Ext__c", externalId: true }] }),
    );
    const result = await checkColumns(connect(adapter), { operation: "insert", object: "Widget" }, ["Maker.Ext__c"]);
    expect(short(result)).toEqual([["Maker.Ext__c", "NoPermission", "warning"]]);
  });

  test("whose object may not be seen are not checked, and it says so", async () => {
    const hidden: FetchAdapter = async (url, init) =>
      url.includes("/sobjects/User/")
        ? json([{ errorCode: "NOT_FOUND", message: "No such" }], 404)
        : await emulator.fetch(url, init);
    const emulator = createEmulator({ instanceUrl: "https://acme.my.salesforce.com" });
    const to = { instanceUrl: emulator.instanceUrl, accessToken: emulator.accessToken, fetch: hidden };
    const { findings } = await checkColumns(to, contact, ["LastName", "Owner.Username"]);
    expect(findings).toMatchObject([{ column: "Owner.Username", kind: "NotChecked", severity: "warning" }]);
  });
});

describe("what it asks", () => {
  test("is each object once, whatever the case, and the list where ids lead elsewhere", async () => {
    const { connection, asked } = org();
    await checkColumns(connection, contact, [
      "LastName",
      "Account.Ext__c",
      "ACCOUNT.Id",
      "ReportsTo.Email",
      "OwnerId",
      "ReportsToId",
    ]);
    expect((await asked()).toSorted()).toEqual(["sobjects", "sobjects/Account/describe", "sobjects/Contact/describe"]);
  });

  test("is no list where ids lead to the object itself, and nothing about what a delete does not take", async () => {
    const { connection, asked } = org();
    await checkColumns(connection, contact, ["LastName", "ReportsToId"]);
    await checkColumns(connection, { operation: "delete", object: "Contact" }, ["Id", "Account.Ext__c"]);
    expect(await asked()).toEqual(["sobjects/Contact/describe", "sobjects/Contact/describe"]);
  });

  test("is no list for what leads out of the org", async () => {
    const fields = { Order__c: { type: "reference", length: 40, referenceTo: ["Order__x"] } } as const;
    const { connection, asked } = org({ objects: { Widget__c: { keyPrefix: "a01", fields } } });
    await checkColumns(connection, { operation: "insert", object: "Widget__c" }, ["Order__c"]);
    expect(await asked()).toEqual(["sobjects/Widget__c/describe"]);
  });

  test("tells how ids may begin only where all the objects are known", async () => {
    const lead = { operation: "insert", object: "Lead" } as const;
    const prefixes = async (options: EmulatorOptions): Promise<unknown> => {
      const result = await check(lead, ["LastName", "Company", "OwnerId"], options);
      return (result as CheckedColumns).fields[2]?.keyPrefixes;
    };
    expect(await prefixes({})).toEqual(["00G", "005"]);
    expect(await prefixes({ objects: { User: user } })).toBeUndefined();
  });

  test("is found anew in each call", async () => {
    const { connection, asked } = org();
    await checkColumns(connection, contact, ["LastName"]);
    await checkColumns(connection, contact, ["LastName"]);
    expect(await asked()).toHaveLength(2);
  });
});

describe("what cannot be asked", () => {
  test("an object that is not there is an error, with the one that was meant", async () => {
    const result = await check({ operation: "insert", object: "Acount" }, ["Name"]);
    expect(result).toMatchObject({ checked: true, fields: [null] });
    expect(short(result)).toEqual([[null, "UnknownObject", "error", "Account"]]);
  });

  test.each([
    ["no reply", () => new TypeError("fetch failed"), "NetworkError"],
    ["a page", () => page(200), "ResponseError"],
    ["a refusal", () => json([{ errorCode: "API_DISABLED_FOR_ORG", message: "no" }], 403), "SalesforceError"],
    ["no session", () => json([{ errorCode: "INVALID_SESSION_ID", message: "no" }], 401), "SessionError"],
    [
      "another object",
      () => json({ name: "Lead", createable: true, updateable: true, deletable: true, queryable: true, fields: [] }),
      "ResponseError",
    ],
    ["something else", () => json({ name: "Contact" }), "ResponseError"],
  ])("%s: it was not checked, and what is wrong anyway is told", async (_, step, name) => {
    const steps = Array.from({ length: 10 }, (): Response | Error => step());
    const result = await checkColumns(connect(scriptedAdapter(...steps)), { operation: "update", object: "Contact" }, [
      "Name",
      "NAME",
    ]);
    expect(result).toMatchObject({
      checked: false,
      cause: { name },
      why: expect.stringMatching(/^Cannot check the columns: cannot describe Contact: /) as string,
    });
    expect(short(result)).toEqual([
      ["NAME", "DuplicateColumn", "error"],
      ["Id", "MissingId", "error", "Id"],
    ]);
    expect(result).not.toHaveProperty("fields");
  });

  test("the list of objects: whose ids a column has is not checked, and the rest is", async () => {
    const { connection, control } = org();
    await control.fail({ kind: "rest-array-fault", on: { method: "GET" }, skip: 1, times: "always" });
    const result = await checkColumns(connection, contact, ["LastName", "OwnerId"]);
    expect(short(result)).toEqual([["OwnerId", "NotChecked", "warning"]]);
  });

  test("an abort ends it with its reason", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const adapter = scriptedAdapter(() => {
      controller.abort(reason);
      throw new TypeError("aborted");
    });
    const { signal } = controller;
    expect(await rejection(checkColumns(connect(adapter), contact, ["LastName"], { signal }))).toBe(reason);
    // Whatever the reason may be.
    const odd = new NetworkError("enough", { code: "NoReply" });
    const aborted = AbortSignal.abort(odd);
    const never = scriptedAdapter();
    expect(await rejection(checkColumns(connect(never), contact, ["LastName"], { signal: aborted }))).toBe(odd);
  });

  test.each<[unknown, unknown, unknown, string]>([
    [null, ["Name"], {}, "Cannot use target: expected a job or its spec, got null"],
    [{ operation: "query", object: "Account" }, ["Name"], {}, 'Cannot use operation "query"'],
    [{ operation: "Insert", object: "Account" }, ["Name"], {}, 'it is spelt "insert"'],
    [{ operation: "insert", object: "Account/describe?" }, ["Name"], {}, "Cannot use object"],
    [{ operation: "upsert", object: "Account" }, ["Name"], {}, "without externalIdFieldName"],
    [
      { operation: "upsert", object: "Account", externalIdFieldName: "a b" },
      ["Name"],
      {},
      "Cannot use externalIdFieldName",
    ],
    [contact, [], {}, "Cannot use columns: expected a list of names, got an empty one"],
    [contact, "Name", {}, 'got "Name"'],
    [contact, ["Name", 5], {}, "with something else in it"],
    [contact, ["Name"], { timeout: 5 }, 'Cannot use option "timeout"'],
    [contact, ["Name"], { signal: new AbortController() }, "Cannot use signal"],
  ])("%j, %j, %j is refused before anything is sent", async (target, columns, options, words) => {
    const adapter = scriptedAdapter();
    const error = await rejection(checkColumns(connect(adapter), target as never, columns as never, options as never));
    expect(error).toMatchObject({ name: "TypeError", code: expect.stringMatching(/^[A-Z]/) as string });
    expect(error.message).toContain(words);
    expect(adapter.seen).toEqual([]);
  });
});
