import {
  checkColumns,
  type CheckedColumns,
  type ColumnField,
  type Connection,
  createValueChecker,
  type FieldDescription,
  toLongId,
  type ValueFindingKind,
} from "@sfbulk/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEmulator, type ObjectSchema } from "../../emulator/src/index.ts";
import { rejection } from "./scripted-adapter.ts";

const described = (changes: Partial<FieldDescription>): FieldDescription => ({
  name: "Field__c",
  label: "Field",
  type: "string",
  length: 0,
  precision: 0,
  scale: 0,
  digits: 0,
  nillable: true,
  defaultedOnCreate: false,
  createable: true,
  updateable: true,
  externalId: false,
  idLookup: false,
  calculated: false,
  autoNumber: false,
  permissionable: true,
  compoundFieldName: null,
  restrictedPicklist: false,
  picklistValues: [],
  referenceTo: [],
  relationshipName: null,
  ...changes,
});

const column = (field: Partial<FieldDescription>, more: Partial<ColumnField> = {}): ColumnField => ({
  column: "Field__c",
  object: "Thing__c",
  field: described(field),
  role: "value",
  mustBeFilled: false,
  mustStayFilled: false,
  ...more,
});

const checked = (...fields: readonly (ColumnField | null)[]): CheckedColumns => ({
  checked: true,
  findings: [],
  fields,
});

/** What is wrong with one value of one column. */
async function judge(field: ColumnField, value: unknown): Promise<[ValueFindingKind | undefined, string | undefined]> {
  const checker = await createValueChecker(checked(field));
  const worst = checker.check([value], 2);
  const [finding, more] = checker.findings();
  expect(more).toBeUndefined();
  expect(worst).toBe(finding?.severity);
  return [finding?.kind, finding?.suggestion];
}

const values = (name: string, ...active: string[]): Partial<FieldDescription> => ({
  type: name,
  restrictedPicklist: true,
  picklistValues: [
    ...active.map((value) => ({ value, label: `${value} label`, active: true })),
    { value: "Old", label: "Old", active: false },
  ],
});

const account = toLongId("001000000abcdEF");
const contact = toLongId("003000000abcdEF");
const ids = column({ type: "id", length: 18 }, { role: "record", keyPrefixes: ["001"] });
const references = column({ type: "reference", length: 18, referenceTo: ["Account"] }, { keyPrefixes: ["001", "a0B"] });
const picklist = column(values("picklist", "Hot", "Cold"));
const picklists = column(values("multipicklist", "Hot", "Cold"));
const currency = column({ type: "currency", precision: 8, scale: 2 });

