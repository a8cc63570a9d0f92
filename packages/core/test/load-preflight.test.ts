import {
  type Connection,
  isLoadError,
  type JournalEntry,
  loadFailedRows,
  type LoadPreflight,
  loadRows,
  type LoadRowsOptions,
  memoryJournal,
  type RowSource,
  toLongId,
} from "@sfbulk/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { createEmulator, type Emulator } from "../../emulator/src/index.ts";
import { hurried, rejection } from "./scripted-adapter.ts";

const insert = { operation: "insert", object: "Contact" } as const;
const update = { operation: "update", object: "Contact" } as const;
const quick = { minInterval: 0, maxInterval: 1 } as const;

const start = (): { emulator: Emulator; connection: Connection } => {
  const emulator = createEmulator({ queueTime: 0, processTime: 0 });
  const { instanceUrl, accessToken, fetch } = emulator;
  return { emulator, connection: { instanceUrl, accessToken, fetch, retry: { ...hurried, attempts: 2 } } };
};

/** The requests: what was asked about objects, and what was sent. */
const requests = async ({ control }: Emulator): Promise<{ described: string[]; sent: string[] }> => {
  const all = await control.exchanges();
  return {
    described: all.filter(({ path }) => path.includes("/sobjects")).map(({ path }) => path.replace(/^.*\/v[\d.]+/, "")),
    sent: all.filter(({ method }) => method === "POST").map(({ operation }) => operation),
  };
};

async function* streamed(...pieces: readonly (string | object)[]): AsyncGenerator<string | object> {
  for (const piece of pieces) {
    await Promise.resolve();
    yield piece;
  }
}

/** The same CSV as sources of all kinds: those that are read whole before, and those that are not. */
const repeatable: readonly (readonly [string, (csv: string) => RowSource])[] = [
  ["a string", (csv) => csv],
  ["bytes", (csv) => new TextEncoder().encode(csv)],
  ["a Blob", (csv) => new Blob([csv])],
  ["an array of pieces", (csv) => [csv.slice(0, 10), csv.slice(10)]],
  ["a function", (csv) => () => new Blob([csv]).stream()],
];
const once: readonly (readonly [string, (csv: string) => RowSource])[] = [
  ["a stream", (csv) => new Blob([csv]).stream()],
  ["a generator", (csv) => streamed(csv)],
];

const account = toLongId("001000000abcdEF");
const contact = toLongId("003000000abcdEF");

