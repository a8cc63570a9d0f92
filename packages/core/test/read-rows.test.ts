import fc from "fast-check";
import Papa from "papaparse";
import { expect, test, vi } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { delimiters } from "../src/protocol/delimiter.ts";
import { readRows } from "../src/csv/read-rows.ts";

const many = seeded(150);
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", " "), maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom("a,b", "a;b", "a\tb", 'say "so"', "two\nlines", "CR\r\nLF") },
);
const quoted = (value: string): string => (/[",;\t\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

test(`rows are those of another parser, in small batches and in large ones (seed ${many.seed})`, () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }),
      fc.constantFrom("\n", "\r\n"),
      fc.constantFrom(...delimiters),
      fc.boolean(),
      // Rows before and behind, so many that there are several blocks; or one that is longer than several.
      fc.constantFrom("", "", "", "", "", "", "plain", "quoted", "long", "lines"),
      (rows, lineEnd, delimiter, endsLast, kind) => {
        const filler = {
          "": [],
          plain: Array.from({ length: 5000 }, (_, index) => `plain é ${index}${delimiter}x`),
          quoted: Array.from({ length: 5000 }, (_, index) => `"é ""${index}""${lineEnd}"${delimiter}x`),
          long: [`"${`long ""é""${lineEnd}`.repeat(30_000)}"${delimiter}x`],
          lines: [`"${`é${lineEnd}`.repeat(60_000)}"${delimiter}x`],
        }[kind];
        const lines = [
          ...filler,
          ...rows.map((row) => `x${row.map(quoted).join(delimiter)}`.replace(/^x"/, '"x')),
          ...filler,
        ];
        const text = lines.join(lineEnd) + (endsLast ? lineEnd : "");
        const { data } = Papa.parse<string[]>(text, { delimiter, newline: lineEnd });
        if (endsLast) data.pop();
        const read = [...readRows(new TextEncoder().encode(text), delimiter)];
        expect(JSON.stringify(read.map(({ values }) => values))).toBe(JSON.stringify(data));
        let next = 1;
        const starts = lines.map((line) => (next += line.split("\n").length) - line.split("\n").length);
        expect(read.map(({ line }) => line).join()).toBe(starts.join());
      },
    ),
    many,
  );
});

test.each([
  ["of one column, where no row has a delimiter", '"a"\nb\n'.repeat(2 ** 15)],
  ["without any quote in its second half", `${'"a",b\n'.repeat(2 ** 14)}${"c,d\n".repeat(2 ** 15)}`],
  ["of one value with many line ends", `"${"\n".repeat(2 ** 20)}"\n`],
  ["of many long values", `"${"x\n".repeat(50_000)}"\n`.repeat(4)],
])("each place of a text is looked at a few times, and no more, in a batch %s", (_, text) => {
  const bytes = new TextEncoder().encode(text);
  let passed = 0;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the text that it looks into
  const { indexOf } = String.prototype;
  const look = vi.spyOn(String.prototype, "indexOf").mockImplementation(function (this: string, what, from = 0) {
    const found = indexOf.call(this, what, from);
    passed += (found === -1 ? this.length : found) - from + 1;
    return found;
  });
  let values = 0;
  for (const row of readRows(bytes)) values += row.values.length;
  look.mockRestore();
  expect(values).toBeGreaterThan(0);
  expect(passed).toBeLessThan(6 * text.length);
});
