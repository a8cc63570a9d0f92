import type * as Core from "@sfbulk/core";
import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual, expectThat } from "./expect.ts";

/** Collects what comes, and the error that it may end in. */
async function drain<T>(source: AsyncIterable<T>): Promise<{ readonly given: T[]; readonly error: unknown }> {
  const given: T[] = [];
  try {
    for await (const one of source) given.push(one);
    return { given, error: undefined };
  } catch (error) {
    return { given, error };
  }
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const { given, error } = await drain(source);
  if (error !== undefined) throw error;
  return given;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "");

/** Gives Salesforce's answers, but for what is asked at an address that ends so: that is answered by this text. */
const instead = (next: Core.FetchAdapter, end: RegExp, text: string): Core.FetchAdapter => {
  const adapter: Core.FetchAdapter = async (url, init) =>
    end.test(url) ? new Response(text, { headers: { "content-type": "application/json" } }) : await next(url, init);
  return adapter;
};

/** What happened is told, all of it. */
export const results: readonly ConformanceCase[] = [
  {
    name: "a batch whose results cannot be read hides nothing of the others, and its rows say so",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      const { id } = await control.addJob({
        object: "Account",
        state: "Closed",
        batches: ["Name\nA\nB\n", "Name\nC\n"],
      });
      await control.advance(60_000);
      const [bad] = await sfbulk.listBatches(connection, id);
      for (const kind of ["garbage", "html-ok"] as const) {
        await control.fail({ kind, times: "always", on: { operation: "getResults", batchId: bad?.id ?? "" } });
        const rows = await collect(sfbulk.jobResults(connection, id));
        expectEqual(
          rows.map(({ batchId, success, errors }) => [batchId === bad?.id, success, errors[0]?.statusCode ?? null]),
          rows.map(({ batchId }) => (batchId === bad?.id ? [true, false, "RESULTS_UNREADABLE"] : [false, true, null])),
          "the outcomes",
        );
        expectEqual(rows.length, 3, "how many there are");
      }
    },
  },
  {
    name: "a batch that failed and whose rows nobody can cut comes as what was sent, once",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      const broken = 'Name,Phone\n"Acme,1\n';
      const { id } = await control.addJob({ object: "Account", state: "Closed", batches: [broken, "Phone\n2\n"] });
      await control.advance(60_000);
      const rows = await collect(sfbulk.failedRows(connection, id));
      expectEqual(
        rows.map(({ record, text, wholeBatch }) => [record, text ?? null, wholeBatch ?? false]),
        rows.map(({ text }) => (text === undefined ? [{ Phone: "2" }, null, false] : [{}, broken, true])),
        "the failed rows",
      );
      expectEqual(rows.length, 2, "how many there are");
      const { given, error } = await drain(sfbulk.failedRowsCsv(connection, id));
      expectEqual(given.join(""), '"Phone"\n"2"\n', "the CSV to load again");
      expectThat(sfbulk.isSfbulkError(error) && error.code === "FailedRowsLeftOut", "what is not in it is named");
      const { rows: all, failed, uncounted } = await sfbulk.jobSummary(connection, id);
      expectEqual([all, failed, uncounted], [2, 2, 1], "the summary");
    },
  },
  {
    name: "a job of which a whole batch failed is summed up truly",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      const batches = ["Name\nA\nB\n", "Nobody__c\nC\nD\nE\n", "Name,Phone\nF,1\n,2\n"];
      const { id } = await control.addJob({ object: "Account", state: "Closed", batches });
      await control.advance(60_000);
      const { rows, written, created, failed, reasons } = await sfbulk.jobSummary(connection, id);
      expectEqual([rows, written, created, failed], [7, 3, 3, 4], "the rows");
      expectEqual(
        reasons.map(({ statusCode, rows: count }) => [statusCode, count]),
        [
          ["BATCH_FAILED", 3],
          ["REQUIRED_FIELD_MISSING", 1],
        ],
        "the reasons",
      );
    },
  },
  {
    name: "a query's CSV that is cut exactly where a row ends is read on, and said to be short where it stays so",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      await control.addJob({ object: "Account", state: "Closed", batches: ["Name\nAAAA\nBBBB\nCCCC\n"] });
      await control.advance(60_000);
      const { id } = await sfbulk.createJob(connection, { operation: "query", object: "Account" });
      await sfbulk.addBatch(connection, { id, contentType: "CSV" }, "SELECT Name FROM Account ORDER BY Name");
      await control.advance(60_000);
      const whole = (await collect(sfbulk.queryResultsCsv(connection, id))).map((rows) =>
        new TextDecoder().decode(rows),
      );
      expectEqual(whole.join(""), '"Name"\n"AAAA"\n"BBBB"\n"CCCC"\n', "the whole");
      const on = { operation: "getQueryResult" } as const;
      await control.fail({ kind: "json-cut", on });
      expectEqual(
        (await collect(sfbulk.queryResults(connection, id))).map(({ Name }) => Name),
        ["AAAA", "BBBB", "CCCC"],
        "the records of a result that was cut once",
      );
      await control.fail({ kind: "json-cut", times: "always", on });
      const { given, error } = await drain(sfbulk.queryResults(connection, id));
      expectEqual(given.length, 1, "what came of one that is cut each time");
      expectThat(sfbulk.isSfbulkError(error) && error.code === "RowsMismatch", "that the others are missing is said");
    },
  },
  {
    name: "the good chunks of a query can be read when one has failed, and the error names that one",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      await control.addJob({ object: "Account", state: "Closed", batches: ["Name\nA\nB\nC\n"] });
      await control.advance(60_000);
      const spec = { operation: "query", object: "Account", pkChunking: { chunkSize: 1 } } as const;
      const job = await sfbulk.createJob(connection, spec);
      const stateMessage = "InvalidBatch : Failed to process query: QUERY_TIMEOUT: too long";
      await control.fail({ kind: "batch-fails", chunk: 2, stateMessage });
      await sfbulk.addBatch(connection, job, "SELECT Name FROM Account");
      await control.advance(60_000);
      const all = await sfbulk.listBatches(connection, job.id);
      const failed = all.find(({ state }) => state === "Failed");
      const { given, error } = await drain(sfbulk.queryResults(connection, job.id));
      expectEqual(given.length, 0, "records before the error");
      const message = messageOf(error);
      expectThat(failed !== undefined && message.includes(failed.id) && message.includes(stateMessage), "it is named");
      const batches = all.filter(({ state }) => state === "Completed");
      expectEqual(
        (await collect(sfbulk.queryResults(connection, job.id, { batches }))).map(({ Name }) => Name),
        ["A", "C"],
        "the records of the others",
      );
    },
  },
  {
    name: "numbers of a query's JSON keep all their digits",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      const spec = { operation: "query", object: "Account", contentType: "JSON" } as const;
      const job = await sfbulk.createJob(connection, spec);
      await sfbulk.addBatch(connection, job, "SELECT Name FROM Account");
      await control.advance(60_000);
      const text = '[{"a":12345678901234567,"b":0.1,"c":"12345678901234567","d":-1234567890123456.78}]';
      const fetch = instead(connection.fetch ?? globalThis.fetch, /\/result\/752\w+$/, text);
      expectEqual(
        await collect(sfbulk.queryResults({ ...connection, fetch }, job.id)),
        [{ a: "12345678901234567", b: 0.1, c: "12345678901234567", d: "-1234567890123456.78" }],
        "the record",
      );
    },
  },
  {
    name: "one odd job of the org's list spoils nothing of the others",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      const { id } = await control.addJob({ object: "Account" });
      const [listed] = await collect(sfbulk.findJobs(connection));
      const odd = { ...listed, id: "7509H0000016GUXQA2", object: null, state: null, systemModstamp: "soon" };
      const list = JSON.stringify({ done: true, records: [odd, listed], nextRecordsUrl: null });
      const fetch = instead(connection.fetch ?? globalThis.fetch, /\/jobs\/ingest\?jobType=Classic$/, list);
      const jobs = await collect(sfbulk.findJobs({ ...connection, fetch }));
      expectEqual(
        jobs.map((job) => [job.id, job.problems?.length ?? 0]),
        [
          ["7509H0000016GUXQA2", 3],
          [id, 0],
        ],
        "the jobs and how many problems each has",
      );
      const stale = await collect(sfbulk.closeStaleJobs({ ...connection, fetch }, { olderThan: 0 }));
      expectEqual(
        Object.fromEntries(stale.map(({ jobId, outcome }) => [jobId, outcome])),
        { [id]: "closed", "7509H0000016GUXQA2": "failed" },
        "what a sweep did",
      );
    },
  },
];
