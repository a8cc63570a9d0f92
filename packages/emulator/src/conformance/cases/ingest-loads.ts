import type * as Core from "@sfbulk/core";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual, expectThat } from "./expect.ts";

const insert = { operation: "insert", object: "Contact" } as const;
const source = 'FirstName;LastName\r\nAda;Lovelace\r\nGrace;\r\n"Quo""te";"Semi;colon"\r\nZoë;Müller\r\nLast;\r\n';
const options = { api: "2.0", maxBytes: 60, minInterval: 1, maxInterval: 5 } as const;

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of rows) all.push(one);
  return all;
}

/** Sees that each row that can be written is there once. */
async function expectWritten({ control }: ConformanceContext): Promise<void> {
  const names = (await control.records("Contact")).map(({ LastName }) => LastName);
  expectEqual(
    names.toSorted((one, other) => String(one).localeCompare(String(other))),
    ["Lovelace", "Müller", "Semi;colon"],
    "the records",
  );
}

/** Whole loads by Bulk API 2.0: each row is there once, and has its number. */
export const ingestLoads: readonly ConformanceCase[] = [
  {
    name: "a load by Bulk API 2.0 fills several jobs as the file is written, and every row has its outcome",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const connection = connect({ gzip: true });
      const load = await sfbulk.loadRows(connection, insert, new Blob([source]).stream(), options);
      expectThat(load.jobs.length > 1, "several jobs");
      const [job] = await control.bulk2Jobs();
      expectEqual([job?.columnDelimiter, job?.lineEnding], ["SEMICOLON", "CRLF"], "how the rows are written");
      expectEqual(
        load.summary,
        {
          rows: 5,
          written: 3,
          failed: 2,
          unknown: 0,
          reasons: [{ statusCode: "REQUIRED_FIELD_MISSING", rows: 2, firstRow: 2 }],
        },
        "the summary",
      );
      const results = await collect(sfbulk.loadResults(connection, load, { source }));
      expectEqual(
        results.map(({ rowNumber, success }) => [rowNumber, success]),
        [
          [1, true],
          [2, false],
          [3, true],
          [4, true],
          [5, false],
        ],
        "the outcomes",
      );
      const failed = await collect(sfbulk.loadFailedRows(connection, load, { source }));
      expectEqual(
        failed.map(({ rowNumber, record }) => `${rowNumber} ${record["FirstName"]}`).toSorted(),
        ["2 Grace", "5 Last"],
        "the rows to load again",
      );
      await expectWritten(context);
    },
  },
  {
    name: "an upload of a load by Bulk API 2.0 whose answer is lost goes to a new job, and nothing in twice",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      await control.fail({ kind: "answer-lost", on: { operation: "uploadData" } });
      const load = await sfbulk.loadRows(connect(), insert, source, options);
      expectEqual(load.summary.written, 3, "the rows that were written");
      const states = (await control.bulk2Jobs()).map(({ state }) => state);
      expectEqual([...new Set(states)].toSorted(), ["Aborted", "JobComplete"], "the jobs");
      await expectWritten(context);
    },
  },
  {
    name: "a load by Bulk API 2.0 that was stopped goes on by its journal, and ends once",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const journal = sfbulk.memoryJournal();
      await control.fail({
        kind: "rest-array-fault",
        errorCode: "INSUFFICIENT_ACCESS",
        message: "not now",
        status: 403,
        skip: 1,
        on: { operation: "closeIngestJob" },
      });
      let stopped: unknown;
      try {
        await sfbulk.loadRows(connect(), insert, source, { ...options, journal, concurrency: 1 });
      } catch (error) {
        stopped = error;
      }
      expectThat(sfbulk.isLoadError(stopped), "a LoadError");
      const load: Core.IngestLoadResult = await sfbulk.loadRows(connect(), insert, source, { ...options, journal });
      expectEqual(load.summary.written, 3, "the rows that were written");
      const jobs = (await control.bulk2Jobs()).length;
      const again = await sfbulk.loadRows(connect(), insert, source, { ...options, journal });
      expectEqual(again.summary, load.summary, "the end, told again");
      expectEqual((await control.bulk2Jobs()).length, jobs, "the jobs");
      await expectWritten(context);
    },
  },
];
