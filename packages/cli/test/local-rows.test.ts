import { expect, test } from "vitest";
import { utf8 } from "../src/csv/byte-encoding.ts";
import { type LocalFile, localRows } from "../src/results/outcomes/local-rows.ts";

// The rows of a file beside what became of them.

/** A file in two pieces, and whether it was left. */
function fileOf(pieces: readonly string[]): { file: LocalFile; isLeft: () => boolean } {
  let isLeft = false;
  async function* open(): AsyncGenerator<Uint8Array, void> {
    try {
      for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
    } finally {
      isLeft = true;
    }
  }
  return { file: { open, encoding: utf8, isSame: () => true, delimiter: undefined }, isLeft: () => isLeft };
}

test("rows come by their numbers, wherever the file is cut; behind the last one there is none", async () => {
  const { file } = fileOf(["\uFEFFName,Phone\nAc", 'me,1\n"Glo\nbex",2\nIni', "tech,3"]);
  const rows = await localRows(file);
  expect(String(Buffer.from(rows.header))).toBe("Name,Phone");
  const found = [];
  for (const number of [1, 2, 2, 3]) found.push(String(await rows.row(number)));
  expect(found).toEqual(["Acme,1", '"Glo\nbex",2', '"Glo\nbex",2', "Initech,3"]);
  expect(await rows.row(4)).toBeUndefined();
});

test("the file is left where nobody reads it to its end", async () => {
  const { file, isLeft } = fileOf(["Name\nAcme\n", "Globex\n", "Initech\n"]);
  const rows = await localRows(file);
  await rows.row(1);
  expect(isLeft()).toBe(false);
  await rows.close();
  expect(isLeft()).toBe(true);
});
