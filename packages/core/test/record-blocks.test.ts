import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { recordBlocks } from "../src/rows/record-blocks.ts";
import { csvScanner } from "../src/rows/scan-csv.ts";
import { jsonScanner } from "../src/rows/scan-json.ts";
import { xmlScanner } from "../src/rows/scan-xml.ts";
import { utf8 } from "./query-org.ts";

const csvCell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const xmlText = (value: string): string => value.replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** How each format writes records: what stands before them, each of them up to where it ends, and what stands behind. */
const formats = {
  CSV: {
    scanner: csvScanner,
    before: "",
    record: ([id, name]: readonly string[]) => `${csvCell(id ?? "")},${csvCell(name ?? "")}\r\n`,
    between: "",
    behind: "",
    /** Its first line is the header, which is counted as none. */
    uncounted: 1,
  },
  JSON: {
    scanner: jsonScanner,
    before: "[",
    record: ([Id, Name]: readonly string[]) => JSON.stringify({ Id, attributes: { type: "Account" }, Name }),
    between: ", ",
    behind: "]",
    uncounted: 0,
  },
  XML: {
    scanner: xmlScanner,
    before: '<?xml version="1.0"?><queryResult xmlns="urn:x">',
    record: ([id, name]: readonly string[]) =>
      `<records a=">"><Id>${xmlText(id ?? "")}</Id><Name>${xmlText(name ?? "")}</Name></records>`,
    between: "\n",
    behind: "</queryResult>",
    uncounted: 0,
  },
} as const;

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "é", '"', "\n", "\r\n", ",", "{", "}", "]", "\\", "<", "/>"), maxLength: 9 }),
  // Some are longer than the pieces are that are not copied.
  fc.nat(100_000).map((length) => 'x"\n'.repeat(length / 3)),
);

test.each(Object.entries(formats))(
  "%s is cut at the ends of records, counted, and not copied where much comes",
  (_, format) => {
    const { scanner, before, record, between, behind, uncounted } = format;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 }),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 60_000, max: 200_000 }))),
        (rows, sizes) => {
          const parts = rows.map((row, index) => (index === 0 ? before : between) + record(row));
          const whole = utf8(parts.join("") + behind);
          const ends = [0];
          for (const part of parts) ends.push((ends.at(-1) ?? 0) + utf8(part).length);
          const cutter = recordBlocks(scanner(), 2 ** 27);
          let given = 0;
          let at = 0;
          for (let turn = 0; at < whole.length; turn++) {
            const piece = whole.slice(at, (at += sizes[turn % (sizes.length + 1)] ?? 90_000));
            let blocks = 0;
            let copied = 0;
            for (const block of cutter.push(piece)) {
              expect(Buffer.compare(block, whole.subarray(given, given + block.length))).toBe(0);
              given += block.length;
              expect(ends).toContain(given);
              expect(cutter.records()).toBe(Math.max(0, ends.indexOf(given) - uncounted));
              blocks++;
              if (block.buffer !== piece.buffer) copied = Math.max(copied, ends.indexOf(given));
            }
            // All that has ended is given.
            expect(ends.findLast((end) => end <= Math.min(at, whole.length))).toBe(given);
            expect(blocks).toBeLessThanOrEqual(piece.length > 64 * 1024 ? 2 : 1);
            // Of what is not copied, only the record is joined that had begun.
            if (piece.length > 64 * 1024 && copied > 0) {
              const begun = ends[copied - 1] ?? 0;
              expect(begun).toBeLessThan(at - piece.length + 1);
            }
          }
          expect(Buffer.from(cutter.rest()).toString()).toBe(behind);
          expect(cutter.whyCut()).toBeUndefined();
        },
      ),
      seeded(60),
    );
  },
);

test("no more is taken together than is to be at once", () => {
  const rows = Array.from({ length: 1000 }, (_, index) => `"${index}","${"x".repeat(index % 90)}"\n`).join("");
  const cutter = recordBlocks(csvScanner(), 2 ** 27, { bytesAtOnce: 4000 });
  const blocks = [...cutter.push(utf8(rows))];
  expect(blocks.map((block) => Buffer.from(block).toString()).join("")).toBe(rows);
  expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(4100);
  expect(blocks).toHaveLength(Math.ceil(rows.length / 4000));
});
