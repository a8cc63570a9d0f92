import type * as Core from "@sfbulk/core";
import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual } from "./expect.ts";

const insert = { operation: "insert", object: "Contact" } as const;
const csv = 'FirstName,LastName\r\nAda,Lovelace\r\nGrace,\r\n"Line\nbreak","Quo""te"\r\nZoë,Müller\r\nLast,';
const records = [
  { FirstName: "Ada", LastName: "Lovelace" },
  { FirstName: "Grace", LastName: null },
  { FirstName: "Line\nbreak", LastName: 'Quo"te' },
  { FirstName: "Zoë", LastName: "Müller" },
  { FirstName: "Last" },
];

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

const outcomes = (results: readonly Core.JobRowResult[]): unknown[] =>
  results.map(({ rowNumber, success, errors }) => [rowNumber, success, errors[0]?.statusCode ?? null]);

const expected = [
  [1, true, null],
  [2, false, "REQUIRED_FIELD_MISSING"],
  [3, true, null],
  [4, true, null],
  [5, false, "REQUIRED_FIELD_MISSING"],
];

const sources: readonly (readonly [Core.ContentType, string, () => Core.RowSource])[] = [
  ["CSV", "a string", () => csv],
  ["CSV", "a stream", () => new Blob([csv]).stream()],
  ["CSV", "records", () => records],
  ["JSON", "records", () => records],
  ["XML", "records", () => records],
];

/** Rows in, outcomes out: every row has one, under the number that it had in the source. */
export const loading: readonly ConformanceCase[] = [
  ...sources.map(([contentType, what, source]): ConformanceCase => ({
    name: `${what} for a ${contentType} job come in batches, and every row has its outcome`,
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect({ gzip: true });
      const { job, value: added } = await sfbulk.withJob(
        connection,
        { ...insert, contentType },
        async (open) => await sfbulk.addBatches(connection, open, source(), { maxRecords: 2 }),
      );
      expectEqual(
        added.map(({ firstRow, rows }) => [firstRow, rows]),
        [
          [1, 2],
          [3, 2],
          [5, 1],
        ],
        "the batches",
      );
      await control.advance(60_000);
      const results = await collect(sfbulk.jobResults(connection, job.id, { batches: added }));
      expectEqual(outcomes(results), expected, "the outcomes");
      const failed = await collect(sfbulk.failedRows(connection, job.id, { batches: added }));
      expectEqual(
        failed.map(({ rowNumber, record }) => [rowNumber, record["FirstName"]]),
        [
          [2, "Grace"],
          [5, "Last"],
        ],
        "the rows to load again",
      );
    },
  })),
  {
    name: "a load goes on where it stopped, and no row goes in twice",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      const job = await sfbulk.createJob(connection, insert);
      const options = { maxRecords: 2, concurrency: 1 };
      let so: readonly Core.AddedBatch[] = [];
      await control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 1 });
      try {
        await sfbulk.addBatches(connection, job, csv, options);
      } catch (error) {
        if (!sfbulk.isLoadError(error)) throw error;
        so = error.added;
      }
      expectEqual(
        so.map(({ firstRow }) => firstRow),
        [1],
        "what was added before the refusal",
      );
      await sfbulk.addBatches(connection, job, csv, { ...options, added: so });
      await sfbulk.closeJob(connection, job.id);
      await control.advance(60_000);
      expectEqual((await collect(sfbulk.jobResults(connection, job.id))).length, 5, "the outcomes");
      expectEqual((await control.records("Contact")).length, 3, "the records");
    },
  },
  ...(["CSV", "JSON", "XML"] as const).map((contentType): ConformanceCase => ({
    name: `what a ${contentType} query finds is read record by record`,
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      await control.addJob({ object: "Account", state: "Closed", batches: ['Name\nAcme\n"Glo\nbex"\n'] });
      await control.advance(60_000);
      const spec = { operation: "query", object: "Account", contentType } as const;
      const { job } = await sfbulk.withJob(
        connection,
        spec,
        async (open) => await sfbulk.addBatch(connection, open, "SELECT Name FROM Account ORDER BY Name"),
      );
      await control.advance(60_000);
      expectEqual(
        (await collect(sfbulk.queryResults(connection, job.id))).map((row) => row["Name"]),
        ["Acme", "Glo\nbex"],
        "the records",
      );
    },
  })),
];
