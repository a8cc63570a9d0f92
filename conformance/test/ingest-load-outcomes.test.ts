import {
  abortIngestJob,
  type Connection,
  type FetchAdapter,
  type IngestFailedRow,
  type IngestLoadResult,
  isLoadError,
  loadFailedRows,
  loadResults,
  loadRows,
  memoryJournal,
} from "@sfbulk/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../tools/seeded.mjs";
import { csvOf, errorOf, missing, namesIn, quick, spec, start, summaryOf } from "./load-org.ts";

// What became of the rows of a load by Bulk API 2.0, whose results come in another order and without numbers.

const api = { ...quick, api: "2.0" } as const;
type Org = ReturnType<typeof start>;

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** Within a job they come in Salesforce's order. */
const inOrder = (rows: readonly IngestFailedRow[]): readonly IngestFailedRow[] =>
  rows.toSorted((one, other) => (one.rowNumber ?? 0) - (other.rowNumber ?? 0));

/** Changes what Salesforce says of the rows of jobs. */
function retold({ emulator, connection }: Org, change: (csv: string, kind: string) => string): Connection {
  const fetch: Connection["fetch"] = async (url, init) => {
    const kind = /\/(successfulResults|failedResults|unprocessedrecords)$/.exec(url)?.[1];
    if (kind === undefined) return await emulator.fetch(url, init);
    const { "accept-encoding": _, ...headers } = init.headers;
    const response = await emulator.fetch(url, { ...init, headers });
    return new Response(change(await response.text(), kind), { headers: { "content-type": "text/csv" } });
  };
  return { ...connection, fetch };
}

