import { type JournalEntry, type JournalFile, lineJournal, memoryJournal } from "@sfbulk/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashRows } from "../src/journals/hash-rows.ts";
import { readJournal } from "../src/journals/read-journal.ts";
import { applyEntry, emptyState } from "../src/operations/load-rows/state/load-state.ts";
import { jobId, rejection } from "./scripted-adapter.ts";

const begun: JournalEntry = {
  kind: "begun",
  version: 1,
  at: "2026-05-01T00:00:00.000Z",
  organizationId: "00D000000000001EAA",
  origin: "https://acme.my.salesforce.com",
  spec: { operation: "insert", object: "Account", contentType: "CSV" },
  limits: { maxBytes: 10_000_000, maxRecords: 10_000 },
  reading: { header: null, columns: null, encoding: null, delimiter: null, raggedRows: "error" },
  columns: ["Name", "Stadt – ß"],
  preflight: {
    checked: true,
    why: null,
    columns: [{ column: null, kind: "NoPermission", severity: "warning", message: "Cannot update" }],
    values: [{ column: "Name", kind: "TooLong", severity: "warning", message: "Cannot use", count: 2, examples: [] }],
    rows: 3,
  },
};
const closed = (number: number): JournalEntry => ({ kind: "job-closed", jobId: `${jobId.slice(0, 10)}${number}` });
const entries = [begun, ...Array.from({ length: 3 }, (_, number) => closed(number))];

/** A file in memory: what was appended, one append after another. */
function memoryFile(start = new Uint8Array(0)): JournalFile & { bytes: Uint8Array<ArrayBuffer> } {
  const file = {
    bytes: start,
    read: async (from: number) => await Promise.resolve(file.bytes.slice(from)),
    append: async (more: Uint8Array<ArrayBuffer>) => {
      await Promise.resolve();
      file.bytes = new Uint8Array([...file.bytes, ...more]);
    },
  };
  return file;
}

const writeAll = async (file: JournalFile, all: readonly JournalEntry[], from = 0): Promise<void> => {
  const journal = lineJournal("the journal", file);
  await journal.read();
  for (const [index, entry] of all.entries()) await journal.append(entry, from + index);
};

describe.each([
  ["memoryJournal", () => memoryJournal()],
  ["lineJournal", () => lineJournal("the journal", memoryFile())],
])("%s", (_, make) => {
  test("gives back what was put in, in its order", async () => {
    const journal = make();
    expect(await journal.read()).toEqual([]);
    for (const [index, entry] of entries.entries()) await journal.append(entry, index);
    expect(await journal.read()).toEqual(entries);
    expect(await readJournal(journal)).toEqual(entries);
  });

  test("refuses a place that is taken, and goes on behind it", async () => {
    const journal = make();
    await journal.append(begun, 0);
    expect(await rejection(journal.append(closed(1), 0))).toMatchObject({ name: "JournalError", code: "JournalTaken" });
    await journal.append(closed(2), 1);
    expect(await journal.read()).toEqual([begun, closed(2)]);
  });
});

