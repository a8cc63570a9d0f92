import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { nextDoneRow } from "../src/batches/done-rows.ts";
import { type PartOptions, makeParts } from "../src/batches/make-parts.ts";

interface Piece {
  readonly text: string;
  readonly firstRow: number;
  readonly rows: number;
}

async function split(chunks: readonly (string | Uint8Array)[], options: Partial<PartOptions> = {}): Promise<Piece[]> {
  const all = {
    contentType: "CSV",
    maxBytes: 10_000_000,
    maxRecords: 10_000,
    nextDone: () => Infinity,
    header: undefined,
    columns: undefined,
    encoding: undefined,
    delimiter: undefined,
    raggedRows: "error" as const,
    ...options,
  };
  const source = async function* (): AsyncGenerator {
    yield* chunks;
  };
  const pieces: Piece[] = [];
  const items = source();
  const first = await items.next();
  if (first.done === true) return pieces;
  for await (const { body, firstRow, rows } of makeParts(first.value, async () => await items.next(), all)) {
    expect(body.length).toBeLessThanOrEqual(all.maxBytes);
    expect(rows).toBeLessThanOrEqual(all.maxRecords);
    // So does what it takes of the memory, but for a blank line.
    expect(body.buffer.byteLength).toBeLessThanOrEqual(all.maxBytes + 4);
    pieces.push({ text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body), firstRow, rows });
  }
  return pieces;
}

const texts = async (...input: Parameters<typeof split>): Promise<string[]> =>
  (await split(...input)).map(({ text }) => text);
const mark = "\uFEFF";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("cuts between records", () => {
  test.each([
    ["lines", "A,B\n1,2\n3,4\n", ["A,B\n1,2\n", "A,B\n3,4\n"]],
    ["no line end behind the last", "A,B\n1,2\n3,4", ["A,B\n1,2\n", "A,B\n3,4"]],
    ["CR LF", "A,B\r\n1,2\r\n3,4\r\n", ["A,B\r\n1,2\r\n", "A,B\r\n3,4\r\n"]],
    ["CR alone", "A,B\r1,2\r3,4\r", ["A,B\n1,2\n", "A,B\n3,4\n"]],
    ["line breaks in quotes", 'A,B\n"1\n1",2\n"3\r\n\r3",4\n', ['A,B\n"1\n1",2\n', 'A,B\n"3\r\n\r3",4\n']],
    ["doubled quotes", 'A,B\n"1""\n""1",2\n"""",""\n', ['A,B\n"1""\n""1",2\n', 'A,B\n"""",""\n']],
    [
      "a header line with line breaks",
      '"A\n1","B\r\n2"\n1,2\n3,4\n',
      ['"A\n1","B\r\n2"\n1,2\n', '"A\n1","B\r\n2"\n3,4\n'],
    ],
    ["blank lines", '\n\r\nA,B\n\n1,2\n\r\n""\n\r3,4\n\n\n', ["A,B\n1,2\n", "A,B\n3,4\n"]],
    ["values without anything", "A,B\n,\n,\n", ["A,B\n,\n", "A,B\n,\n"]],
    ["a byte order mark", `${mark}A,B\n1,2\n3,${mark}\n`, ["A,B\n1,2\n", `A,B\n3,${mark}\n`]],
    ["commas and characters of several bytes", 'Ä,B\n"1,😀",2\n€,4\n', ['Ä,B\n"1,😀",2\n', "Ä,B\n€,4\n"]],
  ])("%s", async (_, input, expected) => {
    const whole = bytes(input);
    for (let size = 1; size <= 4; size++) {
      const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (__, index) =>
        whole.subarray(index * size, (index + 1) * size),
      );
      expect(await texts(chunks, { maxRecords: 1 })).toEqual(expected);
    }
    expect(await texts(input.split(""), { maxRecords: 1 })).toEqual(expected);
    expect(await texts([input], { maxRecords: 1 })).toEqual(expected);
  });
  test.each([
    ["", "EmptySource"],
    [mark, "EmptySource"],
    ["\n\n", "EmptySource"],
    ['""\n', "EmptySource"],
    ["A,B", "NoRows"],
    ["A,B\n", "NoRows"],
    ['A,B\n\n""\n', "NoRows"],
  ])("no rows are refused: %j", async (input, code) => {
    await expect(split([input])).rejects.toMatchObject({ name: "TypeError", code });
    await expect(split([...input.split(""), ""])).rejects.toMatchObject({ name: "TypeError", code });
    await expect(split(["\n"], { header: ["A"] })).rejects.toMatchObject({ code: "EmptySource" });
  });
  test("a header line of the caller's own stands on top of the first line too", async () => {
    const header = ["Name", 'He said "hi"'];
    expect(await texts(["1,2\n3,4"], { header, maxRecords: 1 })).toEqual([
      'Name,"He said ""hi"""\n1,2\n',
      'Name,"He said ""hi"""\n3,4',
    ]);
  });
  test.each([
    ["at the very end", ["A\nx\uD83D"], "line 2"],
    ["before bytes", ["A\nx\n\uD83D", bytes("y\n")], "line 3"],
    ["in the middle", ["A\n\uDE00x\n"], "line 2"],
    ["the wrong way round", ["A\nx\n", "\uDE00", "\uD83D", "x\n"], "line 3"],
  ])("half a character %s is refused with its line", async (_, input, words) => {
    await expect(split(input)).rejects.toMatchObject({ name: "TypeError", code: "InvalidEncoding" });
    await expect(split(input)).rejects.toThrow(words);
  });
  test("long texts are encoded piece by piece, with no character cut", async () => {
    const text = `A\n${"x😀".repeat(100_000)}\n`;
    expect((await texts([text])).join("")).toBe(text);
    expect((await texts([`A\n${"😀".repeat(100_000)}\n`])).join("")).not.toContain("\uFFFD");
  });
});

