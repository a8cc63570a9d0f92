import { parseXml } from "@rgrove/parse-xml";
import { describe, expect, test } from "vitest";
import type { Emulator } from "@sfbulk/emulator";
import { readCsv } from "../src/wire/request/read-csv.ts";
import { call, idIn, json, parsed, rest, still, xml } from "./call.ts";

// What the org refuses in the data of a batch or of an upload, and what it understands of them.

const mark = "\ufeff";
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const bytes = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flatMap((part) => (typeof part === "string" ? [...utf8(part)] : part)));

interface Data {
  readonly operation?: string;
  readonly object?: string;
  readonly contentType?: string;
  readonly type?: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Loads data by Bulk API 1.0 and gives why that failed; `null` where it did not. */
async function byBatch(emulator: Emulator, { type = "text/csv", body, ...seed }: Data): Promise<unknown> {
  const { id } = await emulator.control.addJob(seed);
  const added = await call(emulator, `job/${id}/batch`, { type, body });
  expect(added.status).toBe(201);
  await emulator.control.advance(500);
  const [batch] = await emulator.control.batches(id);
  return batch?.stateMessage;
}

/** The same by Bulk API 2.0. */
async function byUpload(emulator: Emulator, { type = "text/csv", body, ...seed }: Data): Promise<unknown> {
  const { id } = await emulator.control.addIngestJob(seed);
  expect((await rest(emulator, `jobs/ingest/${id}/batches`, { method: "PUT", type, body })).status).toBe(201);
  await rest(emulator, `jobs/ingest/${id}`, { method: "PATCH", body: { state: "UploadComplete" } });
  await emulator.control.advance(500);
  return (await emulator.control.bulk2Job(id))?.errorMessage ?? null;
}

const notDecodable = "InvalidBatch : Failed to parse CSV: the data are not valid in their character set";

describe.each([
  ["1.0", byBatch],
  ["2.0", byUpload],
] as const)("Bulk API %s", (_, load) => {
  test.each<[string, Data, string]>([
    ["a byte order mark", { body: utf8(`${mark}Name\nA\n`) }, `InvalidBatch : Field name not found : ${mark}Name`],
    [
      "a byte order mark before a quote",
      { body: utf8(`${mark}"Name"\nA\n`) },
      "InvalidBatch : Failed to parse CSV: Found unescaped quote. A value with quote should be within a quote",
    ],
    ["Windows-1252 that calls itself nothing", { body: bytes("Name\nFran", [0xe7], "ois\n") }, notDecodable],
    ["half a character at the end", { body: bytes("Name\nFran", [0xc3]) }, notDecodable],
    ["a surrogate in UTF-8", { body: bytes("Name\n", [0xed, 0xa0, 0x80], "\n") }, notDecodable],
    ["UTF-16 with its mark", { body: bytes([0xff, 0xfe], "N\0a\0m\0e\0\n\0A\0") }, notDecodable],
    [
      "UTF-16 without a mark",
      { body: bytes("N\0a\0m\0e\0\n\0A\0\n\0") },
      "InvalidBatch : Field name not found : N\0a\0m\0e\0",
    ],
    ["a column twice", { body: utf8("Name,Phone,NAME\nA,1,B\n") }, "InvalidBatch : Field name found twice : NAME"],
    [
      "more columns for delete",
      { operation: "delete", body: utf8("Id,Name\n001000000000001,A\n") },
      "InvalidBatch : The 'delete' batch must contain only ids",
    ],
    [
      "other columns for hardDelete",
      { operation: "hardDelete", body: utf8("Name\nA\n") },
      "InvalidBatch : The 'hardDelete' batch must contain only ids",
    ],
    [
      "more behind a closing quote",
      { body: utf8('Name\n"A" \n') },
      "InvalidBatch : Failed to parse CSV: Not expecting more text after end quote",
    ],
    [
      "a quote that nothing closes",
      { body: utf8('Name\n"A\n') },
      "InvalidBatch : Failed to parse CSV: EOF reached before closing an opened quote",
    ],
  ])("refuses %s, and writes nothing (F-085, F-086)", async (_name, data, message) => {
    const emulator = still();
    expect(await load(emulator, data)).toBe(message);
    expect(await emulator.control.records("Account")).toEqual([]);
  });

  test.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ["ISO-8859-1", bytes("Name\nFran", [0xe7], "ois\n"), "François"],
    ["latin1", bytes("Name\n", [0x80], "\n"), "\u0080"],
    ["windows-1252", bytes("Name\n", [0x80, 0x9f, 0x81], "\n"), "€Ÿ\u0081"],
    ['"UTF-8"', utf8("Name\nÇ\n"), "Ç"],
    ["US-ASCII", utf8("Name\nA\n"), "A"],
    ["UTF-16", bytes([0xff, 0xfe], "N\0a\0m\0e\0\n\0A\0"), "A"],
    ["UTF-16", bytes([0], "N", [0], "a", [0], "m", [0], "e", [0], "\n", [0], "A"), "A"],
    ["utf-16le", bytes("N\0a\0m\0e\0\n\0A\0"), "A"],
  ])("reads text/csv; charset=%s (F-078)", async (charset, body, name) => {
    const emulator = still();
    expect(await load(emulator, { type: `text/csv; charset=${charset}`, body })).toBe(null);
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: name }]);
  });

  test("takes delete with ids alone, in any case of the word", async () => {
    const emulator = still();
    await load(emulator, { body: utf8("Name\nA\n") });
    const [{ Id } = {}] = await emulator.control.records("Account");
    expect(await load(emulator, { operation: "delete", body: utf8(`ID\n${Id}\n`) })).toBe(null);
    expect(await emulator.control.records("Account")).toEqual([]);
  });
});