describe("rows that were refused", () => {
  const source = 'Name;Phone\nA;1\n;2\n"C\nD";3\n;4\nE;5\n;6\n';

  test("are counted with the number of the first one, and come with their own", async () => {
    const { connection } = start();
    const load = await loadRows(connection, spec, source, { ...api, maxBytes: 30 });
    expect(load.jobs.length).toBeGreaterThan(1);
    expect(load.summary).toEqual(summaryOf(6, 3, missing(3, 2)));
    const failed = inOrder(await collect(loadFailedRows(connection, load, { source })));
    expect(failed.map(({ rowNumber, record, errors }) => [rowNumber, record["Phone"], errors[0]?.statusCode])).toEqual([
      [2, "2", "REQUIRED_FIELD_MISSING"],
      [4, "4", "REQUIRED_FIELD_MISSING"],
      [6, "6", "REQUIRED_FIELD_MISSING"],
    ]);
    const results = await collect(loadResults(connection, load, { source }));
    expect(results.map(({ rowNumber, success, id }) => [rowNumber, success, id !== null])).toEqual(
      [true, false, true, false, true, false].map((written, index) => [index + 1, written, written]),
    );
  });

  test("have no numbers without the source", async () => {
    const { connection } = start();
    const load = await loadRows(connection, spec, source, api);
    // As who has kept the result as JSON, and the rows nowhere.
    const kept = JSON.parse(JSON.stringify(load)) as IngestLoadResult;
    const failed = await collect(loadFailedRows(connection, kept));
    expect(failed.map(({ rowNumber }) => rowNumber)).toEqual([null, null, null]);
    expect(failed.map(({ record }) => Number(record["Phone"])).toSorted((one, other) => one - other)).toEqual([
      2, 4, 6,
    ]);
    const results = await collect(loadResults(connection, kept));
    expect(results.map(({ rowNumber }) => rowNumber)).toEqual(Array.from({ length: 6 }, () => null));
    expect(results.filter(({ success }) => success)).toHaveLength(3);
  });

  test.each(["1.0", "2.0"] as const)("are a source, by the API %s", async (other) => {
    const org = start();
    const load = await loadRows(org.connection, { ...spec, object: "Contact" }, "LastName\nA\n", api);
    const first = await loadRows(org.connection, { ...spec, object: "Contact" }, "FirstName,LastName\nA,B\nC,\n", api);
    expect(load.summary.failed).toBe(0);
    expect(await collect(loadFailedRows(org.connection, load))).toEqual([]);
    const mended = async function* (): AsyncGenerator<object> {
      for await (const row of loadFailedRows(org.connection, first)) {
        yield { ...row, record: { ...row.record, LastName: "D" } };
      }
    };
    const to = { ...spec, object: "Contact" };
    const { summary } =
      other === "1.0"
        ? await loadRows(org.connection, to, mended(), quick)
        : await loadRows(org.connection, to, mended(), api);
    expect(summary).toEqual(summaryOf(1, 1));
    expect((await org.emulator.control.records("Contact")).map(({ LastName }) => LastName)).toEqual(["A", "B", "D"]);
  });

  test("of a job that fails as a whole are all its rows", async () => {
    const { connection } = start();
    const nonsense = "Name,Nonsense__c\nA,1\nB,2\nC,3\n";
    const load = await loadRows(connection, spec, nonsense, { ...api, fields: "send", maxBytes: 27 });
    expect(load.jobs).toHaveLength(2);
    expect(load.summary).toEqual(summaryOf(3, 0, { statusCode: "JOB_FAILED", rows: 3, firstRow: 1 }));
    const failed = inOrder(await collect(loadFailedRows(connection, load, { source: nonsense })));
    expect(failed.map(({ rowNumber, errors }) => [rowNumber, errors[0]?.statusCode])).toEqual(
      [1, 2, 3].map((row) => [row, "JOB_FAILED"]),
    );
    expect(failed[0]?.errors[0]?.message).toContain("Nonsense__c");
  });

  test("the source must be the one that was loaded", async () => {
    const { connection } = start();
    const load = await loadRows(connection, spec, source, api);
    for (const [other, words] of [
      [`${source}F;7\n`, "has more"],
      ["Name;Phone\nA;1\n", "has 1"],
    ] as const) {
      const error = await errorOf(collect(loadResults(connection, load, { source: other })));
      expect(error).toMatchObject({ name: "TypeError", code: "ChangedSource" });
      expect(error.message).toContain(words);
    }
    expect(() => loadResults(connection, load, { sources: source } as object)).toThrow('did you mean "source"');
    expect(() => loadFailedRows(connection, load, { concurrency: 2 } as object)).toThrow(
      'Cannot use option "concurrency"',
    );
  });
});

describe("equal rows", () => {
  test("that came to the same end have their numbers", async () => {
    const { connection } = start();
    const source = "Name,Phone\nA,1\n,2\n,2\nA,1\n";
    const load = await loadRows(connection, spec, source, api);
    const failed = await collect(loadFailedRows(connection, load, { source }));
    expect(failed.map(({ rowNumber, oneOf }) => [rowNumber, oneOf])).toEqual([
      [2, undefined],
      [3, undefined],
    ]);
    const results = await collect(loadResults(connection, load, { source }));
    expect(results.map(({ success }) => success)).toEqual([true, false, false, true]);
    expect(new Set(results.map(({ id }) => id)).size).toBe(3);
  });

  test("that came to different ends are told as what is known of them", async () => {
    const { emulator, connection } = start();
    // The key is unique: the second one is refused.
    const source = "Name,Ext__c\nA,1\nB,2\nA,1\n";
    const load = await loadRows(connection, spec, source, api);
    expect(load.summary).toEqual(summaryOf(3, 2, { statusCode: "DUPLICATE_VALUE", rows: 1, firstRow: 1 }));
    const failed = await collect(loadFailedRows(connection, load, { source }));
    expect(failed).toMatchObject([{ rowNumber: null, oneOf: [1, 3], record: { Name: "A", Ext__c: "1" } }]);
    expect(failed[0]).not.toHaveProperty("mayBeWritten");
    const results = await collect(loadResults(connection, load, { source }));
    expect(results.map(({ success, mayBeWritten }) => [success, mayBeWritten])).toEqual([
      [false, true],
      [true, undefined],
      [false, true],
    ]);
    expect(results[0]?.errors.map(({ statusCode }) => statusCode)).toEqual(["RESULTS_UNREADABLE", "DUPLICATE_VALUE"]);
    expect(results[0]?.errors[0]?.message).toContain("Rows 1, 3 are equal");
    expect(await namesIn(emulator)).toEqual(["A", "B"]);
  });
});