describe("a value that is right, or may be", () => {
  test.each<[string, ColumnField, unknown[]]>([
    ["ids", ids, [account, account.slice(0, 15), "", null, undefined]],
    ["references", references, [account, toLongId("a0B000000abcdEF"), "a0B000000abcdEF", "#N/A"]],
    ["references that lead anywhere", column({ type: "reference", length: 18 }), [account, contact]],
    ["references out of the org", column({ type: "reference", length: 40 }), ["any-key", "x".repeat(40)]],
    ["picklists", picklist, ["Hot", "hot", "COLD", " Hot ", "", "#N/A"]],
    ["picklists of several", picklists, ["Hot", "Hot;Cold", "hot; cold", "Hot;"]],
    ["open picklists", column({ ...values("picklist", "Hot"), restrictedPicklist: false }), ["Warm", "x".repeat(300)]],
    [
      "dates",
      column({ type: "date" }),
      [
        "2026-12-31",
        "2024-02-29",
        "2000-02-29",
        "1940-06-07Z",
        "2026-12-31+01:00",
        "2026-12-31-0800",
        " 2026-12-31 ",
        "1700-01-01",
        "4000-12-31",
        "2026-12-31T00:00:00.000Z",
        new Date(0),
      ],
    ],
    [
      "dates with times",
      column({ type: "datetime" }),
      [
        "2026-12-31T23:59:59.000Z",
        "2026-12-31T23:59:59Z",
        "2026-12-31T23:59:59+05:30",
        "2015-12-15T20:45:25.000+0000",
        "2026-12-31T23:59:59",
        "2026-12-31T23:59Z",
        "2026-12-31",
      ],
    ],
    ["times", column({ type: "time" }), ["07:00:00.000Z", "23:59:59", "07:00"]],
    [
      "numbers",
      currency,
      ["1", "-1.50", "+.5", "5.", "123456.78", "0000123456.7800", "1E3", "1.5e-3", " 1 ", 0, -1.25, 12n],
    ],
    ["numbers of unknown size", column({ type: "double" }), ["1".repeat(30), "0.123456789"]],
    ["whole numbers", column({ type: "int", digits: 9 }), ["0", "-999999999", "+7", "000000000000123", 42]],
    ["long numbers", column({ type: "long" }), ["9223372036854775807", "-9223372036854775808"]],
    ["booleans", column({ type: "boolean" }), ["true", "FALSE", "True", "1", "0", " true", true]],
    [
      "addresses",
      column({ type: "email", length: 80 }),
      ["a@b.c", "first.last+tag@sub.example.org", '"a b@c"@d.ef', " a@b.c "],
    ],
    ["texts", column({ length: 3 }), ["abc", "a😀b", "abc   ", ""]],
    ["texts of no known length", column({ length: 0 }), ["x".repeat(1000)]],
    ["what is of another type", column({ type: "anyType" }), ["whatever", {}]],
    ["files", column({ type: "base64" }), ["AAAA"]],
  ])("%s", async (_, field, all) => {
    for (const value of all) expect(await judge(field, value)).toEqual([undefined, undefined]);
  });
});

