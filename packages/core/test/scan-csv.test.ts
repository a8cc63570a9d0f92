import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { csvScanner } from "../src/rows/scan-csv.ts";

const cell = fc.string({ unit: fc.constantFrom("a", "é", "😀", '"', ",", "\n", "\r\n"), maxLength: 4 });
const table = fc.tuple(
  fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }),
  fc.constantFrom("\n", "\r\n", "\n\n", "\r\n\r\n"),
  fc.array(fc.nat(60), { maxLength: 4 }),
);

test("records end where they end, wherever the bytes are cut", () => {
  fc.assert(
    fc.property(table, ([rows, lineEnd, cuts]) => {
      const lines = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(",") + lineEnd);
      const bytes = new TextEncoder().encode(lines.join(""));
      // A row has ended with the first line end behind it; a second one ends a line with nothing in it.
      const more = lineEnd.length - lineEnd.indexOf("\n") - 1;
      const ends = lines.map((_, index) => new TextEncoder().encode(lines.slice(0, index + 1).join("")).length);
      const scanner = csvScanner();
      const places = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].toSorted((a, b) => a - b);
      let from = 0;
      for (const to of places) {
        const end = scanner.scan(bytes.subarray(from, to));
        const ended = ends.filter((one) => one - more <= to);
        expect(scanner.records()).toBe(Math.max(0, ended.length - 1));
        const last = Math.max(0, ...ended.map((one) => (one <= to ? one : one - more)));
        expect(end).toBe(last > from ? last - from : 0);
        from = to;
      }
      expect(scanner.whyCut()).toBeUndefined();
    }),
    seeded(200),
  );
});

test.each([
  ['a\n"b', "it breaks off in a quoted value"],
  ["a\nb", "it breaks off inside a row"],
])("%j cannot be all", (text, why) => {
  const scanner = csvScanner();
  scanner.scan(new TextEncoder().encode(text));
  expect(scanner.whyCut()).toBe(why);
});