test.each(["text/csv; charset=x-nonsense", "text/csv;charset=utf-99"])("%s is no type, in both APIs", async (type) => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const ingest = await emulator.control.addIngestJob();
  const batch = await call(emulator, `job/${id}/batch`, { type, body: "Name\nA\n" });
  const upload = await rest(emulator, `jobs/ingest/${ingest.id}/batches`, { method: "PUT", type, body: "Name\nA\n" });
  expect([batch.status, upload.status]).toEqual([400, 400]);
  expect([batch.text, upload.text].every((text) => text.includes(`Unsupported content type: ${type}`))).toBe(true);
});

test("delete with other fields is refused in JSON and XML, invalid UTF-8 too; a mark is not minded there", async () => {
  const emulator = still();
  const sObjects = (fields: string): string => `<sObjects><sObject>${fields}</sObject></sObjects>`;
  const onlyIds = "InvalidBatch : The 'delete' batch must contain only ids";
  const inJson = { contentType: "JSON", type: json };
  const inXml = { contentType: "XML", type: xml };
  expect(await byBatch(emulator, { ...inJson, operation: "delete", body: utf8('[{"Id":"x","Name":"A"}]') })).toBe(
    onlyIds,
  );
  expect(await byBatch(emulator, { ...inXml, operation: "delete", body: utf8(sObjects("<id>x</id><Name/>")) })).toBe(
    onlyIds,
  );
  expect(await byBatch(emulator, { ...inJson, body: bytes('[{"Name":"', [0xe7], '"}]') })).toBe(
    notDecodable.replace("CSV", "JSON"),
  );
  expect(await byBatch(emulator, { ...inXml, body: bytes(sObjects("<Name>x</Name>"), [0xe7]) })).toBe(
    notDecodable.replace("CSV", "XML"),
  );
  expect(await byBatch(emulator, { ...inJson, body: utf8(`${mark}[{"Name":"from JSON"}]`) })).toBe(null);
  expect(await byBatch(emulator, { ...inXml, body: utf8(mark + sObjects("<Name>from XML</Name>")) })).toBe(null);
  const latin = bytes(
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    sObjects("<Name>").slice(0, 25),
    [0xe7],
    "</Name></sObject></sObjects>",
  );
  expect(await byBatch(emulator, { ...inXml, body: latin })).toBe(null);
  expect((await emulator.control.records("Account")).map((record) => record["Name"])).toEqual([
    "from JSON",
    "from XML",
    "ç",
  ]);
});

test("a mapping spec with a byte order mark is refused", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const body = `${mark}Salesforce Field,Csv Header,Value,Hint\nName,N,,\n`;
  expect((await call(emulator, `job/${id}/spec`, { type: "text/csv", body })).status).toBe(400);
});

describe("CSV", () => {
  test.each<[string, readonly string[], readonly (readonly string[])[]]>([
    [
      "a,b\r\n1,2\r\n3,4\r\n",
      ["a", "b"],
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      "a,b\r1,2\r3,4",
      ["a", "b"],
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      "a,b\n1,2\r3,4\r\n5,6\n\r7,8",
      ["a", "b"],
      [
        ["1", "2"],
        ["3", "4"],
        ["5", "6"],
        ["7", "8"],
      ],
    ],
    ['a,b\n"1\r\n2","3\r4\n5"\r\n', ["a", "b"], [["1\r\n2", "3\r4\n5"]]],
    ['\n\r\na\n""\n\n"1"\n', ["a"], [["1"]]],
    [
      'a,b\n,\n"",""""\n',
      ["a", "b"],
      [
        ["", ""],
        ["", '"'],
      ],
    ],
    ["a,b,\n1,2,", ["a", "b", ""], [["1", "2", ""]]],
    ["", [], []],
  ])("%j", (text, header, lines) => {
    expect(readCsv(text)).toEqual({ header, lines });
  });

  test.each(['a"b\n', 'a, "b"\n', '"a"b\n', '"a\n', 'a\n"b" \n'])("%j is refused", (text) => {
    expect(() => readCsv(text)).toThrow(/quote/);
  });

  test.each(["^", "|", "`", "\t", ";"])("with %j between the cells", (sign) => {
    expect(readCsv(`a${sign}b\n"1${sign}"${sign}"2"\n`, sign)).toEqual({
      header: ["a", "b"],
      lines: [[`1${sign}`, "2"]],
    });
  });
});

const noXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

test.each([
  'A <b>&"c"',
  "It's",
  "tab\there",
  "\u0000\u0001\u001b[31m",
  "\ud800 alone",
  "\ufffe\uffff",
  "a\u0085b\u2028",
  "]]>",
])("the XML that tells of the header %j is well-formed, and says it", async (header) => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ batches: [`"${header.replaceAll('"', '""')}"\nA\n`] });
  await emulator.control.advance(500);
  const { text } = await call(emulator, `job/${id}/batch`);
  const shown = parseXml(text).root?.text ?? "";
  expect(shown).toContain(`Field name not found : ${header.replace(noXml, "\ufffd")}`);
  expect(text).not.toMatch(noXml);
  const object = await call(emulator, "job", {
    type: xml,
    body: `<jobInfo><operation>insert</operation><object>&lt;'"&amp;</object></jobInfo>`,
  });
  expect(object.text).toContain(`Unable to find object: &lt;'"&amp;</`);
  expect([idIn(object), parsed(await call(emulator, `job/${id}x`, { type: json }))["exceptionCode"]]).toEqual([
    "",
    "InvalidJob",
  ]);
});
