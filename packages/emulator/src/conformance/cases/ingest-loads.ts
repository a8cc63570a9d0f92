import type * as Core from "@sfbulk/core";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";

const insert = { operation: "insert", object: "Contact" } as const;
const source = 'FirstName;LastName\r\nAda;Lovelace\r\nGrace;\r\n"Quo""te";"Semi;colon"\r\nZoë;Müller\r\nLast;\r\n';
const options = { api: "2.0", maxBytes: 60, minInterval: 1, maxInterval: 5 } as const;

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of rows) all.push(one);
  return all;
}

/** A connection on which the org's clock goes on whenever a job is closed, so that nobody waits until it is processed. */
function hurried({ connect, control }: ConformanceContext, changes: Partial<Core.Connection> = {}): Core.Connection {
  const connection = connect(changes);
  const { fetch } = connection;
  if (fetch === undefined) throw new Error("the connection has an adapter");
  return {
    ...connection,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (init.method === "PATCH") await control.advance(60_000);
      return response;
    },
  };
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

/** The states in which jobs are, each once. */
const statesOf = async ({ control }: ConformanceContext): Promise<string[]> =>
  [...new Set((await control.bulk2Jobs()).map(({ state }) => state))].toSorted();

/** Sees that a load aborts a job, sends the rows of it to another one, and writes each of them once. */
async function expectSentAnew(context: ConformanceContext, connection: Core.Connection): Promise<void> {
  const load = await context.sfbulk.loadRows(connection, insert, source, options);
  expectEqual(load.summary.written, 3, "the rows that were written");
  expectEqual(await statesOf(context), ["Aborted", "JobComplete"], "the jobs");
  await expectWritten(context);
}

/** Whole loads by Bulk API 2.0: each row is there once, and has its number. */
export const ingestLoads: readonly ConformanceCase[] = [
  {
    name: "a load by Bulk API 2.0 fills several jobs as the file is written, and every row has its outcome",
    run: async (context) => {
      const { sfbulk, control } = context;
      const connection = hurried(context, { gzip: true });
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
  ...(["answer-lost", "request-lost"] as const).map((kind): ConformanceCase => ({
    name: `a load by Bulk API 2.0 whose upload is not answered (${kind}) aborts the job, which has written nothing, and sends the rows to a new one`,
    run: async (context) => {
      await context.control.fail({ kind, on: { operation: "uploadData" } });
      await expectSentAnew(context, hurried(context));
    },
  })),
  {
    name: "a load by Bulk API 2.0 whose upload is answered by a page (503) does the same, since nobody knows whose page it is",
    run: async (context) => {
      await context.control.fail({ kind: "status", status: 503, applied: true, on: { operation: "uploadData" } });
      await expectSentAnew(context, hurried(context));
    },
  },
  {
    name: "a load by Bulk API 2.0 whose upload was sent twice on its way, which spoils the job, does the same",
    run: async (context) => {
      const connection = hurried(context);
      const { fetch } = connection;
      let uploads = 0;
      await expectSentAnew(context, {
        ...connection,
        fetch: async (url, init) => {
          if (fetch === undefined) throw new Error("the connection has an adapter");
          if (init.method === "PUT" && ++uploads === 1) await (await fetch(url, init)).arrayBuffer?.();
          return await fetch(url, init);
        },
      });
    },
  },
  {
    name: "a load by Bulk API 2.0 whose session has expired when it uploads gets a new one, and uploads to the same job",
    run: async (context) => {
      const { sfbulk, control } = context;
      await control.fail({ kind: "session-expired", form: "rest-array", on: { operation: "uploadData" } });
      const first = await control.issueToken({});
      const accessToken = async (rejected?: string): Promise<string> =>
        rejected === undefined ? first : await control.issueToken({});
      const { summary } = await sfbulk.loadRows(hurried(context, { accessToken }), insert, source, options);
      expectEqual(summary.written, 3, "the rows that were written");
      expectEqual(await statesOf(context), ["JobComplete"], "the jobs");
      await expectWritten(context);
    },
  },
  {
    name: "a load by Bulk API 2.0 to refresh, which needs several jobs, is refused before anything is sent",
    run: async (context) => {
      const { sfbulk, connect } = context;
      const connection = connect({ version: "68.0" });
      const error = await expectRejection(
        sfbulk.loadRows(connection, { operation: "refresh" }, source, options),
        "a refresh by several jobs",
      );
      expectEqual(
        [error.name, (error as Error & { code?: unknown }).code],
        ["TypeError", "BatchTooLarge"],
        "the error",
      );
      expectEqual(await statesOf(context), [], "the jobs");
    },
  },
  {
    name: "a load by Bulk API 2.0 that was stopped before it closed a job closes it when it is called again with its journal, and ends once",
    run: async (context) => {
      const { sfbulk, control } = context;
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
        await sfbulk.loadRows(hurried(context), insert, source, { ...options, journal, concurrency: 1 });
      } catch (error) {
        stopped = error;
      }
      expectThat(sfbulk.isLoadError(stopped), "a LoadError");
      const load: Core.IngestLoadResult = await sfbulk.loadRows(hurried(context), insert, source, {
        ...options,
        journal,
      });
      expectEqual(load.summary.written, 3, "the rows that were written");
      const jobs = (await control.bulk2Jobs()).length;
      const again = await sfbulk.loadRows(hurried(context), insert, source, { ...options, journal });
      expectEqual(again.summary, load.summary, "the end, told again");
      expectEqual((await control.bulk2Jobs()).length, jobs, "the jobs");
      await expectWritten(context);
    },
  },
];
