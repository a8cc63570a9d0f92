import type * as Core from "@sfbulk/core";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";

const spec = { operation: "insert", object: "Contact" } as const;
const rows = 'FirstName,LastName\nAda,Lovelace\nGrace,\n"Line\nbreak","Quo""te"\n';
const soon = { minInterval: 1, maxInterval: 5 };

/** Creates a job of Bulk API 2.0 and uploads rows to it. */
async function loaded({ sfbulk }: ConformanceContext, connection: Core.Connection): Promise<Core.IngestJobInfo> {
  const job = await sfbulk.createIngestJob(connection, spec);
  await sfbulk.uploadIngestRows(connection, job, rows);
  return job;
}

/** The org's clock goes on while a request is on its way. */
const expectClosed = ({ state }: Core.AnyJobInfo): void =>
  expectThat(["UploadComplete", "InProgress", "JobComplete"].includes(state), `closed, and not "${state}"`);

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** Jobs of Bulk API 2.0: their close is one word, and must be as certain. */
export const ingestJobs: readonly ConformanceCase[] = [
  {
    name: "a job of Bulk API 2.0 is created, filled, closed, waited for and read",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const connection = connect({ gzip: true });
      const { id } = await loaded(context, connection);
      expectClosed(await sfbulk.closeIngestJob(connection, id));
      await control.advance(60_000);
      const job = await sfbulk.waitForIngestJob(connection, id, soon);
      expectEqual(
        [job.state, job.numberRecordsProcessed, job.numberRecordsFailed],
        ["JobComplete", 3, 1],
        "the job at its end",
      );
      const successful = await collect(sfbulk.ingestResults(connection, job, "successful"));
      expectEqual(
        Object.fromEntries(
          successful.map(({ created, record }) => [record["FirstName"] ?? "", [created, record["LastName"]]]),
        ),
        { Ada: [true, "Lovelace"], "Line\nbreak": [true, 'Quo"te'] },
        "the rows that were written",
      );
      const failed = await collect(sfbulk.ingestResults(connection, job, "failed"));
      expectEqual(
        failed.map(({ record, errors }) => [record["FirstName"], errors[0]?.statusCode]),
        [["Grace", "REQUIRED_FIELD_MISSING"]],
        "the row that was refused",
      );
      expectEqual(await collect(sfbulk.ingestResults(connection, job, "unprocessed")), [], "the rows left over");
    },
  },
  {
    name: "a job of Bulk API 2.0 is closed although the answer is lost, and again",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const connection = connect();
      const { id } = await loaded(context, connection);
      await control.fail({ kind: "answer-lost" });
      expectClosed(await sfbulk.closeIngestJob(connection, id));
      await control.advance(60_000);
      expectEqual((await sfbulk.closeIngestJob(connection, id)).state, "JobComplete", "the second close");
    },
  },
  {
    name: "which API a job belongs to is found out, and jobs of both are closed together",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const connection = connect();
      const { id } = await loaded(context, connection);
      const classic = await control.addJob();
      const query = await control.addQueryJob();
      const found: Core.JobApi[] = [];
      for (const jobId of [id, classic.id, query.id]) found.push(await sfbulk.findJobApi(connection, jobId));
      expectEqual(found, ["2.0-ingest", "1.0", "2.0-query"], "the APIs");
      const settled = await collect(sfbulk.closeJobs(connection, [id, classic.id], { concurrency: 1 }));
      expectEqual(
        settled.map(({ jobId, outcome }) => [jobId, outcome]),
        [
          [id, "closed"],
          [classic.id, "closed"],
        ],
        "the outcomes",
      );
    },
  },
  {
    name: "a job of Bulk API 2.0 is aborted and deleted",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const connection = connect();
      const { id } = await loaded(context, connection);
      expectEqual((await sfbulk.abortIngestJob(connection, id)).state, "Aborted", "the abort");
      const closing = await expectRejection(sfbulk.closeIngestJob(connection, id), "closing what is aborted");
      expectEqual(closing.name, "SalesforceError", "the error");
      await sfbulk.deleteIngestJob(connection, id);
      expectEqual(await control.bulk2Job(id), null, "the org's job");
    },
  },
];