describe("lineJournal", () => {
  test("cut at any byte, it has the entries before, and goes on from there", async () => {
    const whole = memoryFile();
    await writeAll(whole, entries);
    for (let cut = 0; cut <= whole.bytes.length; cut++) {
      const file = memoryFile(whole.bytes.slice(0, cut));
      const kept = await lineJournal("the journal", file).read();
      expect(kept).toEqual(entries.slice(0, kept.length));
      const more = [closed(8), closed(9)];
      await writeAll(file, more, kept.length);
      expect(await lineJournal("the journal", file).read(), `cut at ${cut}`).toEqual([...kept, ...more]);
    }
  });

  test("the length without the bytes, as a lost file system leaves it, harms nothing", async () => {
    const file = memoryFile();
    await writeAll(file, entries);
    file.bytes = new Uint8Array([...file.bytes, ...new Uint8Array(4096)]);
    await writeAll(file, [closed(9)], entries.length);
    expect(await lineJournal("the journal", file).read()).toEqual([...entries, closed(9)]);
  });

  test("of runs that write at the same time, one has each place, and each knows which", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const file = memoryFile();
        const slow: JournalFile = {
          read: scheduler.scheduleFunction(file.read),
          append: scheduler.scheduleFunction(file.append),
        };
        const outcomes = Promise.all(
          [1, 2, 3].map(async (number) => {
            const journal = lineJournal("the journal", slow);
            try {
              const { length } = await journal.read();
              await journal.append(closed(number), length);
              return { number, index: length };
            } catch (error) {
              expect(error).toMatchObject({ code: "JournalTaken" });
              return undefined;
            }
          }),
        );
        const written = (await scheduler.waitFor(outcomes)).flatMap((one) => one ?? []);
        const kept = await lineJournal("the journal", file).read();
        expect(written.length).toBe(kept.length);
        for (const { number, index } of written) expect(kept[index]).toEqual(closed(number));
      }),
    );
  });

  test.each([
    ["Name,Phone\nAcme,1\n", "it is no journal of a load"],
    ['{"index":0,"run":"a","entry":{}}\n{"index":2,"run":"a","entry":{}}\n', "entry 1 is missing or damaged"],
  ])("a file that is something else is refused, and left as it is: %j", async (text, words) => {
    const file = memoryFile(new TextEncoder().encode(text));
    const journal = lineJournal('journal "x"', file);
    const error = await rejection(journal.read());
    expect(error).toMatchObject({ code: "InvalidJournal" });
    expect(error.message).toBe(`Cannot read journal "x": ${words}`);
    expect(new TextDecoder().decode(file.bytes)).toBe(text);
  });
});

describe("what a journal gives is checked", () => {
  test.each<[string, unknown]>([
    ["its read() gave no array", {}],
    ["entry 0", [{ ...begun, version: 2 }]],
    ["entry 0", [closed(1)]],
    ["entry 1", [begun, begun]],
    ["entry 1 is none of a load, or of a later version of sfbulk: its kind", [begun, { kind: "sold" }]],
    ["its firstRow", [begun, { kind: "batch-added", jobId, firstRow: "1", batchId: "751" }]],
    ["entry 1", [begun, null]],
  ])("%s", async (words, given) => {
    const journal = { read: async () => await Promise.resolve(given as JournalEntry[]), append: async () => {} };
    const error = await rejection(readJournal(journal));
    expect(error).toMatchObject({ name: "JournalError", code: "InvalidJournal" });
    expect(error.message).toContain(words);
  });

  test.each<[string, JournalEntry]>([
    ["it has no job", { kind: "adding-batch", jobId, firstRow: 1, rows: 1, bytes: 1, hash: "" }],
    ["such a batch was never sent", { kind: "batch-added", jobId, firstRow: 1, batchId: "751" }],
  ])("an entry out of place: %s", (words, entry) => {
    const state = emptyState();
    applyEntry(state, begun);
    expect(() => applyEntry(state, entry)).toThrow(words);
  });
});

describe("hashRows", () => {
  const hash = async (text: string): Promise<string> => await hashRows(new TextEncoder().encode(text));

  test("is SHA-256", async () =>
    expect(await hash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));

  test("is the same for what comes back with other line ends", async () => {
    expect(await hash("A,B\r\n1,2\r\n")).toBe(await hash("A,B\n1,2"));
    expect(await hash("A,B\r1,2\r")).toBe(await hash("A,B\n1,2\n\n"));
  });

  test("tells rows apart", async () => {
    const all = ["A\n1\n2", "A\n1\n\n2", "A\n12", "A\n2\n1", " A\n1\n2", "A\n1 \n2"];
    expect(new Set(await Promise.all(all.map(hash))).size).toBe(all.length);
  });
});