describe("columns", () => {
  test.each([...repeatable, ...once])(
    "that no row can go in with are refused before there is a job: %s",
    async (_, of) => {
      const { emulator, connection } = start();
      const journal = memoryJournal();
      const source = of("Last Name,Emial,CreatedDate\nA,b,c\n");
      const error = await rejection(loadRows(connection, insert, source, { journal }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ code: "UnfitColumns" });
      expect(error.message).toBe(
        'Cannot find a field of Contact for column "Last Name": that is the label of "LastName"; cannot find a field of Contact for column "Emial": did you mean "Email"?; cannot insert column "CreatedDate": Salesforce fills CreatedDate in itself, or lets nobody write it so; where the org takes it all the same, say so by the option fields: "send"',
      );
      expect(await requests(emulator)).toEqual({ described: ["/sobjects/Contact/describe"], sent: [] });
      expect(await journal.read()).toEqual([]);
    },
  );

  test.each<[string, object, string]>([
    ["update without Id", update, "Cannot update without a column"],
    ["delete without Id", { ...update, operation: "delete" }, "cannot delete without a column"],
    ["insert without a required field", insert, "Cannot make new records of Contact without LastName"],
    [
      "upsert without its key",
      { ...insert, operation: "upsert", externalIdFieldName: "Ext__c" },
      'Cannot upsert without a column "Ext__c"',
    ],
    [
      "an object that is not there",
      { ...insert, object: "Contcat" },
      'Cannot find object "Contcat": did you mean "Contact"?',
    ],
  ])("%s is refused", async (_, spec, words) => {
    const { emulator, connection } = start();
    const error = await rejection(loadRows(connection, spec as typeof insert, "Email\na@b.example\n"));
    expect(error).toMatchObject({ name: "TypeError", code: "UnfitColumns" });
    expect(error.message).toContain(words);
    expect((await requests(emulator)).sent).toEqual([]);
  });

  test.each(["CSV", "JSON", "XML"] as const)("that no record for a %s job has are missed", async (contentType) => {
    for (const of of [(all: object[]) => all, (all: object[]) => streamed(...all)]) {
      const { emulator, connection } = start();
      const records = of([{ Email: "a@b.example" }, { Email: "c@d.example" }]);
      const error = await rejection(loadRows(connection, { ...insert, contentType }, records));
      expect(error).toMatchObject({ name: "TypeError", code: "UnfitColumns" });
      expect(error.message).toContain("without LastName");
      expect((await requests(emulator)).sent).toEqual([]);
    }
  });

  test("of many, some are named and the others counted", async () => {
    const { connection } = start();
    const columns = Array.from({ length: 8 }, (_, index) => `Nonsense${index}__c`);
    const error = await rejection(loadRows(connection, update, `Id,${columns.join(",")}\n${",".repeat(8)}\n`));
    expect(error.message).toContain("Nonsense4__c");
    expect(error.message).not.toContain("Nonsense5__c");
    expect(error.message).toContain("; and 3 more; ");
  });

  test('go out unchecked with fields "send", and nothing is asked', async () => {
    const { emulator, connection } = start();
    const options = { ...quick, fields: "send" } as const;
    const { summary, preflight } = await loadRows(connection, insert, "LastName,Nonsense__c\nA,1\n", options);
    expect(summary.failed).toBe(1);
    expect(preflight).toEqual({ checked: false, why: 'The option fields is "send"', columns: [], values: [], rows: 1 });
    expect((await requests(emulator)).described).toEqual([]);
  });

  test("where the org does not describe the object, the load goes on, and that is told before and after it", async () => {
    const { emulator, connection } = start();
    const on = { operation: "other" } as const;
    await emulator.control.fail({ kind: "rest-array-fault", errorCode: "API_DISABLED_FOR_ORG", times: "always", on });
    const told: LoadPreflight[] = [];
    const onPreflight = (preflight: LoadPreflight): void => void told.push(preflight);
    const { summary, preflight } = await loadRows(connection, insert, "LastName\nA\n", { ...quick, onPreflight });
    expect(summary.written).toBe(1);
    expect(preflight).toMatchObject({ checked: false, columns: [], values: [], rows: 1 });
    expect(preflight.why).toMatch(/^Cannot check the columns: /);
    expect(told).toEqual([preflight]);
  });

  test("may have warnings, which are told before there is a job", async () => {
    const { emulator, connection } = start();
    const spec = { operation: "upsert", object: "Contact", externalIdFieldName: "Id" } as const;
    let sent: unknown;
    let told: LoadPreflight | undefined;
    const onPreflight = async (preflight: LoadPreflight): Promise<void> => {
      ({ sent } = await requests(emulator));
      told = preflight;
    };
    await loadRows(connection, spec, `Id,Email\n${contact},a@b.example\n`, { ...quick, onPreflight });
    expect(sent).toEqual([]);
    expect(told?.columns.map(({ kind, severity, column }) => [kind, severity, column])).toEqual([
      ["MissingRequired", "warning", "LastName"],
    ]);
  });

  test("what onPreflight throws ends the load, with nothing sent and nothing written down", async () => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    const no = new Error("not with these warnings");
    const onPreflight = async (): Promise<never> => await Promise.reject(no);
    const error = await rejection(loadRows(connection, insert, "LastName\nA\n", { journal, onPreflight }));
    expect(error).toMatchObject({ name: "LoadError", cause: no, nextRow: 1 });
    expect((await requests(emulator)).sent).toEqual([]);
    expect(await journal.read()).toEqual([]);
  });
});

