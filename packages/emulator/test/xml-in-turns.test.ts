import { describe, expect, test } from "vitest";
import type { Row } from "../src/org/state/row.ts";
import { readRows } from "../src/wire/request/read-rows.ts";
import { readXmlInTurns } from "../src/wire/request/read-xml-in-turns.ts";
import { call, idIn, json, still, xml } from "./call.ts";

// A long document is read record by record: what comes out is what would come out of the whole.

const namespace = 'xmlns="http://www.force.com/2009/06/asyncapi/dataload"';
const wide = "x".repeat(400);
const records = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join("");

const whole = (text: string): readonly Row[] => {
  const content = readRows("XML", text, { operation: "insert", schema: { keyPrefix: "001", fields: {} } });
  if (content.kind !== "rows") throw new Error(JSON.stringify(content));
  return content.rows;
};

describe("what is long is read as it would be in one go", () => {
  test.each<[what: string, text: string]>([
    [
      "usual records",
      `<?xml version="1.0" encoding="UTF-8"?>\n<sObjects ${namespace}>\n${records(1000, (index) => ` <sObject>\n  <Name>A ${index} &amp; ä</Name><Phone>${wide}</Phone>\n </sObject>\n`)}</sObjects>\n`,
    ],
    [
      "records in records, prefixes and types",
      `<d:sObjects xmlns:d="x" xmlns:xsi="y">${records(1000, (index) => `<d:sObject><d:type>Account</d:type><d:Name>${index}</d:Name><d:Parent><d:sObject><d:Ext__c>${wide}</d:Ext__c></d:sObject></d:Parent><d:Phone xsi:nil="true"/></d:sObject>`)}</d:sObjects>`,
    ],
    [
      "tags in comments, in sections of characters and in quotes",
      `<sObjects>${records(1000, (index) => `<!-- </sObject> ${index} --><sObject a="/>" b='sObject>'><Name><![CDATA[</sObject><sObject>]]>${index}</Name><Phone c=">">${wide}</Phone><?x </sObject>?></sObject>`)}</sObjects><!-- the end -->`,
    ],
    [
      "elements that are no records",
      `<sObjects>${records(1000, (index) => `<other/><sObject><Name>${wide}${index}</Name></sObject>text`)}</sObjects>`,
    ],
  ])("%s", async (_, text) => {
    const rows = await readXmlInTurns(text);
    expect(rows).toHaveLength(1000);
    expect(rows).toEqual(whole(text));
  });
});

const long = records(1000, (index) => `<sObject><Name>${wide}${index}</Name></sObject>`);

test.each<[what: string, text: string]>([
  ["a record that does not end", `<sObjects>${long}<sObject><Name>A</Name></sObjects>`],
  ["a tag that ends another one", `<sObjects><sObject><Name>A</Phone></sObject>${long}</sObjects>`],
  ["a root that does not end", `<sObjects>${long}`],
  ["an element behind the root", `<sObjects>${long}</sObjects><a/>`],
  ["a sign that stands alone", `<sObjects>${long}<sObject><Name>A & B</Name></sObject></sObjects>`],
])("%s cannot be read", async (_, text) => {
  expect(() => whole(text)).toThrow("Failed to parse XML");
  const reason: unknown = await readXmlInTurns(text).catch((error: unknown) => error);
  expect(reason).toBeInstanceOf(Error);
  expect((reason as Error).message).not.toMatch(/\n|line \d/);
});

test.each<[what: string, text: string]>([
  ["what is short", "<sObjects><sObject><Name>A</Name></sObject></sObjects>"],
  ["another root", `<records>${long}</records>`],
  ["a document type", `<!DOCTYPE sObjects><sObjects>${long}</sObjects>`],
  ["a declaration between records", `<sObjects>${long}<!ENTITY a "b"></sObjects>`],
  ["a comment that does not end", `<sObjects>${long}<!-- </sObjects>`],
])("%s is left to be read as a whole", async (_, text) => {
  expect(await readXmlInTurns(text)).toBeUndefined();
});

test("a batch of it is written, and one that cannot be read fails", async () => {
  const emulator = still();
  const job = { operation: "insert", object: "Account", contentType: "XML" };
  const id = idIn(await call(emulator, "job", { type: json, body: JSON.stringify(job) }));
  const account = records(
    1000,
    (index) => `<sObject><Name>A ${index}</Name><Website>${wide.slice(200)}</Website></sObject>`,
  );
  for (const body of [`<sObjects>${account}</sObjects>`, `<sObjects>${account}`]) {
    expect((await call(emulator, `job/${id}/batch`, { type: xml, body })).status).toBe(201);
  }
  await emulator.control.advance(500);
  expect(await emulator.control.batches(id)).toMatchObject([
    { state: "Completed", numberRecordsProcessed: 1000, numberRecordsFailed: 0 },
    { state: "Failed", stateMessage: expect.stringContaining("InvalidBatch : Failed to parse XML: ") as string },
  ]);
});
