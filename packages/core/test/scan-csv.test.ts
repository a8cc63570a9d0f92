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

// It reads several bytes at once. Most of these differ by a bit or by one from those that it looks for.
const near = fc.constantFrom(0x0a, 0x22, 0x0d, 0x8a, 0xa2, 0x0b, 0x23, 0x08, 0x21, 0x1a, 0x32, 0x00, 0x80, 0xff);
const others = fc.constantFrom(0x61, 0x2c, 0xc3);

test("they end as a look at each byte finds it, whatever the bytes and wherever they lie in memory", () => {
  const byte = fc.oneof({ weight: 1, arbitrary: near }, { weight: 3, arbitrary: others });
  const pieces = fc.array(fc.array(byte, { maxLength: 60 }), { maxLength: 5 });
  fc.assert(
    fc.property(pieces, fc.nat(7), (all, off) => {
      const scanner = csvScanner();
      let [quotes, lines, begun, last] = [0, 0, 0, 0x0a];
      for (const piece of all) {
        const moved = new Uint8Array(off + piece.length);
        moved.set(piece, off);
        let end = 0;
        for (const [index, one] of piece.entries()) {
          if (one === 0x22) quotes++;
          if (one === 0x0a && quotes % 2 === 0) {
            if (begun > (last === 0x0d ? 1 : 0)) lines++;
            begun = 0;
            end = index + 1;
          } else begun++;
          last = one;
        }
        expect(scanner.scan(moved.subarray(off))).toBe(end);
        expect(scanner.records()).toBe(Math.max(0, lines - 1));
      }
      const whyCut = last === 0x0a ? undefined : "it breaks off inside a row";
      expect(scanner.whyCut()).toBe(quotes % 2 === 1 ? "it breaks off in a quoted value" : whyCut);
    }),
    seeded(1000),
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
