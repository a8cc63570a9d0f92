import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { readResultCsv } from "../src/replies/read-result-csv.ts";
import { readUsualResults } from "../src/replies/read-usual-results.ts";

const header = '"Id","Success","Created","Error"\n';
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const id = fc.constantFrom("0019H00000AbCdEQAV", "001", "", "a,b", "x\ny");
const message = fc.string({
  unit: fc.constantFrom("A", "_", ":", "-", " ", '"', ",", "\n", "\r", "é", "\uFEFF", "-- ", "X_Y:"),
});
const usualRow = fc.oneof(
  fc.tuple(id, fc.constantFrom("true", "false")).map(([one, created]) => `${quoted(one)},"true","${created}",""\n`),
  fc.tuple(id, message).map(([one, words]) => `${quoted(one)},"false","false",${quoted(words)}\n`),
);

/** Its rows, as many as it says. */
function rowsOf(text: string): unknown[] | undefined {
  const list = readUsualResults(new TextEncoder().encode(text));
  const rows = list && [...list];
  expect(rows?.length).toBe(list?.length);
  return rows;
}

test("results as Salesforce writes them are read as a CSV parser reads them", () => {
  fc.assert(
    fc.property(fc.array(usualRow), (rows) => {
      const text = header + rows.join("");
      const usual = rowsOf(text);
      expect(usual).toEqual(readResultCsv(text));
      expect(usual).toHaveLength(rows.length);
    }),
    seeded(500),
  );
});

test("rows are the same where their bytes are cut, however long they are", () => {
  const long = fc.tuple(id, message, fc.constantFrom(1, 300, 20_000, 50_000));
  fc.assert(
    fc.property(
      fc.array(usualRow, { minLength: 1 }),
      fc.array(long, { maxLength: 3 }),
      fc.nat(200),
      (rows, more, times) => {
        const longer = more.map(
          ([one, words, count]) => `${quoted(one)},"false","false",${quoted(`${words}é`.repeat(count))}\n`,
        );
        const text = header + [rows.join("").repeat(times), ...longer, ...rows].join("");
        expect(rowsOf(text)).toEqual(readResultCsv(text));
      },
    ),
    seeded(5),
  );
});

test("a byte order mark before the bytes is none of them", () => {
  const bytes = new TextEncoder().encode(`\uFEFF${header}"001","true","true",""\n`);
  const list = readUsualResults(bytes);
  expect([...(list ?? [])]).toEqual([{ id: "001", success: true, created: true, errors: [] }]);
});

test("of anything else it says nothing, or what a CSV parser says", () => {
  const part = fc.oneof(
    usualRow,
    fc.constantFrom('"', '""', ",", "\n", "\r\n", "001", "true", '"true"', '"false","false",""', '"true","true","x"\n'),
  );
  // Cut anywhere, too: nothing else says that an end is missing.
  const texts = fc.tuple(fc.constantFrom(header, header.slice(1), ""), fc.array(part), fc.nat(40), fc.boolean());
  fc.assert(
    fc.property(texts, ([first, parts, less, isCut]) => {
      const whole = first + parts.join("");
      const text = isCut ? whole.slice(0, Math.max(0, whole.length - less)) : whole;
      const usual = rowsOf(text);
      if (usual !== undefined) expect(usual).toEqual(readResultCsv(text));
    }),
    seeded(1000),
  );
});