describe("keeps the limits", () => {
  test("a batch is as full as it may be, to the byte", async () => {
    expect(await texts(["A\n12\n34\n5\n"], { maxBytes: 8 })).toEqual(["A\n12\n34\n", "A\n5\n"]);
    expect(await texts(["A\n12\n34\n5\n"], { maxBytes: 7 })).toEqual(["A\n12\n", "A\n34\n5\n"]);
  });
  test("bytes count, not characters", async () => {
    expect(await texts(["A\n€\n€\n"], { maxBytes: 9 })).toEqual(["A\n€\n", "A\n€\n"]);
    expect(await texts(["A\n€\n€\n"], { maxBytes: 10 })).toEqual(["A\n€\n€\n"]);
  });
  test.each([
    ["A\n1\n123456789\n", 10, "row 2 (line 3)"],
    ['A\n"\n"\n"\n12345678"\n', 10, "row 2 (line 4)"],
    ['A\n1\n"234567890\n\n\n', 10, "with the quote of line 3 not closed so far"],
    ["ABCDEFGHIJK\n1\n", 10, "the header line"],
  ])("%j has a row that fits in no batch of %i bytes", async (input, maxBytes, words) => {
    await expect(split([input], { maxBytes })).rejects.toThrow(TypeError);
    await expect(split([input], { maxBytes })).rejects.toThrow(words);
    await expect(split(input.split(""), { maxBytes })).rejects.toThrow(words);
  });
});

describe("refuses what Salesforce would", () => {
  test.each([
    ['A,B\n1,"2\n3,4\n', "the quote that is opened on line 2 is never closed"],
    ['A,B\n1,5" pipe\n', "line 2 has a quote inside a value"],
    ['A,B\n\n1, "2"\n', "line 3 has a quote inside a value"],
    ['A,B\n"1" ,2\n', "line 2 has text behind the quote"],
    ['A,B\r"1\n\n"x,2\r', "line 4 has text behind the quote"],
    ['A,B\n"1\n1",2\r\n3,"4\n"\r5,6\n7,8"\n', "line 7 has a quote inside a value"],
    ['A,B\n1,2\n"3\n3","4"\n5,"6\n', "the quote that is opened on line 5 is never closed"],
  ])("%j", async (input, words) => {
    await expect(split([input])).rejects.toThrow(words);
    await expect(split(input.split(""))).rejects.toThrow(words);
  });
  test("chunks that are neither strings nor bytes", async () => {
    await expect(split(["A\n", 1 as unknown as string])).rejects.toThrow("got 1");
  });
});

