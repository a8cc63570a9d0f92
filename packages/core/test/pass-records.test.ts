import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { findRecordEnd, startOfCsv } from "../src/csv/find-record-end.ts";
import { passRecords, type UsualRecord } from "../src/csv/pass-records.ts";

interface Room {
  readonly rows: number;
  readonly bytes: number;
}

/** Reads record by record what is passed over together. */
function oneByOne(
  delimiter: number,
  bytes: Uint8Array,
  from: number,
  usual: UsualRecord,
  room: Room,
): { readonly rows: number; readonly end: number; readonly line: number } {
  const position = startOfCsv(delimiter);
  const lineEnd = usual.hasReturn ? "CRLF" : "LF";
  let [rows, end, line] = [0, from, 1];
  try {
    while (rows < room.rows) {
      const next = findRecordEnd(position, bytes, end);
      const isUsual =
        position.end === lineEnd &&
        (usual.values === undefined || position.values === usual.values) &&
        next - end >= usual.shortest &&
        next - from <= room.bytes;
      if (next === -1 || !isUsual) break;
      [rows, end, line] = [rows + 1, next, position.line];
    }
  } catch {
    // It ends before what is refused.
  }
  return { rows, end, line };
}

/** Of the bytes of each, one differs from a delimiter, a quote or a line feed by its highest bit alone. */
const near = ["€", "»", "É", "ހ", "¢", "Ê"];

const word = fc.constantFrom(
  "",
  "a",
  "Zürich",
  "tab\there",
  "a 😀 b",
  "some longer words",
  "+41 44",
  "x".repeat(70),
  ...near,
);
const within = fc.constantFrom(
  "",
  '""',
  ",",
  ";",
  "\n",
  "\r\n",
  "\t",
  "Acme, Inc.",
  'a ""good"" one',
  "é",
  "\u0000",
  ...near,
);
const cell = fc.oneof(
  { weight: 3, arbitrary: word },
  { weight: 2, arbitrary: fc.array(within, { maxLength: 3 }).map((parts) => `"${parts.join("")}"`) },
  { weight: 1, arbitrary: fc.constantFrom('a"b', '"a"b', '"', '""', "\r") },
);

test.each([
  [",", "\n"],
  [";", "\r\n"],
  ["\t", "\n"],
  ["^", "\n"],
])("records with %j are passed over just as they are read one by one", (delimiter, lineEnd) => {
  const row = fc
    .tuple(
      fc.oneof(
        { weight: 6, arbitrary: fc.array(cell, { minLength: 3, maxLength: 3 }) },
        { weight: 1, arbitrary: fc.array(cell, { minLength: 1, maxLength: 5 }) },
      ),
      fc.oneof({ weight: 9, arbitrary: fc.constant(lineEnd) }, { weight: 1, arbitrary: fc.constantFrom("\n", "\r\n") }),
    )
    .map(([cells, end]) => cells.join(delimiter) + end);
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 12 }),
      fc.nat(7),
      fc.constantFrom(3, 3, 3, undefined),
      fc.record({ rows: fc.constantFrom(100, 100, 2), bytes: fc.constantFrom(10_000, 10_000, 90) }),
      (rows, off, values, room) => {
        const text = new TextEncoder().encode(rows.join(""));
        const bytes = new Uint8Array(off + text.length);
        bytes.set(text, off);
        const usual = { values, hasReturn: lineEnd === "\r\n", shortest: 5 };
        const code = delimiter.charCodeAt(0);
        const position = startOfCsv(code);
        const passed = passRecords(position, bytes, off, usual, room);
        expect({ ...passed, line: position.line }).toEqual(oneByOne(code, bytes, off, usual, room));
      },
    ),
    seeded(1000),
  );
});
