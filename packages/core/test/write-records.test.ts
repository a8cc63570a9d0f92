import { describe, expect, test } from "vitest";
import { makeParts, type PartOptions } from "../src/batches/make-parts.ts";
import { rejection } from "./scripted-adapter.ts";

/** Gives the bodies of the batches that a source becomes. */
async function write(source: Iterable<unknown>, options: Partial<PartOptions> = {}): Promise<string[]> {
  const all = {
    contentType: "CSV",
    maxBytes: 10_000_000,
    maxRecords: 10_000,
    nextDone: () => Infinity,
    header: undefined,
    columns: undefined,
    encoding: undefined,
    delimiter: undefined,
    raggedRows: "error" as const,
    ...options,
  };
  const items = async function* (): AsyncGenerator {
    yield* source;
  };
  const bodies: Uint8Array[] = [];
  let row = 1;
  const others = items();
  const first = await others.next();
  if (first.done === true) return [];
  for await (const { body, firstRow, rows } of makeParts(first.value, async () => await others.next(), all)) {
    if (options.nextDone === undefined) expect(firstRow).toBe(row);
    row = firstRow + rows;
    bodies.push(body);
  }
  // When all are there: each must have memory of its own.
  return bodies.map((body) => new TextDecoder().decode(body));
}

const records = [
  { LastName: "Lovelace", FirstName: 'Ada "A"', Amount: 1.5, Active: true, Account: { Ext__c: "x,1" } },
  { LastName: "Line\nbreak", FirstName: null, Active: false, Account: null, attributes: { type: "Contact" } },
  { LastName: " spaced ", Amount: 10n, FirstName: undefined },
  { LastName: new Date(0) },
];

describe("records become CSV", () => {
  test("by Salesforce's rules for each kind of value", async () => {
    expect(await write(records)).toEqual([
      [
        "LastName,FirstName,Amount,Active,Account.Ext__c",
        'Lovelace,"Ada ""A""",1.5,true,"x,1"',
        '"Line\nbreak",#N/A,,false,#N/A',
        " spaced ,,10,,",
        "1970-01-01T00:00:00.000Z,,,,",
        "",
      ].join("\n"),
    ]);
  });
  test("a relationship to several types has the type in front", async () => {
    const source = [{ LastName: "A", Who: { attributes: { type: "Lead" }, Email: "a@b.example" } }];
    expect(await write(source)).toEqual(["LastName,Lead:Who.Email\nA,a@b.example\n"]);
  });
  test("what the first record has undefined is a column too, and columns may be named", async () => {
    expect(await write([{ LastName: "A", FirstName: undefined }, { FirstName: "B" }])).toEqual([
      "LastName,FirstName\nA,\n,B\n",
    ]);
    expect(await write([{ LastName: "A" }], { columns: ["Email", "LastName"] })).toEqual(["Email,LastName\n,A\n"]);
  });
  test.each<[string, object[], string]>([
    ["a field without a column", [{ LastName: "A" }, { LastName: "B", Email: "b" }], 'row 2: it has the field "Email"'],
    ["a null without a column", [{ LastName: "A" }, { Email: null }], 'row 2: it has the field "Email"'],
    ["no number", [{ Amount: Number.NaN }], 'row 1: field "Amount" is NaN'],
    ["an invalid date", [{ LastName: new Date(Number.NaN) }], "an invalid date"],
    ["a list", [{ LastName: ["A"] }], 'field "LastName" is an array'],
    ["a function", [{ LastName: () => "A" }], "is a function"],
    ["a relationship of two steps", [{ Account: { Owner: { Email: "a" } } }], 'field "Account.Owner" is an object'],
    ["a name that is none", [{ "Last Name": "A" }], 'the field "Last Name"'],
    ["a dotted name", [{ "Account.Name": "A" }], "a related record is an object of its own"],
    ["a row that Salesforce reads over", [{ LastName: "A" }, { LastName: "" }], "row 2: it has no value"],
    ["a record that is none", [{ LastName: "A" }, ["B"]], "row 2: expected a record, got an array"],
    ["text between records", [{ LastName: "A" }, "B" as unknown as object], "row 2: expected a record, got a string"],
  ])("%s is an error with row and field", async (_, source, words) => {
    const error = await rejection(write(source));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
  });
});