describe("results that are not as they were sent", () => {
  const source = "Name,Phone\nA,1\n,2\nC,3\n";

  test("line ends in values, the case of columns and their order do not matter", async () => {
    const org = start();
    const rows = 'Name,Description\n"A","x\ny"\n"B","z"\n,"v\nw"\n';
    const load = await loadRows(org.connection, spec, rows, api);
    const connection = retold(org, (csv, kind) => {
      const lines = csv.replaceAll("x\ny", "x\r\ny").replaceAll("v\nw", "v\r\nw").replace('"Name"', '"NAME"');
      return kind === "unprocessedrecords" ? csv : lines;
    });
    const results = await collect(loadResults(connection, load, { source: rows }));
    expect(results.map(({ success, id }) => [success, id !== null])).toEqual([
      [true, true],
      [true, true],
      [false, false],
    ]);
    expect(
      (await collect(loadFailedRows(connection, load, { source: rows }))).map(({ rowNumber }) => rowNumber),
    ).toEqual([3]);
  });

  test("rows that no result is like are told as the results that are left", async () => {
    const org = start();
    const load = await loadRows(org.connection, spec, source, api);
    const shouting = retold(org, (csv) => csv.replaceAll('"A"', '"a"').replaceAll('"C"', '"c"'));
    const results = await collect(loadResults(shouting, load, { source }));
    // Both were written, and nobody knows which id is whose.
    expect(results.map(({ success, id, mayBeWritten }) => [success, id, mayBeWritten])).toEqual([
      [true, null, undefined],
      [false, null, undefined],
      [true, null, undefined],
    ]);
    const failing = retold(org, (csv) => csv.replaceAll('"2"', '"two"'));
    expect(await collect(loadFailedRows(failing, load, { source }))).toMatchObject([
      { rowNumber: null, record: { Phone: "two" } },
    ]);
    expect((await collect(loadResults(failing, load, { source })))[1]).toMatchObject({
      rowNumber: 2,
      success: false,
      errors: [{ statusCode: "REQUIRED_FIELD_MISSING" }],
    });
    const all = retold(org, (csv) => csv.replaceAll(/"([AC12])"/g, '"$1$1"'));
    const unknown = await collect(loadResults(all, load, { source }));
    expect(unknown.map(({ success, mayBeWritten }) => [success, mayBeWritten])).toEqual([
      [false, true],
      [false, true],
      [false, true],
    ]);
  });

  test("a summary names no row where it is not known which it is", async () => {
    const org = start();
    const connection = retold(org, (csv) => csv.replaceAll('"2"', '"two"'));
    const { summary } = await loadRows(connection, spec, source, api);
    expect(summary).toEqual(summaryOf(3, 2, missing(1, 0)));
  });

  test("rows whose results cannot be read are unknown, not loaded again, and read again by the same call", async () => {
    const org = start();
    const journal = memoryJournal();
    const garbled = retold(org, () => "<html>Be right back</html>");
    const load = await loadRows(garbled, spec, source, { ...api, journal });
    const reasons = [{ statusCode: "RESULTS_UNREADABLE", rows: 3, firstRow: 1 }];
    expect(load.summary).toEqual({ rows: 3, written: 0, failed: 0, unknown: 3, reasons });
    const failed = await collect(loadFailedRows(garbled, load, { source }));
    expect(failed.map(({ rowNumber, mayBeWritten }) => [rowNumber, mayBeWritten])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    const error = await errorOf(loadRows(org.connection, spec, loadFailedRows(garbled, load), api));
    expect(error).toMatchObject({ name: "TypeError", code: "InvalidRow" });
    expect(error.message).toContain(`a row of job "${load.jobs[0]}": it may have been written`);
    expect((await loadRows(org.connection, spec, source, { ...api, journal })).summary).toEqual(
      summaryOf(3, 2, missing(1, 2)),
    );
    expect((await journal.read()).at(-1)).toMatchObject({ kind: "ended", summary: { unknown: 0 } });
  });

  test("fewer results than rows leave the others unknown, more make all unknown", async () => {
    const org = start();
    const counting = (processed: number): Connection => ({
      ...org.connection,
      fetch: async (url, init) => {
        const { "accept-encoding": _, ...headers } = init.headers;
        const response = await org.emulator.fetch(url, { ...init, headers });
        if (init.method !== "GET" || !/\/jobs\/ingest\/\w+$/.test(url)) return response;
        return new Response(
          (await response.text()).replace(/("numberRecordsProcessed":)\d+/, `$1${processed}`),
          response,
        );
      },
    });
    const whole = "Name\nA\nB\nC\n";
    const fewer = counting(2);
    const cut = retold(
      { ...org, emulator: { ...org.emulator, fetch: fewer.fetch as typeof org.emulator.fetch } },
      (csv) => csv.split("\n").slice(0, 3).join("\n") + "\n",
    );
    expect((await loadRows(cut, spec, whole, api)).summary).toMatchObject({ written: 2, failed: 0, unknown: 1 });
    expect((await loadRows(counting(4), spec, whole, api)).summary).toMatchObject({
      written: 0,
      failed: 0,
      unknown: 3,
    });
  });
});

test("a job that is aborted while it is processed: what it did not come to is told, and can be loaded", async () => {
  const org = start({ queueTime: 0, processTime: 60_000 });
  const rows = 15_000;
  const source = csvOf(rows);
  let looks = 0;
  const fetch: Connection["fetch"] = async (url, init) => {
    if (init.method === "GET" && /\/jobs\/ingest\/\w+$/.test(url) && ++looks < 3) {
      // After the first 10,000 rows somebody aborts it.
      await org.emulator.control.advance(60_000);
      if (looks === 2) await abortIngestJob(org.connection, (await org.emulator.control.bulk2Jobs())[0]?.id ?? "");
    }
    return await org.emulator.fetch(url, init);
  };
  const once = { ...org.connection, fetch };
  looks = 1;
  const error = await errorOf(loadRows(once, spec, source, api));
  if (!isLoadError(error) || error.result?.api !== "2.0") throw error;
  expect(error.code).toBe("BatchesNotProcessed");
  expect(error.message).toContain("was aborted while it was processed, and 5000 rows were not");
  const { result } = error;
  expect(result.summary).toEqual(
    summaryOf(rows, 10_000, { statusCode: "NOT_PROCESSED", rows: 5000, firstRow: 10_001 }),
  );
  const left = await collect(loadFailedRows(org.connection, result, { source }));
  expect(left.map(({ rowNumber }) => rowNumber ?? 0).toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: 5000 }, (_, index) => 10_001 + index),
  );
  const again = await loadRows(
    {
      ...org.connection,
      fetch: async (url, init) => (await org.emulator.control.advance(60_000), await org.emulator.fetch(url, init)),
    },
    spec,
    loadFailedRows(org.connection, result),
    api,
  );
  expect(again.summary).toEqual(summaryOf(5000, 5000));
  expect(new Set(await namesIn(org.emulator)).size).toBe(rows);
});