describe("a source that can be read twice is read whole before there is a job", () => {
  const ragged = `LastName,Email\n${"A,\n".repeat(50)}A\n`;

  test.each(repeatable)("%s", async (_, of) => {
    const { emulator, connection } = start();
    const error = await rejection(loadRows(connection, insert, of(ragged), { maxRecords: 10 }));
    expect(error).toMatchObject({ name: "TypeError", code: "RaggedRow" });
    expect(error.message).toContain("line 52");
    expect((await requests(emulator)).sent).toEqual([]);
  });

  test.each(once)("and another one batch by batch: %s", async (_, of) => {
    const { emulator, connection } = start();
    const options = { ...quick, maxRecords: 10, concurrency: 1, onError: "leave" } as const;
    const error = await rejection(loadRows(connection, insert, of(ragged), options));
    expect(error).toMatchObject({ name: "LoadError", cause: expect.objectContaining({ code: "RaggedRow" }) as Error });
    expect((await requests(emulator)).sent).toContain("addBatch");
  });

  test("bytes in another encoding, at the end of it", async () => {
    const { emulator, connection } = start();
    const bytes = Uint8Array.from(`LastName\n${"A\n".repeat(100)}Fran\u00E7ois\n`, (one) => one.charCodeAt(0));
    const error = await rejection(loadRows(connection, insert, bytes, { maxRecords: 10 }));
    expect(error).toMatchObject({ name: "TypeError", code: "InvalidEncoding" });
    expect(error.message).toContain("line 102");
    expect((await requests(emulator)).sent).toEqual([]);
    const options = { ...quick, encoding: "latin1" } as const;
    const { summary, preflight } = await loadRows(connection, insert, bytes, options);
    expect([summary.written, preflight.rows]).toEqual([101, 101]);
  });

  test("a record that cannot be written, at the end of it", async () => {
    const { emulator, connection } = start();
    const records = [...Array.from({ length: 20 }, () => ({ LastName: "A" })), { LastName: [1] }];
    const error = await rejection(loadRows(connection, insert, records, { maxRecords: 5 }));
    expect(error).toMatchObject({ name: "TypeError", code: "InvalidRow" });
    expect((await requests(emulator)).sent).toEqual([]);
  });

  test.each([
    [2, 3, "and has more now"],
    [3, 2, "and has 2 now"],
  ])("one that had %i rows then and %i later is refused", async (before, after, words) => {
    const { emulator, connection } = start();
    let opened = 0;
    const source = (): string => `LastName\n${"A\n".repeat(opened++ === 0 ? before : after)}`;
    const error = await rejection(loadRows(connection, insert, source, { ...quick, maxRecords: 1, concurrency: 1 }));
    if (!isLoadError(error)) throw error;
    expect(error.cause).toMatchObject({ code: "ChangedSource" });
    expect(error.message).toContain(words);
    expect(await emulator.control.records("Contact")).toHaveLength(2);
  });
});

describe("ids of another object", () => {
  // Blank lines, and a value with line breaks in it: the line is the file's, not the row's.
  const csv = `\nId,LastName\n${contact},"A\n\nB"\n\n${contact},C\n""\n${account},D\n${account},E\n`;
  const words = `Cannot use "${account}" (line 9) in column "Id": ids of Contact begin with 003, so this is another object's record; where that is meant, say so by the option values: "send"`;

  test.each(repeatable)("stop the load before anything is sent: %s", async (_, of) => {
    const { emulator, connection } = start();
    const error = await rejection(loadRows(connection, update, of(csv), { maxRecords: 1 }));
    expect(error).toMatchObject({ name: "TypeError", code: "ForeignId", message: words });
    expect((await requests(emulator)).sent).toEqual([]);
  });

  test.each(once)("stop it before their batch is sent: %s", async (_, of) => {
    const { emulator, connection } = start();
    const options = { ...quick, maxRecords: 1, concurrency: 1 };
    const error = await rejection(loadRows(connection, update, of(csv), options));
    if (!isLoadError(error)) throw error;
    expect(error.cause).toMatchObject({ code: "ForeignId", message: words });
    expect(error.nextRow).toBe(3);
    expect((await requests(emulator)).sent).toEqual(["create", "addBatch", "addBatch", "abort"]);
  });

  test.each(["CSV", "JSON", "XML"] as const)("are found in records for a %s job, by their row", async (contentType) => {
    for (const of of [(all: object[]) => all, (all: object[]) => streamed(...all)]) {
      const { emulator, connection } = start();
      const source = of([
        { Id: contact, LastName: "A" },
        { Id: account, LastName: "B" },
      ]);
      const error = await rejection(loadRows(connection, { ...update, contentType }, source));
      expect(error).toMatchObject({ code: "ForeignId" });
      expect(error.message).toContain(`"${account}" (row 2) in column "Id"`);
      expect((await requests(emulator)).sent).toEqual([]);
    }
  });

  test('go out with values "send"', async () => {
    const { connection } = start();
    const { summary, preflight } = await loadRows(connection, update, csv, { ...quick, values: "send" });
    expect(summary.rows).toBe(4);
    expect(preflight).toEqual({ checked: true, why: null, columns: [], values: [], rows: 4 });
  });
});