describe("a value that is wrong", () => {
  test.each<[ColumnField, unknown, ValueFindingKind, string?]>([
    [ids, contact, "ForeignId"],
    [ids, contact.slice(0, 15), "ForeignId"],
    [ids, "001", "MalformedId"],
    [ids, "001000000abcdE!", "MalformedId"],
    [ids, "001000000abcdEFAA", "MalformedId"],
    [ids, `${account.slice(0, 17)}${account.endsWith("A") ? "B" : "A"}`, "WrongChecksum"],
    [ids, "001000000abcdEFABY", "WrongChecksum"],
    [ids, "001000000abcdEFBAY", "WrongChecksum"],
    [ids, account.toLowerCase(), "WrongChecksum", account],
    [ids, account.toUpperCase(), "WrongChecksum", account],
    [ids, contact.toUpperCase(), "ForeignId"],
    [references, contact, "ForeignReference"],
    [references, "a0b000000abcdEF", "ForeignReference"],
    [references, toLongId("a0B000000abcdEF").toUpperCase(), "WrongChecksum", toLongId("a0B000000abcdEF")],
    [references, "Acme", "MalformedId"],
    [picklist, "Warm", "NotInPicklist"],
    [picklist, "Old", "NotInPicklist"],
    [picklist, "hot LABEL", "NotInPicklist", "Hot"],
    [picklist, "Hot;Cold", "NotInPicklist"],
    [picklists, "Hot;Warm", "NotInPicklist"],
    [column({ type: "date" }), "31.12.2026", "InvalidDate", "2026-12-31"],
    [column({ type: "date" }), "1.2.2026", "InvalidDate", "2026-02-01"],
    [column({ type: "date" }), "12/31/2026", "InvalidDate"],
    [column({ type: "date" }), "13.13.2026", "InvalidDate"],
    [column({ type: "date" }), "2026-02-29", "InvalidDate"],
    [column({ type: "date" }), "1900-02-29", "InvalidDate"],
    [column({ type: "date" }), "2026-04-31", "InvalidDate"],
    [column({ type: "date" }), "2026-00-10", "InvalidDate"],
    [column({ type: "date" }), "2026-13-10", "InvalidDate"],
    [column({ type: "date" }), "2026-10-00", "InvalidDate"],
    [column({ type: "date" }), "2026/12/31", "InvalidDate"],
    [column({ type: "date" }), "20261231", "InvalidDate"],
    [column({ type: "date" }), "2026-12-31x", "InvalidDate"],
    [column({ type: "date" }), "2026-12-31+1", "InvalidDate"],
    [column({ type: "date" }), 46_387, "InvalidDate"],
    [column({ type: "date" }), "0026-12-31", "OutOfRange"],
    [column({ type: "date" }), "9999-12-31", "OutOfRange"],
    [column({ type: "datetime" }), "2026-12-31 23:59:59", "InvalidDateTime"],
    [column({ type: "datetime" }), "2026-12-31T24:00:00Z", "InvalidDateTime"],
    [column({ type: "datetime" }), "2026-12-31T23:60:00Z", "InvalidDateTime"],
    [column({ type: "datetime" }), "2026-12-31T23:59:60Z", "InvalidDateTime"],
    [column({ type: "datetime" }), "2026-12-31T23:59:59.Z", "InvalidDateTime"],
    [column({ type: "datetime" }), "2026-12-31T23:59:59ZZ", "InvalidDateTime"],
    [column({ type: "datetime" }), "2026-12-31T23:59:59+05:60", "InvalidDateTime"],
    [column({ type: "time" }), "7:00", "InvalidTime"],
    [currency, "1,5", "InvalidNumber", "1.5"],
    [currency, "-12,25", "InvalidNumber", "-12.25"],
    [currency, "1,234", "InvalidNumber"],
    [currency, "1,234.5", "InvalidNumber"],
    [currency, "$5", "InvalidNumber"],
    [currency, "5 €", "InvalidNumber"],
    [currency, ".", "InvalidNumber"],
    [currency, "-", "InvalidNumber"],
    [currency, "1e", "InvalidNumber"],
    [currency, "1e5x", "InvalidNumber"],
    [currency, "NaN", "InvalidNumber"],
    [currency, "1.2.3", "InvalidNumber"],
    [currency, "1234567", "OutOfRange"],
    [currency, "1e6", "OutOfRange"],
    [currency, "1.999", "TooManyDecimals"],
    [column({ type: "int", digits: 8 }), "5.0", "InvalidNumber"],
    [column({ type: "int", digits: 8 }), "1,5", "InvalidNumber"],
    [column({ type: "int", digits: 8 }), "-", "InvalidNumber"],
    [column({ type: "int", digits: 8 }), "999999999", "OutOfRange"],
    [column({ type: "int" }), "9".repeat(500), "OutOfRange"],
    [column({ type: "long" }), "9223372036854775809", "OutOfRange"],
    [column({ type: "boolean" }), "yes", "InvalidBoolean", "true"],
    [column({ type: "boolean" }), "N", "InvalidBoolean", "false"],
    [column({ type: "boolean" }), "ja", "InvalidBoolean"],
    [column({ type: "email", length: 80 }), "a.b.c", "InvalidEmail"],
    [column({ type: "email", length: 80 }), "@b.c", "InvalidEmail"],
    [column({ type: "email", length: 80 }), "a@b", "InvalidEmail"],
    [column({ type: "email", length: 80 }), "a@.c", "InvalidEmail"],
    [column({ type: "email", length: 80 }), "a@b.c.", "InvalidEmail"],
    [column({ type: "email", length: 80 }), "a@b@c.d", "InvalidEmail"],
    [column({ type: "email", length: 80 }), "a b@c.d", "InvalidEmail"],
    [column({ type: "email", length: 80 }), "a@b.c;d@e.f", "InvalidEmail"],
    [column({ type: "email", length: 80 }), `${"x".repeat(80)}@b.c`, "TooLong"],
    [column({ length: 3 }), "abcd", "TooLong"],
    [column({ length: 3, type: "textarea" }), "a😀bc", "TooLong"],
    [column({ length: 3, type: "phone" }), 12_345, "TooLong"],
    [column({ length: 18 }, { mustBeFilled: true }), "", "MissingValue"],
    [column({ length: 18 }, { mustBeFilled: true }), undefined, "MissingValue"],
    [column({ length: 18 }, { mustStayFilled: true }), null, "MissingValue"],
    [column({ type: "base64" }, { mustStayFilled: true }), "#N/A", "MissingValue"],
  ])("number %#", async (field, value, kind, suggestion) => {
    expect(await judge(field, value)).toEqual([kind, suggestion]);
  });

  test("only ids of other objects are errors", async () => {
    const checker = await createValueChecker(checked(ids, column({ type: "date" })));
    expect(checker.check([account, "2026-12-31"], 2)).toBeUndefined();
    expect(checker.check([account, "31.12.2026"], 3)).toBe("warning");
    expect(checker.check([contact, "31.12.2026"], 4)).toBe("error");
    expect(checker.check([contact], 5)).toBe("error");
    expect(checker.findings().map(({ kind, severity, count }) => [kind, severity, count])).toEqual([
      ["ForeignId", "error", 2],
      ["InvalidDate", "warning", 2],
    ]);
  });
});