describe("Salesforce makes the results while the source is read", () => {
  const isResult = (url: string): boolean => /\/(successfulResults|failedResults)$/.test(url);

  test("and each row has its own, of however many", async () => {
    const org = start();
    const rows = Array.from({ length: 1000 }, (_, row) => `${row % 7 === 0 ? "" : `Row ${row}`},${row}\n`);
    const load = await loadRows(org.connection, spec, ["Name,Phone\n", ...rows].join(""), api);
    const kinds = new Set<string>();
    let fetch: FetchAdapter = org.emulator.fetch;
    const areAsked = new Promise<void>((resolve) => {
      fetch = async (url, init) => {
        if (isResult(url) && kinds.add(url).size === 2) resolve();
        return await org.emulator.fetch(url, init);
      };
    });
    const source = async function* (): AsyncGenerator<string> {
      yield "Name,Phone\n";
      await areAsked;
      yield rows.join("");
    };
    const results = await collect(loadResults({ ...org.connection, fetch }, load, { source }));
    expect(results.map(({ rowNumber, success }) => [rowNumber, success])).toEqual(
      rows.map((_, row) => [row + 1, row % 7 !== 0]),
    );
    // Those that were refused have none.
    expect(new Set(results.map(({ id }) => id)).size).toBe(load.summary.written + 1);
  });

  test("what is on its way when nobody wants it any more is ended", async () => {
    const org = start();
    const load = await loadRows(org.connection, spec, csvOf(3), api);
    let ended = 0;
    let fetch: FetchAdapter = org.emulator.fetch;
    const isAsked = new Promise<void>((resolve) => {
      fetch = async (url, init) => {
        if (!isResult(url)) return await org.emulator.fetch(url, init);
        resolve();
        return await new Promise((_resolve, reject) => {
          init.signal.addEventListener("abort", () => {
            ended++;
            reject(init.signal.reason as Error);
          });
        });
      };
    });
    const source = async function* (): AsyncGenerator<string> {
      await isAsked;
      yield csvOf(2);
    };
    const error = await errorOf(collect(loadResults({ ...org.connection, fetch }, load, { source })));
    expect(error).toMatchObject({ name: "TypeError", code: "ChangedSource" });
    expect(ended).toBe(1);
    const stopped = new Error("stopped");
    const signal = AbortSignal.abort(stopped);
    expect(await errorOf(collect(loadResults(org.connection, load, { source: csvOf(3), signal })))).toBe(stopped);
  });
});

