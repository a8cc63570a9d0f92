import type * as Core from "@sfbulk/core";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";
import { whileTimePasses } from "./while-time-passes.ts";

const soql = "SELECT Id, Name FROM Account";
const soon = { minInterval: 1, maxInterval: 5 };

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** Puts so many accounts into the org, among them what CSV finds hard, and gives their names. */
async function withAccounts({ sfbulk, connect, control }: ConformanceContext, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) =>
    index % 3 === 0 ? `Line\n"${index}", \u00fc` : `Plain ${index}`,
  );
  const rows = names.map((name) => `"${name.replaceAll('"', '""')}"\n`).join("");
  const connection = connect();
  const job = await sfbulk.createJob(connection, { operation: "insert", object: "Account" });
  await sfbulk.addBatch(connection, job, `Name\n${rows}`);
  await sfbulk.closeJob(connection, job.id);
  await control.advance(60_000);
  return names;
}

/** Has a query found, and gives the id of its job. */
async function found({ sfbulk, connect, control }: ConformanceContext, query = soql): Promise<string> {
  const { id } = await sfbulk.createQueryJob(connect(), { query });
  await control.advance(60_000);
  return id;
}

const namesOf = (records: readonly Core.QueryRecord[]): string[] => records.map((record) => String(record["Name"]));

/** Queries of Bulk API 2.0, and queries of either API in one call. */
export const queryJobs: readonly ConformanceCase[] = [
  {
    name: "a query job of Bulk API 2.0 is created, waited for, read and deleted",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const names = await withAccounts(context, 7);
      const connection = connect();
      const id = await found(context);
      const job = await sfbulk.waitForQueryJob(connection, id, soon);
      expectEqual([job.state, job.numberRecordsProcessed], ["JobComplete", 7], "the job at its end");
      expectEqual(
        namesOf(await collect(sfbulk.queryJobResults(connection, id))),
        names,
        "the rows, several pages at a time",
      );
      const pages = { concurrency: 1, maxRecords: 2 };
      expectEqual(
        namesOf(await collect(sfbulk.queryJobResults(connection, id, pages))),
        names,
        "the rows, page by page",
      );
      const bytes = await collect(sfbulk.queryJobResultsCsv(connection, id, pages));
      const decoder = new TextDecoder();
      const csv = bytes.map((piece) => decoder.decode(piece, { stream: true })).join("");
      expectEqual(csv.match(/"Id","Name"/g)?.length, 1, "the header, once");
      expectThat(csv.includes('"Line\n""3"", \u00fc"'), "the values as they are");
      await sfbulk.deleteQueryJob(connection, id);
      expectEqual(await control.bulk2Job(id), null, "the org's job");
    },
  },
  {
    name: "a query of Bulk API 2.0 that finds nothing gives its header and no rows",
    run: async (context) => {
      const { sfbulk, connect } = context;
      const id = await found(context);
      expectEqual(await collect(sfbulk.queryJobResults(connect(), id)), [], "the rows");
      const bytes = await collect(sfbulk.queryJobResultsCsv(connect(), id));
      expectEqual(bytes.map((piece) => new TextDecoder().decode(piece)).join(""), '"Id","Name"\n', "the bytes");
    },
  },
  {
    name: "a query job of Bulk API 2.0 is aborted although the answer is lost, and read by its own dialect",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const connection = connect();
      const slow = await control.addQueryJob({ extraTime: 3_600_000 });
      await control.fail({ kind: "answer-lost", on: { operation: "abortQueryJob" } });
      expectEqual((await sfbulk.abortQueryJob(connection, slow.id)).state, "Aborted", "the abort");
      expectEqual((await sfbulk.getQueryJob(connection, slow.id)).state, "Aborted", "the job");
      const names = await withAccounts(context, 3);
      const spec = { query: soql, columnDelimiter: "SEMICOLON", lineEnding: "CRLF" } as const;
      const { id } = await sfbulk.createQueryJob(connection, spec);
      await control.advance(60_000);
      expectEqual(namesOf(await collect(sfbulk.queryJobResults(connection, id))), names, "the rows");
    },
  },
  {
    name: "pages that break off, or come in any order, give exactly the rows",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const names = await withAccounts(context, 12);
      const id = await found(context);
      const on = { operation: "getQueryJobResults" } as const;
      for (const options of [{}, { order: "any" }, { bufferBytes: 1 }, { concurrency: 1, maxRecords: 5 }] as const) {
        await control.fail({ kind: "body-dropped", on, times: 2, skip: 1 });
        const rows = namesOf(await collect(sfbulk.queryJobResults(connect(), id, options)));
        expectEqual(rows.toSorted(), names.toSorted(), `the rows with ${JSON.stringify(options)}`);
      }
    },
  },
  {
    name: "runQuery gives the rows of either API, and leaves nothing that goes on",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const names = await withAccounts(context, 4);
      await whileTimePasses(control, async () => {
        for (const api of ["2.0", "1.0"] as const) {
          const rows = namesOf(await collect(sfbulk.runQuery(connect(), soql, { api, ...soon })));
          expectEqual(rows.toSorted(), names.toSorted(), `the rows by ${api}`);
          for await (const piece of sfbulk.runQueryCsv(connect(), soql, { api, ...soon })) {
            expectThat(piece.length > 0, "bytes came");
            break;
          }
        }
      });
      expectEqual(await control.bulk2Jobs(), [], "the jobs of 2.0");
      const open = (await control.jobs()).filter(({ state }) => state === "Open");
      expectEqual(open, [], "the open jobs of 1.0");
    },
  },
  {
    name: "jobs of both APIs are found, each once, and a sweep aborts what is open of 2.0",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const connection = connect({ version: "68.0" });
      const day = 24 * 3_600_000;
      const classic = await control.addJob({ ageMs: 2 * day });
      const ingest = await control.addIngestJob({ ageMs: 2 * day });
      const queued = await control.addIngestJob({ ageMs: 2 * day, state: "UploadComplete", extraTime: 9 * day });
      const query = await control.addQueryJob({ ageMs: 2 * day });
      const { id: refresh } = await sfbulk.createIngestJob(connection, { operation: "refresh" });
      const all = await collect(sfbulk.findJobs(connection));
      expectEqual(
        all.map(({ id }) => id).toSorted(),
        [classic.id, ingest.id, queued.id, query.id, refresh].toSorted(),
        "the jobs",
      );
      expectEqual(all.find(({ id }) => id === refresh)?.object, null, "the object of what is for none");
      const swept = await collect(sfbulk.closeStaleJobs(connection, { ingest: "delete" }));
      expectEqual(
        swept.map(({ jobId, outcome }) => `${jobId} ${outcome}`).toSorted(),
        [`${classic.id} closed`, `${ingest.id} deleted`].toSorted(),
        "the sweep",
      );
      expectEqual((await control.bulk2Job(queued.id))?.state, "InProgress", "what is queued");
      expectEqual((await sfbulk.getIngestJob(connection, refresh)).object, null, "the job without an object, read");
      const closing = sfbulk.closeJobs(connection, [{ id: query.id, jobType: "V2Query" }]);
      expectEqual((await collect(closing))[0]?.outcome, "failed", "closing a query");
      const ended = await collect(sfbulk.abortJobs(connection, [{ id: refresh, jobType: "V2Ingest" }]));
      expectEqual(ended[0]?.outcome, "aborted", "the job without an object, aborted");
      const reading = await expectRejection(collect(sfbulk.queryJobResults(connection, queued.id)), "reading no query");
      expectEqual(reading.name, "SalesforceError", "the error");
    },
  },
];