describe("findings", () => {
  test("name column, first value and line, and count the others", async () => {
    const checker = await createValueChecker(
      checked(null, column({ name: "Birthdate", type: "date" }, { column: "\u00a0birthdate" })),
    );
    for (let row = 1; row <= 10; row++) checker.check(["x", `${row}.12.2026`], row * 2);
    expect(checker.findings()).toEqual([
      {
        column: "\u00a0birthdate",
        kind: "InvalidDate",
        severity: "warning",
        count: 10,
        message:
          'Cannot use "1.12.2026" (line 2) and 9 more in column "birthdate": expected a date such as "2026-12-31"; did you mean "2026-12-01"?',
        suggestion: "2026-12-01",
        examples: [
          { line: 2, value: "1.12.2026" },
          { line: 4, value: "2.12.2026" },
          { line: 6, value: "3.12.2026" },
        ],
      },
    ]);
  });

  test("keep little of what is long, and nothing of how many there are", async () => {
    const checker = await createValueChecker(checked(column({ length: 5 })));
    for (let line = 1; line <= 50_000; line++) checker.check([`${line}${"x".repeat(500)}`], line);
    const [finding] = checker.findings();
    expect(finding?.count).toBe(50_000);
    expect(JSON.stringify(finding).length).toBeLessThan(1000);
    expect(finding?.examples[0]?.value).toHaveLength(81);
  });

  test("each kind says what it expects", async () => {
    const all: [ColumnField, unknown, string][] = [
      [
        ids,
        contact,
        `Cannot use "${contact}" (line 2) in column "Field__c": ids of Thing__c begin with 001, so this is another object's record`,
      ],
      [references, contact, "Field__c leads to Account, whose ids begin otherwise"],
      [ids, "x", "expected an id of 15 or 18 letters and digits"],
      [column({ type: "id" }, { object: "User", keyPrefixes: ["005"] }), contact, "ids of User begin with 005"],
      [{ ...ids, mustBeFilled: true }, "", "it says which record the row is for"],
      [column({}, { mustBeFilled: true }), "", "Field__c must not be empty"],
      [picklist, "x", "Field__c takes the values of its picklist only"],
      [currency, "x", 'expected a number such as "1234.5"'],
      [currency, "1234567", "Field__c takes 6 digits before the point"],
      [currency, "1.999", "Field__c has 2 digits after the point, and the rest would be rounded away"],
      [column({ type: "int" }), "x", 'expected a whole number such as "1234"'],
      [column({ type: "int" }), "9".repeat(12), "Field__c does not take so large a number"],
      [column({ type: "date" }), "9999-01-01", "Field__c takes the years 1700 to 4000"],
      [column({ length: 2 }), "xxx", "Field__c takes 2 characters"],
    ];
    for (const [field, value, words] of all) {
      const checker = await createValueChecker(checked(field));
      checker.check([value], 2);
      expect(checker.findings()[0]?.message).toContain(words);
    }
  });
});

