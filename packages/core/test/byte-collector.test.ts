import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { collectBytes } from "../src/bytes/byte-collector.ts";

const many = seeded(50, 1000);

test(`bytes come out as they went in, however many there are (seed ${many.seed})`, () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 50 }),
      fc.nat({ max: 3000 }),
      (pieces, times) => {
        const { add, end } = collectBytes();
        const large = pieces.map((piece) => Buffer.concat(Array.from({ length: times }, () => piece)));
        for (const piece of large) {
          const bytes = new Uint8Array(piece);
          add(bytes);
          // What comes may be used again.
          bytes.fill(0);
        }
        expect(Buffer.concat(large).equals(end())).toBe(true);
      },
    ),
    many,
  );
});

test("memory grows to a large one in few steps, and then by no more than it has", () => {
  const { add, end } = collectBytes();
  const sizes = new Set([end().buffer.byteLength]);
  const piece = new Uint8Array(2 ** 18);
  for (let count = 0; count < 160; count++) {
    add(piece);
    sizes.add(end().buffer.byteLength);
  }
  expect([...sizes]).toEqual([2 ** 16, 2 ** 19, 2 ** 22, 2 ** 25, 2 ** 26]);
  expect(end()).toHaveLength(160 * 2 ** 18);
});
