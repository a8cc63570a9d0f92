import {
  addBatch,
  addBatches,
  type AddBatchesOptions,
  checkSource,
  type CheckSourceOptions,
  type Connection,
  type IngestRows,
  type RowSource,
  uploadIngestRows,
} from "@sfbulk/core";
import { gzip } from "pako";
import { describe, expect, test } from "vitest";
import { connect, jobId, json, rejection } from "./scripted-adapter.ts";

const job = { id: jobId, contentType: "CSV" } as const;
const batch = {
  id: "7519H000001XiCzQAK",
  jobId,
  state: "Queued",
  stateMessage: null,
  createdDate: "2024-11-21T08:31:31.000+0000",
  systemModstamp: "2024-11-21T08:31:31.000+0000",
};
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (one) => one.charCodeAt(0));

function takingOrg(): { readonly connection: Connection; readonly bodies: string[] } {
  const bodies: string[] = [];
  const connection = connect(
    async (_, { method, body }) => {
      // Which batches the job has already is asked once.
      if (method === "GET") return json({ batchInfo: [] });
      bodies.push(new TextDecoder().decode(body));
      return await Promise.resolve(json(batch, 201));
    },
    { gzip: false },
  );
  return { connection, bodies };
}

/** What reaches the org, batch by batch and then by an upload, of which a job's own dialect is asked. */
async function sent(source: RowSource, options?: AddBatchesOptions): Promise<string[]> {
  const { connection, bodies } = takingOrg();
  await addBatches(connection, job, source, { concurrency: 1, ...options });
  return bodies;
}

async function uploaded(
  rows: IngestRows,
  columnDelimiter?: string,
  lineEnding?: string,
  options?: Parameters<typeof uploadIngestRows>[3],
): Promise<string> {
  const { connection, bodies } = takingOrg();
  const dialect = columnDelimiter === undefined ? {} : { columnDelimiter, lineEnding: lineEnding ?? "LF" };
  await uploadIngestRows(connection, { id: jobId, ...dialect }, rows, options);
  return bodies.join("");
}

/** The error of each way in; nothing is sent. */
async function refusals(
  source: RowSource,
  options?: Pick<CheckSourceOptions, "header" | "delimiter" | "encoding" | "raggedRows">,
): Promise<(Error & Record<string, unknown>)[]> {
  const { connection, bodies } = takingOrg();
  const errors = [
    await rejection(addBatches(connection, job, source, options)),
    await rejection(uploadIngestRows(connection, { id: jobId }, source as IngestRows, options)),
    await rejection(checkSource(source, options)),
  ];
  expect(bodies).toEqual([]);
  return errors;
}

async function expectRefusal(
  source: RowSource,
  code: string,
  words: string,
  options?: Parameters<typeof refusals>[1],
): Promise<void> {
  for (const error of await refusals(source, options)) {
    expect(error).toMatchObject({ name: "TypeError", code, message: expect.stringContaining(words) as string });
  }
}

const pieces = (file: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(file.length / size) }, (_, index) => file.subarray(index * size, (index + 1) * size));