describe("other values", () => {
  const csv = "LastName;Birthdate;Email\r\nA;1.2.2000;x\r\n\r\nB;2000-02-01;a@b.example\r\nC;31.12.1999;\r\n";
  const expected = [
    [
      "Birthdate",
      "InvalidDate",
      2,
      [
        [2, "1.2.2000"],
        [5, "31.12.1999"],
      ],
    ],
    ["Email", "InvalidEmail", 1, [[2, "x"]]],
  ];
  const short = ({ values }: LoadPreflight): unknown[] =>
    values.map(({ column, kind, count, examples }) => [
      column,
      kind,
      count,
      examples.map(({ line, value }) => [line, value]),
    ]);

  test.each([...repeatable, ...once])("are counted and named, and sent: %s", async (_, of) => {
    const { connection } = start();
    const { summary, preflight } = await loadRows(connection, insert, of(csv), { ...quick, maxRecords: 1 });
    expect(summary.rows).toBe(3);
    expect(short(preflight)).toEqual(expected);
    expect(preflight.checked).toBe(true);
  });

  test("are told before there is a job where the source can be read twice", async () => {
    const { connection } = start();
    let told: LoadPreflight | undefined;
    await loadRows(connection, insert, csv, { ...quick, onPreflight: (preflight) => void (told = preflight) });
    expect(told && short(told)).toEqual(expected);
  });

  test("of fields that only later records have are checked, and each object is described once", async () => {
    for (const contentType of ["JSON", "XML"] as const) {
      const { emulator, connection } = start();
      const records = [
        { LastName: "A" },
        { LastName: "B", Birthdate: "1.2.2000", Account: { Ext__c: "x" } },
        { LastName: "C", Email: "x", Birthdate: null, Account: null },
        { LastName: "D", Birthdate: "3.2.2000" },
      ];
      const { preflight } = await loadRows(connection, { ...insert, contentType }, records, quick);
      expect(short(preflight)).toEqual([
        [
          "Birthdate",
          "InvalidDate",
          2,
          [
            [2, "1.2.2000"],
            [4, "3.2.2000"],
          ],
        ],
        ["Email", "InvalidEmail", 1, [[3, "x"]]],
      ]);
      expect(preflight.values[0]?.message).toContain('"1.2.2000" (row 2)');
      const { described } = await requests(emulator);
      expect(described.toSorted()).toEqual(["/sobjects/Account/describe", "/sobjects/Contact/describe"]);
      const error = await rejection(
        loadRows(connection, { ...insert, contentType }, [...records, { LastName: "D", Nonsense__c: 1 }], quick),
      );
      expect(error).toMatchObject({ code: "UnfitColumns" });
    }
  });

  test("of records with the option columns are checked by those", async () => {
    const { connection } = start();
    const columns = ["LastName", "Emial"];
    const error = await rejection(loadRows(connection, insert, [{ LastName: "A" }], { columns }));
    expect(error).toMatchObject({ code: "UnfitColumns" });
  });

  test("of rows that failed before are named by row", async () => {
    const { connection } = start();
    const source = 'LastName,Description,Birthdate\n,"a\nb",1.2.2000\n,c,2.2.2000\n';
    const first = await loadRows(connection, insert, source, quick);
    expect(first.summary.failed).toBe(2);
    const { preflight } = await loadRows(connection, insert, loadFailedRows(connection, first), quick);
    expect(short(preflight)).toContainEqual([
      "Birthdate",
      "InvalidDate",
      2,
      [
        [1, "1.2.2000"],
        [2, "2.2.2000"],
      ],
    ]);
    expect(preflight.rows).toBeNull();
  });

  const cell = fc.constantFrom("ok", '"two\nlines"', '"a, ""b"""', "x".repeat(30), '"CR\r\nLF\r"');
  const bad = fc.constantFrom("", "31.12.2026");
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
  const blank = fc.constantFrom("", "", "", '""');
  const many = seeded(150);
  test(`their lines are the file's, whatever it looks like (seed ${many.seed})`, async () => {
    const row = fc.tuple(cell, bad, lineEnd, fc.array(fc.tuple(blank, lineEnd), { maxLength: 2 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (rows, maxRecords, isOnce) => {
          let text = "LastName,Birthdate\n";
          const lines: number[] = [];
          for (const [name, date, end, blanks] of rows) {
            if (date !== "") lines.push(lineOf(text));
            text += `${name},${date}${end}`;
            for (const [inside, blankEnd] of blanks) text += inside + blankEnd;
          }
          const { connection } = start();
          const source = isOnce ? new Blob([text]).stream() : text;
          const { preflight } = await loadRows(connection, insert, source, { ...quick, maxRecords });
          const [finding] = preflight.values;
          expect(finding?.count ?? 0).toBe(lines.length);
          expect((finding?.examples ?? []).map(({ line }) => line)).toEqual(lines.slice(0, 3));
        },
      ),
      many,
    );
  });
});

/** The line that text ends in: line feeds, and carriage returns on their own outside of quotes. */
function lineOf(text: string): number {
  let line = 1;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const one = text.charAt(index);
    if (one === '"') isQuoted = !isQuoted;
    else if (one === "\n") line++;
    else if (one === "\r" && !isQuoted && text.charAt(index + 1) !== "\n") line++;
  }
  return line;
}

