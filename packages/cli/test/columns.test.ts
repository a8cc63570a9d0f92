import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { byteEncoding, utf8 } from "../src/csv/byte-encoding.ts";
import { chooseColumns, type ColumnChoice } from "../src/csv/choose-columns.ts";
import { toolColumns } from "../src/csv/tool-columns.ts";

const withoutTools: ColumnChoice = (columns, first) => {
  const tools = toolColumns(columns, first);
  return columns.map((name, place) => (tools.has(place) ? undefined : name));
};

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size)
    yield await Promise.resolve(bytes.slice(start, start + size));
}

async function read(bytes: Uint8Array, size = 1 << 18, choose = withoutTools): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of chooseColumns(piecesOf(bytes, size), { delimiter: undefined, ...utf8 }, choose)) {
    all.push(piece);
  }
  return Buffer.concat(all);
}

test("other files pass byte for byte", async () => {
  const bytes = Buffer.from('\u00EF\u00BB\u00BFName,sf__Note\r\n"a\r\nb",1\rFran\u00E7ois,2\n', "latin1");
  expect(await read(bytes, 3)).toEqual(bytes);
});

test("values that are in no UTF-8 stay what they are, so that they are refused, or read as what they are", async () => {
  const bytes = Buffer.from("sf__Id,sf__Error,Name\n,x,Fran\u00E7ois\n", "latin1");
  expect((await read(bytes)).toString("latin1")).toBe("Name\nFran\u00E7ois\n");
});

test("an empty value that is left alone in its line stays a value", async () => {
  expect((await read(Buffer.from("sf__Id,Name\n1,\n2,B\n"))).toString()).toBe('Name\n""\nB\n');
});

test("where names alone change, all but the header line stays byte for byte", async () => {
  const bytes = Buffer.from('\uFEFFLast name,"Phone"\r\n"a\r\nb",1\r\n\r\nc,2');
  const named = await read(bytes, 5, (columns) => columns.map((name) => (name === "Phone" ? 'P"1' : "LastName")));
  expect(named.toString()).toBe('LastName,"P""1"\r\n"a\r\nb",1\r\n\r\nc,2');
});

test.each([
  ["sfbulk and sf", "sf__Id,sf__Error,sf__Row,Name", ",x,1,A", "Name"],
  ["Inspector", "Name,__Status,__Id,__Action,__Errors,My__c", "A,Failed,,Insert,no,1", "Name,My__c"],
  ["Jetstream", "_id,_success,_errors,Name", ",false,no,A", "Name"],
  ["Data Loader, errors", "NAME,PHONE,ERROR", "A,1,no", "NAME,PHONE"],
  ["Data Loader, success", "ID,NAME,STATUS", "001,A,Item Created", "ID,NAME"],
  ["a field of that name", "ID,STATUS", "500,Closed", "ID,STATUS"],
  ["not at the beginning", "Name,sf__Id", "A,1", "Name,sf__Id"],
  ["two of three", "_id,_success,Name", "1,2,A", "_id,_success,Name"],
])("columns of tools: %s", async (_, header, row, kept) => {
  const [line] = (await read(Buffer.from(`${header}\n${row}\n`))).toString().split("\n");
  expect(line).toBe(kept);
});

test("names and values are written in the encoding of their file, where it has a byte for each character", () => {
  const windows = byteEncoding("windows-1252");
  expect(windows?.encode("Zoë €\u0100")).toEqual(Uint8Array.of(0x5a, 0x6f, 0xeb, 0x20, 0x80, 0x3f));
  expect(windows?.decode(Uint8Array.of(0x80))).toBe("€");
  for (const label of ["shift_jis", "utf-16le", "gb18030", "no-such"]) expect(byteEncoding(label)).toBeUndefined();
});

test("a quote that is never closed stays open, and is core's to refuse", async () => {
  const text = (await read(Buffer.from('sf__Id,Name,Phone\n,"A,1\n,B,2\n'))).toString();
  expect(text).toBe('Name,Phone\n"A,1\n,B,2\n\n');
});

test("each row stays on its line, whatever is left out before it", async () => {
  const text = '\r\nsf__Error,Name\r\n"a\nb","c\nd"\n\n\nx,e\n';
  expect((await read(Buffer.from(text))).toString()).toBe('\nName\n"c\nd"\n\n\n\ne\n');
  const renamed = await read(Buffer.from("\n\nA\n1\n"), 1 << 18, () => ["B"]);
  expect(renamed.toString()).toBe("\n\nB\n1\n");
});

test.each([",", ";", "\t", "|", "^", "`"])("with %j between the values, which stays", async (delimiter) => {
  const file = ['"sf__Id"', "sf__Error", "Name", "Phone", "sf__Row"].join(delimiter);
  expect((await read(Buffer.from(`${file}\r\n${["", "x", "Zoë", "1", "7"].join(delimiter)}`))).toString()).toBe(
    `Name${delimiter}Phone\nZoë${delimiter}1\n`,
  );
});

test("every value comes as it was, however the file is written and cut", async () => {
  const value = fc.string({
    unit: fc.constantFrom("a", "€", "😀", '"', ",", ";", "\n", "\r", "\r\n", " ", "é"),
    maxLength: 8,
  });
  const property = fc.asyncProperty(
    fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 6 }),
    fc.array(fc.constantFrom("\n", "\r\n", "\r"), { minLength: 7, maxLength: 7 }),
    fc.constantFrom(",", ";"),
    fc.boolean(),
    fc.integer({ min: 1, max: 40 }),
    async (rows, ends, delimiter, hasMark, size) => {
      const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const lines = [["sf__Id", "A", "sf__Row", "B"], ...rows.map(([a, b], index) => ["", a, `${index}`, b])];
      const text = lines.map((cells, index) => cells.map(cell).join(delimiter) + (ends[index] ?? "\n")).join("");
      const found = await read(Buffer.from((hasMark ? "\uFEFF" : "") + text), size);
      // Read back by rules of their own: every value in quotes or none, line feeds between the rows.
      expect(parse(found.toString(), delimiter)).toEqual([["A", "B"], ...rows.map(([a, b]) => [a, b])]);
    },
  );
  await fc.assert(property, seeded(1000));
});

/** Reads CSV a character at a time. */
function parse(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const one = text[index] ?? "";
    if (quoted && one === '"' && text[index + 1] === '"') cell += text[++index];
    else if (one === '"') quoted = !quoted;
    else if (!quoted && (one === delimiter || one === "\n")) {
      row.push(cell);
      cell = "";
      if (one === "\n") {
        rows.push(row);
        row = [];
      }
    } else cell += one;
  }
  return rows;
}