describe("what is no CSV is named before anything is sent", () => {
  const entry = (name: string): string =>
    `PK\u0003\u0004\u0014\0\u0006\0\b\0\0\0!\0${"\n".repeat(12)}${String.fromCharCode(name.length)}\0\0\0${name}\0\0`;
  test.each([
    ["a workbook", entry("[Content_Types].xml"), "an Excel workbook (.xlsx)"],
    ["one that Excel did not write", entry("xl/workbook.xml"), "an Excel workbook (.xlsx)"],
    ["one of Apple's", entry("Index/Document.iwa"), "an Apple Numbers document (.numbers)"],
    ["a spreadsheet", entry("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument file (.ods)"],
    ["an archive", entry("rows.csv"), "a ZIP archive"],
    ["an empty archive", `PK\u0005\u0006${"\0".repeat(18)}`, "a ZIP archive"],
    ["an old workbook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\n", "an old Excel workbook (.xls)"],
    ["a PDF", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", "a PDF"],
    ["a page", "\n\n  <!DOCTYPE html>\n<html></html>\n", "an HTML page"],
    ["a page without its doctype", "<HTML>\n<head></head>\n", "an HTML page"],
    ["a page with a mark", "\xEF\xBB\xBF\r\n<html lang=en>\n", "an HTML page"],
    ["a table", "<table>\n<tr></tr></table>\n", "an HTML page"],
    ["XML", '<?xml version="1.0"?>\n<sObjects/>\n', "an XML document"],
    ["JSON", '[\n  {\n    "Name": "Acme"\n  }\n]\n', "JSON"],
    ["one record", '{"Name":"Acme"}\n', "JSON"],
    ["zstd", "\x28\xB5\x2F\xFD\n\n\n\n", "compressed by zstd"],
    ["xz", "\xFD7zXZ\0\0\n", "compressed by xz"],
    ["bzip2", "BZh91AY&SY\n\n", "compressed by bzip2"],
    ["7z", "7z\xBC\xAF\x27\x1C\0\n", "a 7z archive"],
  ])("%s", async (_, text, format) => {
    const file = latin1(text);
    await expectRefusal(file, "NotCsv", `it is ${format}, expected CSV`);
    await expectRefusal(pieces(file, 1), "NotCsv", `it is ${format}`);
    await expectRefusal(new Blob([file]), "NotCsv", `it is ${format}`);
  });
  test("a page that was read as a string, too", async () => {
    await expectRefusal("<!DOCTYPE html>\n<html>\n", "NotCsv", "an HTML page");
    await expectRefusal(["\uFEFF", "<", "html>\n", "\n"], "NotCsv", "an HTML page");
  });
  test("a workbook given as one batch, too", async () => {
    const { connection, bodies } = takingOrg();
    const file = latin1(`${entry("[Content_Types].xml")}\xFF`);
    expect(await rejection(addBatch(connection, job, file))).toMatchObject({ code: "NotCsv" });
    expect(bodies).toEqual([]);
  });
  test.each([
    "PK,Name\n1,2\n",
    "PAR1,PAR2\n1,2\n",
    "BZh9,B\n1,2\n",
    "%PDF,B\n1,2\n",
    "7z,B\n1,2\n",
    "Name,<html>\n1,<html>\n",
  ])("CSV that only looks like it is sent: %j", async (text) => {
    expect(await sent(text)).toEqual([text]);
    expect(await sent(pieces(bytes(text), 1))).toEqual([text]);
  });
});

describe("gzip is unpacked", () => {
  const text = `Name,Text\n${Array.from({ length: 400 }, (_, row) => `Acme ${row},"two\nlines ${row * 7919}"\n`).join("")}`;
  const packed = gzip(bytes(text));
  test.each([1, 2, 3, 1000, 1_000_000])("in pieces of %i bytes", async (size) => {
    expect((await sent(pieces(packed, size))).join("")).toBe(text);
  });
  test("by each door, and what is in it is read in its encoding and dialect", async () => {
    const file = gzip(latin1("Name;Ort\r\nM\xFCller;K\xF6ln\r\n"));
    const options = { encoding: "windows-1252" };
    expect(await sent(file, options)).toEqual(["Name,Ort\r\nMüller,Köln\r\n"]);
    expect(await uploaded(file, "COMMA", "LF", options)).toBe("Name,Ort\nMüller,Köln\n");
    expect(await checkSource(file, options)).toMatchObject({ rows: 1, bytes: file.length, encoding: "windows-1252" });
  });
  test("of several parts, cut anywhere, with zeros behind it", async () => {
    const numbers = (from: number): string =>
      Array.from({ length: 3000 }, (_, row) => `${((row + from) * 2_654_435_761) >>> 0}\n`).join("");
    const texts = ["A\n", numbers(1), "1\n", numbers(9999)];
    const parts = texts.map((part) => gzip(bytes(part)));
    const file = Uint8Array.from([...parts.flatMap((part) => [...part]), 0, 0, 0, 0]);
    const ends = parts.map((_, index) => parts.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0));
    for (const cut of [1, ...ends.flatMap((end) => [end - 1, end, end + 1])]) {
      const halves = [file.subarray(0, cut), file.subarray(cut)];
      expect((await sent(halves)).join("")).toBe(texts.join(""));
    }
    expect((await checkSource(pieces(file, 1))).rows).toBe(6001);
  });
  test("what is damaged, cut or packed twice is refused", async () => {
    await expectRefusal(packed.subarray(0, packed.length - 9), "InvalidSource", "breaks off before its end");
    const damaged = packed.slice();
    damaged.fill(0, 40, 60);
    await expectRefusal(damaged, "InvalidSource", "its gzip is damaged");
    await expectRefusal(Uint8Array.from([...packed, 1, 2, 3]), "InvalidSource", "its gzip is damaged");
    await expectRefusal(gzip(packed), "NotCsv", "compressed by gzip");
    await expectRefusal(gzip(latin1("%PDF-1.7\n")), "NotCsv", "a PDF");
    await expectRefusal([packed.subarray(0, 99), "Acme,x\n"], "InvalidSource", "breaks off before its end");
    await expectRefusal([packed, "Acme,x\n", packed], "InvalidEncoding", "has a byte that is not UTF-8");
  });
});

describe("a source", () => {
  test("that is the name of a file says what a source is", async () => {
    await expectRefusal("contacts.csv", "InvalidSource", ' "contacts.csv": a string is CSV, a header line and rows');
    await expectRefusal(() => "contacts.csv", "InvalidSource", "a string is CSV");
    expect(await sent("contacts.csv", { header: ["Name"] })).toEqual(["Name\ncontacts.csv"]);
  });
  test.each([
    ["an empty string", ""],
    ["a mark", "\uFEFF"],
    ["no bytes", new Uint8Array(0)],
    ["no pieces", []],
    ["empty pieces", ["", new Uint8Array(0)]],
    ["blank lines", "\n\r\n\n"],
    ["an empty file", new Blob([])],
    ["an empty gzip", gzip(new Uint8Array(0))],
  ])("that is empty has a code: %s", async (_, source) => {
    await expectRefusal(source, "EmptySource", "empty");
  });
  test.each(["A,B\n", "A,B\r\n\r\n", '\n"A"\n'])("with a header line alone has a code: %j", async (source) => {
    await expectRefusal(source, "NoRows", "no row below it");
    await expectRefusal(new Blob([source]), "NoRows", "no row below it");
  });
  test("of records that has none is empty", async () => {
    const { connection, bodies } = takingOrg();
    for (const contentType of ["CSV", "JSON"] as const) {
      const error = await rejection(addBatches(connection, { ...job, contentType }, new Set<object>().values()));
      expect(error).toMatchObject({ name: "TypeError", code: "EmptySource" });
    }
    expect(bodies).toEqual([]);
  });
  test.each<[string, () => RowSource]>([
    ["a string", () => "A\n1\n"],
    ["bytes", () => bytes("A\n1\n")],
    ["a Blob", () => new Blob(["A\n1\n"])],
    ["a File", () => new File(["A\n", "1\n"], "rows.csv")],
    ["a stream", () => new Blob(["A\n1\n"]).stream()],
    ["a generator", () => new Set(["A\n", bytes("1\n")]).values()],
    ["a function of a string", () => () => "A\n1\n"],
    ["a function of a promise", () => async () => await Promise.resolve(new Blob(["A\n1\n"]))],
    ["a function of a stream", () => () => new Blob(["A\n1\n"]).stream()],
    [
      "a generator function",
      () =>
        async function* () {
          yield await Promise.resolve("A\n1\n");
        },
    ],
  ])("may be %s", async (_, source) => {
    expect(await sent(source())).toEqual(["A\n1\n"]);
    expect(await uploaded(source() as IngestRows)).toBe("A\n1\n");
  });
  test("that a function opens is closed where the load stops", async () => {
    const { connection } = takingOrg();
    let closed = 0;
    const open = (): ReadableStream<string> => {
      let pulls = 0;
      return new ReadableStream<string>({
        pull: (controller) => controller.enqueue(pulls++ === 0 ? "A,B\n" : `${pulls}\n`),
        cancel: () => void closed++,
      });
    };
    for (const load of [
      async () => await addBatches(connection, job, open),
      async () => await uploadIngestRows(connection, { id: jobId }, open),
      async () => await checkSource(open),
    ]) {
      expect(await rejection(load())).toMatchObject({ code: "RaggedRow" });
    }
    expect(closed).toBe(3);
  });
  test("function's own error is the cause of the load's, and a function that gives none of these is refused", async () => {
    const { connection } = takingOrg();
    const own = new Error("no such file");
    const failing = (): string => {
      throw own;
    };
    expect(await rejection(addBatches(connection, job, failing))).toMatchObject({ name: "LoadError", cause: own });
    expect(await rejection(uploadIngestRows(connection, { id: jobId }, failing))).toBe(own);
    expect(await rejection(checkSource(failing))).toBe(own);
    await expectRefusal(() => 5 as never, "InvalidSource", "got 5");
    await expectRefusal(() => (() => "A\n1\n") as never, "InvalidSource", "the function gave a function");
  });
});

describe("the delimiter", () => {
  test.each([";", "\t", "|", "^", "`"] as const)("%j is found in the header line, and becomes a comma", async (one) => {
    const other = one === ";" ? "|" : ";";
    const text = `A${one}B${one}C\n1,5${one}"2${one}""3"""${one}x${other}y\n${one}${one}\n`;
    // A value that has a comma gets quotes.
    const first = `"1,5","2${one}""3""",x${other}y\n`;
    for (const size of [1, 2, 3, 1000]) expect(await sent(pieces(bytes(text), size))).toEqual([`A,B,C\n${first},,\n`]);
    expect((await checkSource(text)).dialect).toEqual({ delimiter: one, lineEnding: "LF" });
    expect(await sent(text, { delimiter: one, maxRecords: 1 })).toEqual([`A,B,C\n${first}`, "A,B,C\n,,\n"]);
  });
  test.each(["A;B,C\n1;2,3\n", "A|B;C\n1|2;3\n", "A,B|C\n1,2|3\n"])(
    "is not guessed where the header line has several: %j",
    async (text) => {
      await expectRefusal(text, "AmbiguousDelimiter", "say it by the option delimiter");
      for (const delimiter of [",", ";", "|"] as const) {
        if (text.includes(delimiter)) expect((await checkSource(text, { delimiter })).columns).toHaveLength(2);
      }
    },
  );
  test("that becomes a comma keeps the limits: quotes that a value gets count", async () => {
    const text = "A;B\n1,5;2\n3,5;4\n5;6\n";
    expect(await sent(text, { maxBytes: 20 })).toEqual(['A,B\n"1,5",2\n"3,5",4\n', "A,B\n5,6\n"]);
    expect(await sent(text, { maxBytes: 19 })).toEqual(['A,B\n"1,5",2\n', 'A,B\n"3,5",4\n5,6\n']);
    expect(await sent(text, { maxBytes: 12 })).toEqual(['A,B\n"1,5",2\n', 'A,B\n"3,5",4\n', "A,B\n5,6\n"]);
    const error = await rejection(checkSource(text, { maxBytes: 11 }));
    expect(error).toMatchObject({ code: "RowTooLarge", message: expect.stringContaining("row 1 (line 2)") as string });
  });
  test("in quotes is a name's, and blank lines above are none", async () => {
    expect((await checkSource('\n""\r\n"A;1""|";"B,2"\n1;2\n')).columns).toEqual(['A;1"|', "B,2"]);
    expect((await checkSource('"A,\n1";B\n1;2\n')).columns).toEqual(["A,\n1", "B"]);
  });
  test("is a comma where there is one column", async () => {
    expect(await sent("A\n1;2\n")).toEqual(["A\n1;2\n"]);
    await expectRefusal("A\n1,2\n", "RaggedRow", "has 2 values for 1 column;");
  });
  test("without a header line is the one that gives as many values as there are columns", async () => {
    const header = ["A", 'B"', "C,1"];
    expect(await sent("1;2,5;3\n4;5;6\n", { header })).toEqual(['A,"B""","C,1"\n1,"2,5",3\n4,5,6\n']);
    expect(await sent("1\r\n2\r\n", { header: ["A"] })).toEqual(["A\r\n1\r\n2\r\n"]);
    expect(await sent("1;2\n", { header: ["A"] })).toEqual(["A\n1;2\n"]);
    await expectRefusal("1;2,3\n", "AmbiguousDelimiter", "delimiter", { header: ["A", "B"] });
    await expectRefusal("1;2,3\n", "RaggedRow", "row 1 (line 1) has 2 values", { header, delimiter: "," });
  });
  test.each([
    ["", "InvalidArgument"],
    [":", "InvalidArgument"],
    ["SEMICOLON", "InvalidArgument"],
  ])("%j is none", async (delimiter, code) => {
    await expectRefusal("A\n1\n", code, "Cannot use delimiter", { delimiter: delimiter as never });
  });
  test.each([
    ["COMMA", ","],
    ["SEMICOLON", ";"],
    ["TAB", "\t"],
    ["PIPE", "|"],
    ["CARET", "^"],
    ["BACKQUOTE", "`"],
  ])("of an upload is that of its job: %s", async (columnDelimiter, delimiter) => {
    const body = await uploaded('A;B\n"1,5";"2;5|`^\t"\n3;4\n', columnDelimiter, "CRLF");
    expect(body).toBe(`A${delimiter}B\r\n"1,5"${delimiter}"2;5|\`^\t"\r\n3${delimiter}4\r\n`);
  });
  test("of an upload to a job of which the id alone is known stays", async () => {
    expect(await uploaded("A;B\r1;2\r")).toBe("A;B\n1;2\n");
  });
});

describe("line ends", () => {
  test.each([
    ["LF", "A,B\n1,2\n3,4\n"],
    ["CR LF", "A,B\r\n1,2\r\n3,4\r\n"],
  ])("of one kind stay: %s", async (_, text) => {
    expect(await sent(text)).toEqual([text]);
    expect(await sent(text.slice(0, text.endsWith("\r\n") ? -2 : -1))).toHaveLength(1);
  });
  test.each([
    ["LF", "\n", "\n"],
    ["CR LF", "\r\n", "\r\n"],
    ["CR", "\r", "\n"],
  ])("of several kinds become those of the header line, which are %s; in quotes they stay", async (_, first, all) => {
    const text = `A,B${first}1,2\r3,"4\r\r\n\n"\n5,6\r\n\r\n7,8\r9,0`;
    const rows = ["A,B", "1,2", '3,"4\r\r\n\n"', "5,6", "7,8", "9,0"];
    for (const size of [1, 2, 3, 1000]) {
      expect(await sent(pieces(bytes(text), size))).toEqual([rows.join(all)]);
      expect(await sent(pieces(bytes(text), size), { maxRecords: 2 })).toEqual([
        [...rows.slice(0, 3), ""].join(all),
        [...rows.slice(0, 1), ...rows.slice(3, 5), ""].join(all),
        [rows[0], rows[5]].join(all),
      ]);
    }
  });
  test("of an upload are those of its job", async () => {
    expect(await uploaded('A\r1\r\n"2\n"\n', "COMMA", "LF")).toBe('A\n1\n"2\n"\n');
    expect(await uploaded('A\r1\r\n"2\n"\n', "COMMA", "CRLF")).toBe('A\r\n1\r\n"2\n"\r\n');
  });
});

describe("rows with fewer or more values than there are columns", () => {
  test.each([
    ["fewer", 'A,B\n1,2\n\n"3\n3",4\n5\n', "row 3 (line 6) has 1 value for 2 columns"],
    ["more", "A,B\r\n1,2\r\n3,4,5\r\n", "row 2 (line 3) has 3 values for 2 columns"],
    ["more, at the end of the file", "A,B\r1,2\r3,4,", "row 2 (line 3) has 3 values for 2 columns"],
    ["in another dialect", 'A;B\n1;2\n3;"4;";5\n', "row 2 (line 3) has 3 values for 2 columns"],
  ])("are found before they are sent: %s", async (_, text, words) => {
    await expectRefusal(text, "RaggedRow", words);
    await expectRefusal(pieces(bytes(text), 1), "RaggedRow", words);
  });
  test("are sent where that is meant", async () => {
    const text = 'A,B\n1\n2,3,4\n"5"\n6,7\n';
    expect(await sent(text, { raggedRows: "send" })).toEqual([text]);
    expect(await uploaded(text, "COMMA", "LF", { raggedRows: "send" })).toBe(text);
    expect(await sent("A;B\n1\n2;3;4,5\n", { raggedRows: "send" })).toEqual(['A,B\n1\n2,3,"4,5"\n']);
    expect((await checkSource(text, { raggedRows: "send" })).rows).toBe(4);
    await expectRefusal(text, "InvalidArgument", "Cannot use raggedRows", { raggedRows: "ignore" as never });
  });
  test("in a later batch stop the load: those before are there", async () => {
    const { connection, bodies } = takingOrg();
    const error = await rejection(addBatches(connection, job, "A,B\n1,2\n3,4\n5\n", { maxRecords: 1 }));
    expect(error).toMatchObject({ name: "LoadError", nextRow: 2, cause: { name: "TypeError", code: "RaggedRow" } });
    expect(bodies).toEqual(["A,B\n1,2\n"]);
  });
});

describe("the header line", () => {
  test.each([
    ["A,B,A\n1,2,3\n", 'the same column twice: "A"'],
    ["Name,name\n1,2\n", 'the same column twice: "Name" and "name"'],
    ["\n\nA;B; a \n1;2;3\n", '(line 3) has the same column twice: "A" and " a "'],
    ["A,,B\n1,2,3\n", "no name for column 2 of 3"],
    ["A,B,\n1,2,3\n", "no name for column 3 of 3"],
    [',"",A,A\n1,2,3,4\n', 'no name for column 1, 2 of 4, and the same column twice: "A"'],
  ])("%j is refused", async (text, words) => {
    await expectRefusal(text, "InvalidHeader", words);
  });
});

describe("checkSource", () => {
  test("tells what there is, whatever it is", async () => {
    expect(await checkSource('\uFEFFName;"Te;xt"\r\nA;1\r\n\r\nB;"2\r\n"\r\n')).toEqual({
      columns: ["Name", "Te;xt"],
      rows: 2,
      dialect: { delimiter: ";", lineEnding: "CRLF" },
      encoding: "utf-8",
      bytes: 33,
    });
    expect(await checkSource(latin1("\xC4\n1\n"), { encoding: "latin1" })).toEqual({
      columns: ["Ä"],
      rows: 1,
      dialect: { delimiter: ",", lineEnding: "LF" },
      encoding: "windows-1252",
      bytes: 4,
    });
    expect(await checkSource("1\r2\r", { header: ["A"] })).toMatchObject({
      columns: ["A"],
      dialect: { lineEnding: "CR" },
    });
  });
  test("of records, too: columns are all that any of them has", async () => {
    const records = [{ Name: "A" }, { Name: "B", Account: { Ext__c: "x" }, attributes: { type: "Contact" } }];
    const told = { columns: ["Name", "Account.Ext__c"], rows: 2, dialect: undefined, encoding: undefined };
    expect(await checkSource(records, { contentType: "JSON" })).toEqual({
      ...told,
      bytes: '[{"Name":"A"},{"Name":"B","Account":{"Ext__c":"x"}}]'.length,
    });
    expect(await checkSource(() => new Set(records).values(), { contentType: "XML" })).toMatchObject(told);
    expect(await checkSource(records, { columns: ["Name", "Account.Ext__c"] })).toMatchObject(told);
    expect(await rejection(checkSource(records))).toMatchObject({
      code: "InvalidRow",
      message: expect.stringContaining("Cannot add row 2") as string,
    });
  });
  test.each([
    ["a quote in its place", 'A\n1\n5" pipe\n', "InvalidCsv", "line 3 has a quote inside a value"],
    ["a quote that is not closed", 'A\n1\n"2\n3\n', "InvalidCsv", "opened on line 3 is never closed"],
    ["a row for no batch", `A\n1\n${"x".repeat(40)}\n`, "RowTooLarge", "row 2 (line 3)"],
    ["bytes at the very end", Uint8Array.from([0x41, 0x0a, 0x31, 0x0a, 0x9f]), "InvalidEncoding", "line 3"],
  ])("finds %s", async (_, source, code, words) => {
    const error = await rejection(checkSource(source, { maxBytes: 30 }));
    expect(error).toMatchObject({ name: "TypeError", code, message: expect.stringContaining(words) as string });
  });
  test.each<[string, () => unknown]>([
    ["a stream", () => new Blob(["A\n1\n"]).stream()],
    ["a generator", () => new Set(["A\n1\n"]).values()],
    ["nothing", () => undefined],
    ["a number", () => 5],
  ])("refuses %s, and does not touch it", async (_, make) => {
    const source = make();
    const error = await rejection(checkSource(source as RowSource));
    expect(error).toMatchObject({ name: "TypeError", code: "InvalidSource" });
    if (source instanceof ReadableStream) expect(source.locked).toBe(false);
  });
  test("what it has checked can be loaded: the source is opened anew", async () => {
    let opened = 0;
    const source = (): Blob => {
      opened++;
      return new Blob(["A;B\n1;2\n"]);
    };
    await checkSource(source);
    expect(await sent(source)).toEqual(["A,B\n1,2\n"]);
    expect(opened).toBe(2);
  });
  test("ends with its signal", async () => {
    const reason = new Error("enough");
    const endless = async function* (): AsyncGenerator<string> {
      for (;;) yield await Promise.resolve("A\n");
    };
    const controller = new AbortController();
    const check = rejection(checkSource(endless, { signal: controller.signal }));
    controller.abort(reason);
    expect(await check).toBe(reason);
    expect(await rejection(checkSource("A\n1\n", { signals: 1 } as never))).toMatchObject({ code: "UnknownOption" });
  });
});
