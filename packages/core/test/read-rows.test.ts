import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { delimiters } from "../src/protocol/delimiter.ts";
import { readRows } from "../src/csv/read-rows.ts";

const many = seeded(100);
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
      // Rows without quotes before and behind, so many that there are several blocks.
      fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 5000),
      (rows, lineEnd, delimiter, endsLast, plain) => {
        const filler = Array.from({ length: plain }, (_, index) => `plain é ${index}${delimiter}x`);
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
