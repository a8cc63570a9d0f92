import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { delimiters } from "../src/protocol/delimiter.ts";
import { parseLines } from "../src/rows/parse-lines.ts";
import { readCsv } from "../src/rows/read-csv.ts";
import { usualLines } from "../src/rows/usual-lines.ts";

const allOf = (text: string, delimiter: string): string[][] | undefined => {
  const lines = usualLines(text, delimiter);
  const rows = lines && Array.from({ length: lines.length }, (_, index) => lines.line(index));
  const ofBytes = usualLines(text, delimiter, new TextEncoder().encode(text));
  expect(ofBytes && Array.from({ length: ofBytes.length }, (_, index) => ofBytes.line(index))).toEqual(rows);
  expect(lines?.line(lines.length)).toEqual(lines && []);
  expect(ofBytes?.line(ofBytes.length)).toEqual(lines && []);
  return rows;
};

test("CSV as almost everybody writes it is read as a CSV parser reads it", () => {
  const value = fc.oneof(
    fc.string({
      unit: fc.constantFrom("a", "é", "😀", " ", '"', ",", ";", "\t", "|", "\n", "\r", "\r\n"),
      maxLength: 30,
    }),
    fc.constantFrom("", "a longer value than engines copy", "'"),
  );
  const quoted = (text: string, always: boolean): string =>
    always || text === "" || /[",;\t|^`\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const table = fc.tuple(
    fc.array(fc.array(fc.tuple(value, fc.boolean()), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
    fc.constantFrom(...delimiters),
    fc.constantFrom("\n", "\r\n"),
    fc.boolean(),
  );
  fc.assert(
    fc.property(table, ([rows, delimiter, lineEnd, endsLast]) => {
      const lines = rows.map((row) => row.map(([text, always]) => quoted(text, always)).join(delimiter));
      const text = lines.join(lineEnd) + (endsLast ? lineEnd : "");
      const read = allOf(text, delimiter);
      expect(read).toEqual(rows.map((row) => row.map(([cell]) => cell)));
      expect(read).toEqual(parseLines(text, delimiter, 0));
      const widths = new Set(rows.map(({ length }) => length));
      expect(usualLines(text, delimiter)?.width).toBe(widths.size === 1 ? rows[0]?.length : undefined);
    }),
    seeded(300),
  );
});

test("of anything else it says nothing, or what a CSV parser says", () => {
  const part = fc.constantFrom(
    "a",
    "bc",
    '"',
    '"',
    '""',
    ",",
    ";",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\uFEFF",
    "é",
    '"x"',
  );
  let told = 0;
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), fc.constantFrom(...delimiters), (parts, delimiter) => {
      const text = parts.join("");
      const read = allOf(text, delimiter);
      if (read === undefined || text === "") return;
      told++;
      expect(read).toEqual(parseLines(text, delimiter, 0));
    }),
    seeded(2000),
  );
  expect(told).toBeGreaterThan(0);
});

test.each([
  ["a\n1\n", undefined, [["1"]]],
  ["1\n2", ["a"], [["1"], ["2"]]],
  ["a,b\r\n1,\r\n", undefined, [["1", ""]]],
  ['a,b\n"x ""y"", z",2', undefined, [['x "y", z', "2"]]],
  // By a CSV parser.
  ["a,b\n\n1,2\n", undefined, [["1", "2"]]],
  ['a,b\n1,2 "x"\n', undefined, [["1", '2 "x"']]],
])("the rows of %j beneath the header %j", (text, header, rows) => {
  const table = readCsv(text, header);
  expect(Array.from({ length: table.length }, (_, index) => table.row(index))).toEqual(rows);
  expect(table.row(table.length)).toEqual([]);
});

test("a byte order mark before the bytes belongs to no value", () => {
  const text = "\uFEFFa,b\n1,\uFEFF2\n";
  const bytes = new TextEncoder().encode(text);
  const table = readCsv(new TextDecoder().decode(bytes), undefined, ",", bytes);
  expect([table.header, table.row(0)]).toEqual([
    ["a", "b"],
    ["1", "\uFEFF2"],
  ]);
});

test.each([
  ["", undefined, "it has no header"],
  ["a,b\n1\n", undefined, "row 1 has 1 value for 2 columns"],
  ["1,2\n3,4\n", ["a"], "row 1 has 2 values for 1 column"],
  ['a,b\n1,2\n"3,4\n', undefined, "the quotes of row 2 are wrong"],
])("of %j beneath the header %j it says what is wrong", (text, header, why) => {
  expect(() => readCsv(text, header)).toThrow(why);
});
