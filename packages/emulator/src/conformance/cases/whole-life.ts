import type * as Core from "@sfbulk/core";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";

const spec = { operation: "insert", object: "Account" } as const;
const others = "0058Z000000EmuZQAS";
const dayAndMore = 25 * 60 * 60 * 1000;

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

const statesOf = async ({ control }: ConformanceContext): Promise<string[]> =>
  (await control.jobs()).map(({ state }) => state);

/** The job's life around its close: opened, ended, watched, found, swept. */
export const wholeLife: readonly ConformanceCase[] = [
  {
    name: "withJob closes the job when the work is done",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      const { job, value } = await sfbulk.withJob(
        connection,
        spec,
        async (open) => await sfbulk.addBatch(connection, open, "Name\nAcme\n"),
      );
      expectEqual([job.state, value.jobId], ["Closed", job.id], "the job and the batch");
      expectEqual((await control.job(job.id))?.state, "Closed", "the org's job");
    },
  },
  {
    name: "withJob aborts the job when the work fails, also after the signal",
    run: async (context) => {
      const { sfbulk, connect } = context;
      const controller = new AbortController();
      const failing = sfbulk.withJob(
        connect(),
        spec,
        () => {
          controller.abort();
          throw new Error("line 7 is no good");
        },
        { signal: controller.signal },
      );
      expectEqual((await expectRejection(failing, "the work")).message, "line 7 is no good", "the error");
      expectEqual(await statesOf(context), ["Aborted"], "the org's jobs");
    },
  },
  {
    name: "a job is watched until its batches are processed",
    run: async ({ sfbulk, connect, control }) => {
      const connection = connect();
      // By the org's clock it is made in an hour: however busy the computer is, nothing is processed until that is turned on.
      const { id } = await control.addJob({
        state: "Closed",
        batches: ["Name\nAcme\n", "Name\nBeta\n"],
        ageMs: -3_600_000,
      });
      const seen: Core.JobProgress[] = [];
      for await (const progress of sfbulk.watchJob(connection, id, { minInterval: 1, maxInterval: 5 })) {
        seen.push(progress);
        await control.advance(3_660_000);
      }
      const [first, last] = [seen[0], seen.at(-1)];
      expectEqual([first?.batchesDone, first?.batches], [0, undefined], "the first reading");
      expectEqual([last?.batchesDone, last?.rowsProcessed, last?.batches?.length], [2, 2, 2], "the last reading");
    },
  },
  {
    name: "running out of time while waiting changes nothing",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const { id } = await control.addJob();
      const error = await expectRejection(
        sfbulk.waitForJob(connect(), id, { minInterval: 1, maxInterval: 5, waitTimeout: 30 }),
        "the waiting",
      );
      expectEqual([error.name, error["jobId"]], ["WaitTimeoutError", id], "the error");
      expectEqual(await statesOf(context), ["Open"], "the org's jobs");
      expectThat(
        (await control.exchanges()).every(({ method }) => method === "GET"),
        "nothing but reading",
      );
    },
  },
  {
    name: "closeJobs closes what it can and says what it could not",
    run: async ({ sfbulk, connect, control }) => {
      const ids: string[] = [];
      for (const seed of [{}, { state: "Closed" }, { createdById: others }, { state: "Aborted" }] as const) {
        ids.push((await control.addJob(seed)).id);
      }
      const outcomes = await collect(sfbulk.closeJobs(connect(), [...ids, "nonsense"], { concurrency: 2 }));
      const byId = Object.fromEntries(
        outcomes.map((one) => [one.jobId, one.outcome === "failed" ? one.error.name : one.outcome]),
      );
      expectEqual(
        [...ids, "nonsense"].map((id) => byId[id]),
        ["closed", "already-closed", "SalesforceError", "SalesforceError", "TypeError"],
        "the outcomes",
      );
    },
  },
  {
    name: "jobs are found by state, age and creator",
    run: async ({ sfbulk, connect, control }) => {
      for (const seed of [{ ageMs: dayAndMore }, {}, { state: "Closed" }, { createdById: others }] as const) {
        await control.addJob(seed);
      }
      const count = async (filter: Core.JobFilter): Promise<number> =>
        (await collect(sfbulk.findJobs(connect(), filter))).length;
      expectEqual(await count({}), 4, "all of them");
      expectEqual(await count({ state: "Open" }), 3, "the open ones");
      expectEqual(await count({ olderThan: "24h" }), 1, "the old ones");
      expectEqual(await count({ createdBy: "me" }), 3, "mine");
    },
  },
  {
    name: "jobs that were left open are closed, others' are named, and a dry run does nothing",
    run: async (context) => {
      const { sfbulk, connect, control } = context;
      const mine = await control.addJob({ ageMs: dayAndMore });
      const theirs = await control.addJob({ ageMs: dayAndMore, createdById: others });
      await control.addJob();
      const sweep = async (options: Core.CloseStaleJobsOptions): Promise<string[][]> =>
        (await collect(sfbulk.closeStaleJobs(connect(), options)))
          .map(({ jobId, outcome }) => [jobId, outcome])
          .toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1));
      expectEqual(
        await sweep({ dryRun: true }),
        [
          [mine.id, "would-close"],
          [theirs.id, "not-ours"],
        ],
        "the dry run",
      );
      expectEqual(await statesOf(context), ["Open", "Open", "Open"], "the jobs after the dry run");
      expectEqual((await sweep({}))[0], [mine.id, "closed"], "the sweep");
      expectEqual(await statesOf(context), ["Closed", "Open", "Open"], "the jobs after the sweep");
    },
  },
];
