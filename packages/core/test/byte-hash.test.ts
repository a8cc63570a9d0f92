import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { createByteHash } from "../src/bytes/byte-hash.ts";

function hashOf(...pieces: readonly Uint8Array[]): string {
  const hash = createByteHash();
  for (const piece of pieces) hash.add(piece);
  return hash.value();
}

test("a checksum is the same however the bytes are cut, and wherever they lie in memory", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.array(fc.nat(40), { maxLength: 5 }),
      fc.nat(3),
      (bytes, cuts, off) => {
        const places = [0, ...cuts.toSorted((one, next) => one - next), bytes.length];
        const pieces = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
        const moved = new Uint8Array(off + bytes.length);
        moved.set(bytes, off);
        expect(hashOf(...pieces)).toBe(hashOf(bytes));
        expect(hashOf(moved.subarray(off))).toBe(hashOf(bytes));
      },
    ),
    seeded(200),
  );
});

test("it is another one where any two bits are, where bytes change places, and where zeros are more", () => {
  const bytes = Uint8Array.from({ length: 13 }, (_, index) => index * 19);
  const seen = new Set([hashOf(bytes), hashOf(bytes.toReversed()), hashOf(bytes, new Uint8Array(1))]);
  let others = seen.size;
  expect(others).toBe(3);
  for (let one = 0; one < bytes.length * 8; one++) {
    for (let two = one; two < bytes.length * 8; two++) {
      const changed = bytes.slice();
      for (const bit of new Set([one, two])) changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      seen.add(hashOf(changed));
      others++;
    }
  }
  expect(seen.size).toBe(others);
});

test("each bit of whole steps is in two of its numbers: one alone would miss one of four billion others", () => {
  const numbersOf = (bytes: Uint8Array): readonly string[] => hashOf(bytes).split("/").slice(0, 4);
  const bytes = Uint8Array.from({ length: 24 }, (_, index) => index * 19);
  const numbers = numbersOf(bytes);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const others = numbersOf(changed).filter((number, place) => number !== numbers[place]);
    expect(others.length, `bit ${bit}`).toBe(2);
  }
});
