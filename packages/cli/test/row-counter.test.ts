import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { rowCounter } from "../src/results/row-counter.ts";

const cell = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r\n"), maxLength: 4 });

test("rows are counted wherever the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), fc.array(fc.nat(60)), (rows, cuts) => {
      const lines = rows.map((row) => `${row.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")}\n`);
      const bytes = new TextEncoder().encode(`"Id","Name"\n${lines.join("")}`);
      const counter = rowCounter();
      let from = 0;
      for (const to of [...cuts.toSorted((one, other) => one - other), bytes.length]) {
        counter.push(bytes.subarray(from, to));
        from = Math.max(from, to);
      }
      expect(counter.rows()).toBe(rows.length);
    }),
    seeded(200),
  );
  expect(rowCounter().rows()).toBe(0);
});
