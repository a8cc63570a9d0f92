import { gzipSync } from "node:zlib";
import type { ColumnFinding, FieldDescription } from "@sfbulk/browser";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { csvRows, firstRows } from "../src/load/files/csv-rows.ts";
import { emptyRows } from "../src/load/plan/empty-rows.ts";
import { mapColumns } from "../src/load/plan/map-columns.ts";
import { plannedRows, rowOfFile, type SourcePlan, sourceOf } from "../src/load/plan/mapped-source.ts";
import { lookupFor } from "../src/load/parents/parent-lookup.ts";

/** A file that comes in pieces of some bytes, wherever they cut it. */
function inPieces(bytes: Uint8Array<ArrayBuffer>, size: number): Blob {
  const blob = new Blob([bytes]);
  const stream = (): ReadableStream<Uint8Array<ArrayBuffer>> =>
    new ReadableStream({
      start: (controller) => {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
  return Object.assign(blob, { stream });
}

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const value = fc.string({ unit: fc.constantFrom("a", "é", "🜁", '"', ",", ";", "\n", "\r", " ", "#"), maxLength: 6 });

test("reads any rows whose quotes stand right, wherever the pieces end", async () => {
  const rows = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.integer({ min: 1, max: 40 }),
      async (all, end, size) => {
        const text = all.map((row) => row.map(quoted).join(";")).join(end + end) + end;
        const found: string[][] = [];
        const file = inPieces(new TextEncoder().encode(text), size);
        for await (const some of csvRows(file, { encoding: "utf-8", delimiter: ";" })) found.push(...some);
        expect(found).toEqual(all);
      },
    ),
    seeded(150),
  );
});

test("reads UTF-16 and gzip, and refuses bytes that are not in the encoding", async () => {
  const utf16 = new Blob([Buffer.from("\uFEFFName\tCity\nÅsa\tLyon\n", "utf16le")]);
  expect(await firstRows(utf16, { encoding: "utf-16le", delimiter: "\t" }, 3)).toEqual([["Åsa", "Lyon"]]);
  const packed = new Blob([gzipSync("A,B\n1,2\n3,4\n5,6\n")]);
  expect(await firstRows(packed, { encoding: "utf-8", delimiter: "," }, 2)).toEqual([
    ["1", "2"],
    ["3", "4"],
  ]);
  const broken = new Blob([Buffer.from("Name\nM\xfcller\n", "latin1")]);
  await expect(firstRows(broken, { encoding: "utf-8", delimiter: "," }, 2)).rejects.toThrow(TypeError);
});

const text = 'First;Last;Notes\nAda;"Love;lace";x\nGrace;"Hop""per";y\nJean;;z\n';
const plan: SourcePlan = {
  columns: ["First", "Last", "Notes"],
  targets: ["FirstName", "LastName", ""],
  encoding: "utf-8",
  delimiter: ";",
  rows: 3,
  skip: 0,
  take: null,
};

async function written(change: Partial<SourcePlan>): Promise<string> {
  const { source } = sourceOf(new Blob([text]), { ...plan, ...change });
  if (typeof source !== "function") throw new Error("It is the file itself");
  let all = "";
  for await (const piece of (await source()) as AsyncIterable<string>) all += piece;
  return all;
}

test("writes the columns and rows of the plan, and gives the file itself where nothing is changed", async () => {
  expect(await written({})).toBe('FirstName,LastName\nAda,Love;lace\nGrace,"Hop""per"\nJean,\n');
  expect(await written({ skip: 1, take: 1 })).toBe('FirstName,LastName\nGrace,"Hop""per"\n');
  expect(await written({ skip: 2 })).toBe("FirstName,LastName\nJean,\n");
  // A row of one empty value is no line with nothing in it.
  expect(await written({ targets: ["", "LastName", ""], skip: 2 })).toBe('"LastName"\n""\n');
  const file = new Blob([text]);
  expect(sourceOf(file, { ...plan, targets: plan.columns }).source).toBe(file);
  await expect(written({ rows: 4 })).rejects.toThrow("it had 4 rows to load when it was read, and has 3 now");
});

test("finds the rows that have nothing in the one column that is loaded: for the library such lines are no rows", async () => {
  const reading = { encoding: "utf-8", delimiter: "," };
  const file = new Blob(['Id,Name\n1,x\n,y\n\n2,\n"",z\n']);
  expect(await emptyRows(file, reading, ["Id", ""])).toEqual([2, 4]);
  expect(await emptyRows(file, reading, ["", "Name"])).toEqual([3]);
  expect(await emptyRows(file, reading, ["Id", "Name"])).toEqual([]);
  const single = new Blob(['Id\n1\n""\n2\n']);
  expect(await firstRows(single, reading, 8)).toEqual([["1"], ["2"]]);
  expect(await emptyRows(single, reading, ["Id"])).toEqual([]);
});

test("puts the ids of parents in the place of values, and leaves rows out; each row keeps its number in the file", async () => {
  const change = {
    targets: ["LastName", "Account.Name", ""],
    // Of "Love;lace", of 'Hop"per', and of nothing.
    parents: [{ place: 1, field: "AccountId", ids: ["001A", null, ""] }],
    leftOut: [2],
  };
  expect(await written(change)).toBe("LastName,AccountId\nAda,001A\nJean,\n");
  expect(await written({ ...change, skip: 1 })).toBe("LastName,AccountId\nJean,\n");
  expect(await written({ ...change, take: 2 })).toBe("LastName,AccountId\nAda,001A\n");
  expect(plannedRows({ ...plan, ...change })).toBe(2);
  expect([1, 2].map((nth) => rowOfFile({ skip: 0, leftOut: [2] }, nth))).toEqual([1, 3]);
  expect(rowOfFile({ skip: 2, leftOut: [2, 3, 5] }, 2)).toBe(6);
});

test("a lookup is made of a column by which Salesforce finds no parent, and of no other", () => {
  const described = (one: Partial<FieldDescription>): FieldDescription => one as FieldDescription;
  const known = new Map([
    [
      "contact",
      [
        described({ name: "AccountId", relationshipName: "Account", referenceTo: ["Account"] }),
        described({ name: "OwnerId", relationshipName: "Owner", referenceTo: ["Group", "User"] }),
      ],
    ],
    ["account", [described({ name: "Name", type: "string" }), described({ name: "Employees", type: "int" })]],
    ["user", [described({ name: "Alias", type: "string" })]],
  ]);
  const of = (column: string, kind: ColumnFinding["kind"] = "NotAnExternalId") =>
    lookupFor({ column, kind, severity: "error", message: "" }, "Contact", known);
  expect(of("account.name")).toEqual({ target: "account.name", field: "AccountId", object: "Account", by: "Name" });
  expect(of("User:Owner.Alias")).toEqual({
    target: "User:Owner.Alias",
    field: "OwnerId",
    object: "User",
    by: "Alias",
  });
  // A number is not text, and what is wrong with the others is not mended by looking.
  expect([of("Account.Employees"), of("Account.Nothing"), of("Account.Name", "UnknownColumn")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("maps by hand, by name, by label; leaves out what is no field, and of a delete all but the id", () => {
  const field = (name: string, label: string) => ({
    name,
    label,
    type: "string",
    isKey: false,
    isWritable: true,
    isRequired: false,
    parent: undefined,
  });
  const fields = [field("Id", "Contact ID"), field("LastName", "Last Name"), field("Email", "E-Mail")];
  const columns = ["id", "last name ", "E-Mail", "Other", "sf__Error", "Mine"];
  const saved = { Mine: "Email" };
  expect(mapColumns(columns, fields, "update", saved)).toEqual(["Id", "LastName", "Email", "Other", "", "Email"]);
  expect(mapColumns(columns, fields, "delete", saved)).toEqual(["Id", "", "", "", "", ""]);
});
