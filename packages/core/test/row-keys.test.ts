import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { createRowKeys } from "../src/operations/load-rows/ingest-outcomes/row-keys.ts";
import { valuesIn } from "../src/operations/load-rows/ingest-outcomes/values-in.ts";

const many = seeded(300, 10_000);
const value = fc.oneof(
  fc.constantFrom("", "a", "b", "ab", "a\nb", "a\r\nb", "a\rb", " a", "\0"),
  fc.string({ unit: fc.constantFrom("a", "é", "😀", "\uD83D", '"', ","), maxLength: 3 }),
);

test(`rows are found by all of their values, and by nothing else (seed ${many.seed})`, () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.array(value, { minLength: 3, maxLength: 3 })),
      (width, all) => {
        const rows = all.map((row) => row.slice(0, width));
        const plain = (row: readonly string[]): string =>
          JSON.stringify(row.map((one) => one.replaceAll(/\r\n?/g, "\n")));
        const keys = createRowKeys();
        for (const row of rows) keys.add(row);
        for (const row of rows) {
          const places = rows.flatMap((other, place) => (plain(other) === plain(row) ? [place] : []));
          expect(keys.find(row)).toEqual(places);
        }
        expect(keys.find([...Array.from({ length: width }, () => "z"), "more"])).toEqual([]);
      },
    ),
    many,
  );
});

test("a hundred thousand rows that differ in one character each have a key of their own, and later ones are found, too", () => {
  const keys = createRowKeys();
  expect(keys.find(["0", "x"])).toEqual([]);
  for (let row = 0; row < 100_000; row++) keys.add([String(row), "x"]);
  for (const row of [0, 1, 1023, 1024, 65_536, 99_999]) expect(keys.find([String(row), "x"])).toEqual([row]);
  keys.add(["5", "x"]);
  expect(keys.find(["5", "x"])).toEqual([5, 100_000]);
  // Where a value ends counts.
  expect(keys.find(["5x", ""])).toEqual([]);
  expect(keys.find(["", "5x"])).toEqual([]);
  keys.clear();
  expect(keys.find(["5", "x"])).toEqual([]);
  keys.add(["5", "x"]);
  expect(keys.find(["5", "x"])).toEqual([0]);
});

test("values are found by the names of columns, whatever their order and case, and a missing one is like none", () => {
  expect(valuesIn(["Name", "Phone"], { Phone: "1", Name: "A" })).toEqual(["A", "1"]);
  expect(valuesIn(["Name", "Ext__c"], { EXT__C: "1", name: "A" })).toEqual(["A", "1"]);
  expect(valuesIn(["Name", "Phone"], { Name: "A" })).toEqual(["A", "\0"]);
});