const many = seeded(60, 3000);

test(`${many.numRuns} loads of the seed ${many.seed}: every result has the number of its row`, async () => {
  // Few values, so that many rows are equal; those without a name are refused.
  const value = fc.constantFrom("", "a", "b", 'c"d', "e;f", "g\nh", " i ", "é😀");
  const row = fc.tuple(value, value);
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 25 }),
      fc.constantFrom(",", ";", "\t"),
      fc.integer({ min: 60, max: 300 }),
      async (rows, delimiter, maxBytes) => {
        const { connection } = start();
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const source = [["Name", "Phone"], ...rows].map((cells) => `${cells.map(quoted).join(delimiter)}\n`).join("");
        const load = await loadRows(connection, spec, source, { ...api, maxBytes });
        const isWritten = ([name]: readonly [string, string]): boolean => name.trim() !== "";
        const results = await collect(loadResults(connection, load, { source }));
        expect(results.map(({ rowNumber }) => rowNumber)).toEqual(rows.map((_, index) => index + 1));
        expect(results.map(({ success }) => success)).toEqual(rows.map(isWritten));
        const ids = results.flatMap(({ id }) => (id === null ? [] : [id]));
        expect(new Set(ids).size).toBe(ids.length);
        const failed = await collect(loadFailedRows(connection, load, { source }));
        expect(failed.map(({ rowNumber }) => rowNumber ?? 0).toSorted((one, other) => one - other)).toEqual(
          rows.flatMap((one, index) => (isWritten(one) ? [] : [index + 1])),
        );
        for (const { rowNumber, record } of failed) {
          expect([record["Name"], record["Phone"]]).toEqual(rows[(rowNumber ?? 0) - 1]);
        }
        const firstFailed = rows.findIndex((one) => !isWritten(one)) + 1;
        expect(load.summary.reasons[0]?.firstRow ?? 0).toBe(firstFailed);
      },
    ),
    many,
  );
});
