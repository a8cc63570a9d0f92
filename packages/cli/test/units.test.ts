import { describe, expect, test } from "vitest";
import { byteSize } from "../src/output/byte-size.ts";
import { count } from "../src/output/count.ts";
import { createOutput } from "../src/output/output.ts";
import { table } from "../src/output/table.ts";
import { timeAgo } from "../src/output/time-ago.ts";

test.each([
  [0, "just now"],
  [-5000, "just now"],
  [59_000, "59 s ago"],
  [60_000, "1 min ago"],
  [3 * 3_600_000 + 5, "3 h ago"],
  [50 * 3_600_000, "2 d ago"],
])("%i ms are %j", (passed, words) => {
  const now = Date.parse("2026-02-12T15:43:48.000Z");
  expect(timeAgo(new Date(now - passed).toISOString(), false, now)).toBe(words);
  expect(timeAgo("2026-02-12T15:43:48.123Z", true, now)).toBe("2026-02-12 15:43:48Z");
});

test("sizes and numbers", () => {
  expect([0, 999, 1000, 12_345_678].map(byteSize)).toEqual(["0 B", "999 B", "1.0 kB", "12.3 MB"]);
  expect([count(1, "batch", "batches"), count(2, "batch", "batches"), count(1204, "row")]).toEqual([
    "1 batch",
    "2 batches",
    "1,204 rows",
  ]);
});

describe("a table", () => {
  const rows = [{ id: "7509H0000016GUXQA2", name: "a name that is rather long", size: 7, extra: "extra" }];
  const draw = (width: number): string =>
    table(
      rows,
      [
        { title: "ID", cell: ({ id }) => id },
        { title: "SIZE", cell: ({ size }) => `${size}`, align: "right" },
        { title: "NAME", cell: ({ name }) => name, tooWide: "cut" },
        { title: "EXTRA", cell: ({ extra }) => extra, tooWide: "leave out" },
      ],
      { ...createOutput({ mode: "text" }), width },
    );

  test("has what there is room for", () => {
    expect(draw(Number.POSITIVE_INFINITY)).toBe(
      "ID                  SIZE  NAME                        EXTRA\n7509H0000016GUXQA2     7  a name that is rather long  extra",
    );
    expect(draw(44)).toBe("ID                  SIZE  NAME         EXTRA\n7509H0000016GUXQA2     7  a name tha…  extra");
    expect(draw(36)).toBe("ID                  SIZE  NAME\n7509H0000016GUXQA2     7  a name th…");
    // Ids stay whole, whatever it costs.
    expect(draw(20)).toContain("7509H0000016GUXQA2");
  });
});