describe("a load that is taken up", () => {
  const csv = `LastName,Birthdate\n${"A,1.2.2000\n".repeat(6)}`;

  /** Loads until the so-manieth batch, of which nothing is heard any more. */
  async function interrupted(
    { emulator, connection }: ReturnType<typeof start>,
    source: RowSource,
    batches: number,
    options: LoadRowsOptions = {},
  ): Promise<JournalEntry[]> {
    const journal = memoryJournal();
    let count = 0;
    const fetch: Connection["fetch"] = async (url, init) => {
      if (init.method === "POST" && url.endsWith("/batch") && ++count >= batches) {
        throw Object.assign(new Error("gone"), { retry: false });
      }
      return await emulator.fetch(url, init);
    };
    const all = { ...quick, maxRecords: 2, concurrency: 1, journal, ...options };
    const error = await rejection(loadRows({ ...connection, fetch }, insert, source, all));
    expect(isLoadError(error)).toBe(true);
    return [...(await journal.read())] as JournalEntry[];
  }

  const values = [
    {
      column: "Birthdate",
      kind: "InvalidDate",
      severity: "warning",
      message: 'Cannot use 6 values (lines 2, 3, 4, …) in column "Birthdate": expected a date such as "2026-12-31"',
      count: 6,
      examples: [],
    },
  ];

  test("asks nothing where its source was read whole, and tells what was found, without values", async () => {
    const org = start();
    const kept = await interrupted(org, csv, 2);
    expect(JSON.stringify(kept)).not.toContain("1.2.2000");
    const before = (await requests(org.emulator)).described.length;
    const journal = memoryJournal(kept);
    const { preflight, summary } = await loadRows(org.connection, insert, csv, { ...quick, journal });
    expect((await requests(org.emulator)).described.slice(before)).toEqual([]);
    expect(summary.rows).toBe(6);
    expect(preflight).toEqual({ checked: true, why: null, columns: [], values, rows: 6 });
    // Also when it has ended.
    expect((await loadRows(org.connection, insert, csv, { journal })).preflight).toEqual(preflight);
    expect((await requests(org.emulator)).described.slice(before)).toEqual([]);
  });

  test("is refused where its source has more rows than were checked", async () => {
    const org = start();
    const kept = await interrupted(org, csv, 2);
    const error = await rejection(
      loadRows(org.connection, insert, `${csv}B,\n`, { ...quick, journal: memoryJournal(kept) }),
    );
    expect(error).toMatchObject({
      name: "LoadError",
      cause: expect.objectContaining({ code: "ChangedSource" }) as Error,
    });
  });

  test("asks once where its source was a stream, and counts all of it again", async () => {
    const org = start();
    const kept = await interrupted(org, streamed(csv), 2);
    expect(JSON.stringify(kept)).not.toContain("1.2.2000");
    const before = (await requests(org.emulator)).described.length;
    const journal = memoryJournal(kept);
    const { preflight } = await loadRows(org.connection, insert, streamed(csv), { ...quick, journal });
    expect((await requests(org.emulator)).described.slice(before)).toEqual(["/sobjects/Contact/describe"]);
    expect(preflight.values.map(({ count, examples }) => [count, examples.length])).toEqual([[6, 3]]);
    // A journal has no values.
    const told = await loadRows(org.connection, insert, csv, { journal });
    expect(told.preflight).toEqual({ checked: true, why: null, columns: [], values, rows: null });
    expect(JSON.stringify(await journal.read())).not.toContain("1.2.2000");
  });

  test("is not refused for columns that were taken before, nor for rows that were sent", async () => {
    const org = start();
    const odd = `Id,LastName,Nonsense__c\n${`${account},A,\n`.repeat(4)}`;
    const options = { fields: "send", values: "send" } as const;
    const journal = memoryJournal();
    let count = 0;
    const fetch: Connection["fetch"] = async (url, init) => {
      if (init.method === "POST" && url.endsWith("/batch") && ++count === 2) {
        throw Object.assign(new Error("gone"), { retry: false });
      }
      return await org.emulator.fetch(url, init);
    };
    await rejection(
      loadRows({ ...org.connection, fetch }, update, streamed(odd), {
        ...quick,
        ...options,
        maxRecords: 1,
        concurrency: 1,
        journal,
      }),
    );
    // Checked from here on: the second row was begun, and the third was not.
    const error = await rejection(loadRows(org.connection, update, streamed(odd), { ...quick, journal }));
    if (!isLoadError(error)) throw error;
    expect(error.cause).toMatchObject({ code: "ForeignId" });
    expect(error.nextRow).toBe(3);
  });
});
