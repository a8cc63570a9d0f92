import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { countReasons } from "../src/operations/results/failure-reasons.ts";
import { readErrorCell } from "../src/protocol/row-error-cell.ts";
import { readCsv } from "../src/rows/read-csv.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const usedHeap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

const megabytes = 10;
const line = "a value as long as most,and one more of them\n";
/** A text of 1 MB that ends with a line of its own. */
const large = (last: string): string => `${line.repeat(1e6 / line.length)}${last}`;

test("who keeps a row of a text does not keep the text", () => {
  const before = usedHeap();
  const kept = Array.from({ length: megabytes }, (_, index) => {
    const table = readCsv(large(`the number ${index} of them,x\n`));
    return table.row(table.length - 1);
  });
  expect(usedHeap() - before).toBeLessThan(3e6);
  expect(kept.map(([first]) => first)).toEqual(kept.map((_, index) => `the number ${index} of them`));
});

test("what counts the reasons of results does not keep the results", () => {
  const before = usedHeap();
  const reasons = countReasons(megabytes / 2);
  for (let row = 1; row <= megabytes; row++) {
    const text = large(`VERY_SPECIAL_CODE_${row}:because of row ${row}, and for no other reason:Name --`);
    reasons.add(readErrorCell(text.slice(text.lastIndexOf("\n") + 1)), row);
  }
  expect(usedHeap() - before).toBeLessThan(3e6);
  expect(reasons.list()).toHaveLength(megabytes);
});