test.each([[null], [{ checked: false, why: "x", findings: [] }], [{ checked: true }], ["x"]])(
  "%j is no check of columns",
  async (check) => {
    expect(await rejection(createValueChecker(check as never))).toMatchObject({
      name: "TypeError",
      code: "InvalidArgument",
      message: expect.stringContaining("Cannot use check: expected what checkColumns gave") as string,
    });
  },
);

const custom: ObjectSchema = {
  keyPrefix: "a00",
  fields: {
    Name: { length: 8, required: true },
    Amount__c: { type: "number" },
    Count__c: { type: "integer" },
    Active__c: { type: "boolean" },
    Date__c: { type: "date" },
    When__c: { type: "datetime" },
    Email__c: { type: "email", length: 20 },
    Kind__c: { type: "picklist", picklistValues: ["Hot", "Cold"], restrictedPicklist: true },
    Kinds__c: { type: "multipicklist", picklistValues: ["Hot", "Cold"], restrictedPicklist: true },
    Parent__c: { type: "reference", length: 18, referenceTo: ["Custom__c"] },
  },
};
const columns = Object.keys(custom.fields);

function customOrg(objects: Readonly<Record<string, ObjectSchema>> = { Custom__c: custom }) {
  const { fetch, instanceUrl, accessToken } = createEmulator({ objects });
  const connection: Connection = { fetch, instanceUrl, accessToken };
  return connection;
}

async function checkerOf(
  operation: string,
  names: string[],
  key?: string,
  objects?: Readonly<Record<string, ObjectSchema>>,
) {
  const target = { operation, object: "Custom__c", externalIdFieldName: key };
  const check = await checkColumns(customOrg(objects), target, names);
  if (!check.checked) throw new Error(check.why);
  return await createValueChecker(check);
}

describe("what the org's description says of columns", () => {
  test("required values of new records, ids and prefixes", async () => {
    const checker = await checkerOf("insert", columns);
    const parent = toLongId("a00000000000001");
    expect(
      checker.check(["Acme", "1.5", "1", "true", "2026-12-31", "", "a@b.c", "Hot", "Hot;Cold", parent], 2),
    ).toBeUndefined();
    expect(checker.check(["", "1,5", "1.5", "ja", "31.12.2026", "gestern", "a", "Warm", "Warm", account], 3)).toBe(
      "warning",
    );
    expect(checker.findings().map(({ kind }) => kind)).toEqual([
      "MissingValue",
      "InvalidNumber",
      "InvalidNumber",
      "InvalidBoolean",
      "InvalidDate",
      "InvalidDateTime",
      "InvalidEmail",
      "NotInPicklist",
      "NotInPicklist",
      "ForeignReference",
    ]);
  });

  test.each<[string, string | undefined, string[], unknown[], string | undefined]>([
    ["update", undefined, ["Id", "Name"], [account, "x"], "error"],
    ["update", undefined, ["Id", "Name"], ["", "x"], "warning"],
    ["update", undefined, ["Id", "Name"], ["a00000000000001", ""], undefined],
    ["update", undefined, ["Id", "Name"], ["a00000000000001", "#N/A"], "warning"],
    ["delete", undefined, ["Id"], [account], "error"],
    ["hardDelete", undefined, ["ID"], [account], "error"],
    ["upsert", "Id", ["Id", "Name"], [account, "x"], "error"],
    ["upsert", "Id", ["Id", "Name"], ["", "x"], undefined],
    ["upsert", "Ext__c", ["Ext__c", "Name"], ["", "x"], "warning"],
    ["upsert", "Ext__c", ["Ext__c", "Name"], ["anything", ""], undefined],
    ["insert", undefined, ["Name", "Parent__r.Id"], ["x", account], "warning"],
    ["insert", undefined, ["Name", "Parent__r.Ext__c"], ["x", "y".repeat(300)], "warning"],
    ["insert", undefined, ["Name", "Parent__r.Ext__c"], ["x", account], undefined],
  ])("%s by %s, columns %j, row %j", async (operation, key, names, row, worst) => {
    const objects = { Custom__c: { ...custom, fields: { ...custom.fields, Ext__c: { unique: true } } } };
    const checker = await checkerOf(operation, names, key, objects);
    expect(checker.check(row, 2)).toBe(worst);
  });
});