test("whatever the text: rows that come together are read as those that come byte by byte", async () => {
  const outcome = async (
    chunks: readonly string[],
    options: { readonly maxBytes: number; readonly raggedRows: "error" | "send" },
  ): Promise<readonly string[] | string> => {
    try {
      return await texts(chunks, { ...options, maxRecords: 4 });
    } catch (error) {
      // Where a row is both too large and unreadable, how much is read at once decides which is found first.
      return options.maxBytes < 100 ? "refused" : (error as Error).message;
    }
  };
  const property = fc.asyncProperty(
    fc.string({ unit: fc.constantFrom("aa", "a", ",", ',"', '",', '"', '"\n', "\n", "\r", "\r\n"), maxLength: 40 }),
    fc.oneof(fc.integer({ min: 12, max: 60 }), fc.constant(1000)),
    async (text, maxBytes) => {
      const input = `A,B\n1,2\n${text}`;
      for (const raggedRows of ["error", "send"] as const) {
        const options = { maxBytes, raggedRows };
        expect(await outcome([input], options)).toEqual(await outcome(input.split(""), options));
      }
    },
  );
  await fc.assert(property, seeded(2000));
});

const value = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", "é", "😀", " ", "€"), maxLength: 6 }),
  fc.string({ maxLength: 12 }),
);
const write = (rows: readonly (readonly string[])[], newline: string, quotes: boolean): string =>
  rows
    .map((row) =>
      row.map((cell) => (quotes || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(","),
    )
    .join(newline);
/** What would be taken for a blank line, or the beginning of something else, is no column's name. */
const isName = (name: string): boolean => name.trim() !== "" && !/^\s*[<{[]/.test(name);
const table = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 30 }))
  .chain(([width, height]) =>
    fc.tuple(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }).filter(isName), {
        minLength: width,
        maxLength: width,
        selector: (name) => name.trim().toLowerCase(),
      }),
      fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: height, maxLength: height }),
    ),
  )
  // Lines without anything are read over.
  .map(([header, rows]) => [header, rows.filter((row) => row.length > 1 || row[0] !== "")] as const);

test("whatever the rows, the chunks and the limits: the batches have the rows, all, in order, within limits", async () => {
  const property = fc.asyncProperty(
    table,
    fc.record({
      newline: fc.constantFrom("\n", "\r\n", "\r"),
      quotes: fc.boolean(),
      last: fc.boolean(),
      blank: fc.boolean(),
      marked: fc.boolean(),
    }),
    fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
    fc.record({ maxBytes: fc.integer({ min: 200, max: 600 }), maxRecords: fc.integer({ min: 1, max: 9 }) }),
    fc.array(fc.record({ firstRow: fc.integer({ min: 1, max: 30 }), rows: fc.integer({ min: 1, max: 5 }) })),
    async ([header, rows], { newline, quotes, last, blank, marked }, sizes, limits, done) => {
      const lines = write([header, ...rows], newline, quotes).concat(last ? newline : "");
      const whole = bytes(`${marked ? mark : ""}${blank ? newline : ""}${lines}${blank ? newline : ""}`);
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < whole.length; at += chunks.at(-1)?.length ?? 0) {
        chunks.push(whole.subarray(at, at + (sizes[chunks.length % sizes.length] ?? 1)));
      }
      const splitting = split(chunks, { ...limits, delimiter: ",", nextDone: nextDoneRow(done) });
      if (rows.length === 0) {
        await expect(splitting).rejects.toMatchObject({ code: "NoRows" });
        return;
      }
      const pieces = await splitting;
      const sent = newline === "\r" ? "\n" : newline;
      const expected = rows
        .map((cells, index) => ({ cells, row: index + 1 }))
        .filter(({ row }) => !done.some(({ firstRow, rows: count }) => row >= firstRow && row < firstRow + count));
      const found = pieces.flatMap(({ text, firstRow, rows: count }) => {
        const { data } = Papa.parse<string[]>(text, { newline: sent, delimiter: ",", skipEmptyLines: true });
        expect(data[0]).toEqual(header);
        expect(data).toHaveLength(count + 1);
        return data.slice(1).map((cells, index) => ({ cells, row: firstRow + index }));
      });
      expect(found).toEqual(expected);
      if (done.length > 0) return;
      // No batch could have taken the first row of the next one.
      for (const [index, { text, rows: count }] of pieces.entries()) {
        const next = pieces[index + 1];
        if (next === undefined || count === limits.maxRecords || next.firstRow === rows.length) continue;
        const head = write([header], sent, quotes);
        const row = write([rows[next.firstRow - 1] ?? []], sent, quotes);
        expect(text.startsWith(head)).toBe(true);
        expect(bytes(text).length + bytes(row).length + sent.length).toBeGreaterThan(limits.maxBytes);
      }
    },
  );
  await fc.assert(property, seeded(3000));
});