test("rows that are done are left out, and end a batch", async () => {
  const source = [1, 2, 3, 4, 5].map((Name) => ({ Name }));
  const nextDone = (from: number): number => (from === 1 ? 1 : from <= 3 ? 3 : Infinity);
  expect(await write(source, { nextDone })).toEqual(["Name\n2\n", "Name\n4\n5\n"]);
});

test.each([16_383, 16_384, 16_385, 100_000])("a record of %d characters of three bytes each", async (length) => {
  const name = "€".repeat(length);
  const source = [{ Name: "A" }, { Name: name }, { Name: "B" }];
  expect(await write(source, { maxRecords: 2 })).toEqual([`Name\nA\n${name}\n`, "Name\nB\n"]);
});

describe.each(["CSV", "JSON", "XML"] as const)("what is no API name is refused, also in %s", (contentType) => {
  test.each([
    ["a field", { "<Name>": 1 }],
    ["a relationship", { "Account,Id": { Ext__c: "x" } }],
    ["a field of a related record", { Account: { "Ext c": "x" } }],
    ["an object", { Who: { attributes: { type: "Lead:" }, Email: "a@b.example" } }],
  ])("%s", async (_, record) => {
    const error = await rejection(write([{ Name: "A" }, record], { contentType }));
    expect(error).toMatchObject({ name: "TypeError", code: "InvalidRow" });
    expect(error.message).toMatch(/^Cannot add row 2: the field .* has no API name/);
  });
});

describe("records become JSON and XML", () => {
  const source = [
    { LastName: 'A <&> "B" \r', Email: null, Age: 5, Account: { Ext__c: "x" } },
    { LastName: "C", Who: { attributes: { type: "Lead" }, Email: null, Phone: "1" }, attributes: { url: "…" } },
  ];
  test("JSON, cut by rows", async () => {
    expect((await write(source, { contentType: "JSON" })).map((text) => JSON.parse(text) as unknown)).toEqual([
      [
        { LastName: 'A <&> "B" \r', Email: null, Age: 5, Account: { Ext__c: "x" } },
        { LastName: "C", Who: { attributes: { type: "Lead" }, Email: null, Phone: "1" } },
      ],
    ]);
    const one = await write(source, { maxRecords: 1, contentType: "JSON" });
    expect(one).toHaveLength(2);
    expect(one[1]).toBe('[{"LastName":"C","Who":{"attributes":{"type":"Lead"},"Email":null,"Phone":"1"}}]');
  });
  test("JSON, cut by bytes", async () => {
    const three = [{ Name: "1" }, { Name: "2" }, { Name: "3" }];
    // Two records with brackets and a comma are 27 bytes.
    const contentType = "JSON";
    expect(await write(three, { maxBytes: 27, contentType })).toEqual([
      '[{"Name":"1"},{"Name":"2"}]',
      '[{"Name":"3"}]',
    ]);
    expect(await write(three, { maxBytes: 26, contentType })).toHaveLength(3);
    const error = await rejection(write(three, { maxBytes: 13, contentType }));
    expect(error.message).toContain("Cannot add row 1");
  });
  test("XML", async () => {
    expect(await write(source, { contentType: "XML" })).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?><sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
        '<sObject><LastName>A &lt;&amp;&gt; "B" &#13;</LastName><Email xsi:nil="true"/><Age>5</Age><Account><sObject><Ext__c>x</Ext__c></sObject></Account></sObject>' +
        '<sObject><LastName>C</LastName><Who><sObject><type>Lead</type><Email xsi:nil="true"/><Phone>1</Phone></sObject></Who></sObject></sObjects>',
    ]);
    const error = await rejection(write([{ LastName: "\u0001" }], { contentType: "XML" }));
    expect(error.message).toContain('row 1: field "LastName" has a character that XML cannot hold');
  });
  test.each(["JSON", "XML"] as const)("%s jobs take no text, and no columns", async (contentType) => {
    expect((await rejection(write(["LastName\nA\n"], { contentType }))).message).toContain(`a ${contentType} job`);
    expect((await rejection(write([{ A: 1 }], { columns: ["A"], contentType }))).message).toContain("each record");
  });
});