test("what it is sure of, the emulated org refuses too", { timeout: 120_000 }, async () => {
  const checker = await checkerOf("insert", columns);
  const text = (...some: string[]) => fc.oneof(fc.constantFrom(...some), fc.string({ maxLength: 12 }));
  const rows = fc.record({
    Amount__c: text("1", "1,5", "-2.5e3", "1e", ".5", "5.", "", "+", "1.2.3"),
    Count__c: text("1", "1.0", "-7", "", "12345678"),
    Active__c: text("true", "yes", "0", "FALSE", ""),
    Date__c: text("2026-12-31", "31.12.2026", "2026-13-01", ""),
    When__c: text("2026-12-31T10:00:00Z", "2026-12-31 10:00:00", "2026-12-31T10:00:00+0100", ""),
    Email__c: text("a@b.c", "a@b", "a b@c.d", ""),
    Kind__c: text("Hot", "Warm", ""),
    Kinds__c: text("Hot;Cold", "Hot;Warm", ""),
    Parent__c: text("a00000000000001", "a0000000000000", ""),
  });
  const { fetch, instanceUrl, accessToken, control } = createEmulator({
    objects: { Custom__c: custom },
    queueTime: 0,
    processTime: 0,
  });
  const connection: Connection = { fetch, instanceUrl, accessToken };
  const { createJob, addBatch, closeJob, getBatchResults } = await import("@sfbulk/core");
  // Row by row would be slow, and a batch says of each row what became of it.
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 20, maxLength: 60 }), async (all) => {
      const records = all.map((row) => ({ Name: "x", ...row }));
      const verdicts = records.map((record) => {
        const own = columns.map((name) => (record as Record<string, string>)[name]);
        return checker.check(own, 1);
      });
      const job = await createJob(connection, { operation: "insert", object: "Custom__c", contentType: "JSON" });
      const filled = records.map((record) =>
        Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "")),
      );
      const batch = await addBatch(connection, job, JSON.stringify(filled));
      await closeJob(connection, job.id);
      await control.advance(1000);
      const results = await getBatchResults(connection, job.id, batch.id);
      const surprises = verdicts.flatMap((verdict, index) =>
        verdict !== undefined && (results[index]?.success ?? false) ? [records[index]] : [],
      );
      expect(surprises).toEqual([]);
      expect(results).toHaveLength(records.length);
    }),
    { numRuns: 25 },
  );
});

test("no value takes longer the longer it is by more than that", async () => {
  const fields = [
    ids,
    references,
    picklist,
    picklists,
    currency,
    ...["date", "datetime", "time", "int", "long", "boolean", "email", "double", "string"].map((type) =>
      column({ type, length: 10 }),
    ),
  ];
  const checker = await createValueChecker(checked(...fields));
  const long = 2_000_000;
  for (const piece of ["1", "9,", " ", "a@", ".", ";", "2026-12-31T00:00:00.0", "😀", "-"]) {
    const value = piece.repeat(Math.ceil(long / piece.length));
    // A quadratic one would take hours, and so would the test.
    checker.check(
      fields.map(() => value),
      1,
    );
  }
  expect(checker.findings().length).toBeGreaterThan(0);
});
