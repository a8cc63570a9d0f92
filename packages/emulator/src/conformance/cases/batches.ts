import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";

const rows = "LastName\nLovelace\n";

/** That no row goes in twice, and none is lost. */
export const batches: readonly ConformanceCase[] = [
  {
    name: "a batch whose answer is lost is found, and not sent again",
    async run({ sfbulk, connect, control }) {
      const job = await sfbulk.createJob(connect(), { operation: "insert", object: "Contact" });
      await control.fail({ kind: "answer-lost", on: { operation: "addBatch" } });
      const batch = await sfbulk.addBatch(connect(), job, rows);
      expectEqual(
        (await control.batches(job.id)).map(({ id }) => id),
        [batch.id],
        "the batches",
      );
    },
  },
  {
    name: "a batch that did not arrive is sent again, once",
    async run({ sfbulk, connect, control }) {
      const job = await sfbulk.createJob(connect(), { operation: "insert", object: "Contact" });
      await control.fail({ kind: "request-lost", on: { operation: "addBatch" } });
      const batch = await sfbulk.addBatch(connect(), job, rows);
      expectEqual(
        (await control.batches(job.id)).map(({ id }) => id),
        [batch.id],
        "the batches",
      );
    },
  },
  {
    name: "in a job that it knows nothing of, a batch whose answer is lost is never sent twice",
    async run({ sfbulk, connect, control }) {
      const job = await control.addJob({ object: "Contact" });
      await control.fail({ kind: "answer-lost", on: { operation: "addBatch" } });
      // Whether it can be found hangs on the org's clock, which pages do not see.
      const ended = await sfbulk.addBatch(connect(), job, rows).then(
        ({ id }) => id,
        (error: unknown) => (error as Error).message,
      );
      const [batch, ...others] = await control.batches(job.id);
      expectEqual(others, [], "other batches");
      expectThat(
        ended === batch?.id || ended.includes("whether the batch was added is unknown"),
        `it is found, or it is said that nobody knows: ${ended}`,
      );
    },
  },
  {
    name: "the same rows twice on purpose are two batches, also when an answer is lost",
    async run({ sfbulk, connect, control }) {
      const job = await sfbulk.createJob(connect(), { operation: "insert", object: "Contact" });
      const first = await sfbulk.addBatch(connect(), job, rows);
      await control.fail({ kind: "answer-lost", on: { operation: "addBatch" } });
      const second = await sfbulk.addBatch(connect(), job, rows);
      expectThat(first.id !== second.id, "they have two ids");
      expectEqual((await control.batches(job.id)).length, 2, "the batches");
    },
  },
  {
    name: "a batch for a closed job is a SalesforceError",
    async run({ sfbulk, connect }) {
      const job = await sfbulk.createJob(connect(), { operation: "insert", object: "Contact" });
      await sfbulk.closeJob(connect(), job.id);
      const error = await expectRejection(sfbulk.addBatch(connect(), job, rows), "adding to a closed job");
      expectEqual([error.name, error["exceptionCode"]], ["SalesforceError", "InvalidJobState"], "the error");
    },
  },
  {
    name: "the columns of a CSV job are mapped to fields by a spec",
    async run({ sfbulk, connect, control }) {
      const job = await sfbulk.createJob(connect(), { operation: "insert", object: "Contact" });
      await sfbulk.uploadSpec(connect(), job, "Salesforce Field,Csv Header,Value,Hint\nLastName,Surname,,\n");
      await sfbulk.addBatch(connect(), job, "Surname\nLovelace\n");
      await control.advance(60_000);
      expectEqual(
        (await control.records("Contact")).map((record) => record["LastName"]),
        ["Lovelace"],
        "the org's records",
      );
    },
  },
  {
    name: "a job is created once, also when its answer is lost",
    async run({ sfbulk, connect, control }) {
      await control.fail({ kind: "answer-lost", on: { operation: "create" } });
      const error = await expectRejection(
        sfbulk.createJob(connect(), { operation: "insert", object: "Contact" }),
        "creating without an answer",
      );
      expectEqual([error.name, error["code"]], ["NetworkError", "JobMayExist"], "the error");
      expectEqual(
        error["candidates"],
        (await control.jobs()).map(({ id }) => id),
        "the job that it may have made",
      );
    },
  },
];
