import * as core from "@sfbulk/core";
import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { Connection } from "jsforce";
import { afterEach, expect, test, vi } from "vitest";

// A connection object of jsforce's own, as it is, goes to every operation: what else is on it is nobody's business.

const instanceUrl = "https://acme.my.salesforce.com";

/** What an operation is called with, in an org with a job of each kind. */
interface Place {
  readonly connection: Connection;
  readonly emulator: Emulator;
  readonly job: core.JobInfo;
  readonly batch: core.BatchInfo;
  readonly ingestJob: core.IngestJobInfo;
}

afterEach(() => void vi.unstubAllGlobals());

async function place(): Promise<Place> {
  const emulator = createEmulator({ instanceUrl, queueTime: 0, processTime: 0 });
  // jsforce's connection brings no `fetch`: the runtime's is used.
  vi.stubGlobal("fetch", emulator.fetch);
  const connection = new Connection({ instanceUrl, accessToken: emulator.accessToken, version: "66.0" });
  const job = await core.createJob(connection, { operation: "insert", object: "Account" });
  const batch = await core.addBatch(connection, job, "Name\nAcme\n");
  const ingestJob = await core.createIngestJob(connection, { operation: "insert", object: "Account" });
  await core.uploadIngestRows(connection, ingestJob, "Name\nAcme\n");
  return { connection, emulator, job, batch, ingestJob };
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const account = { operation: "insert", object: "Account" } as const;
const quick = { minInterval: 0, maxInterval: 0 } as const;

async function query({ connection }: Place): Promise<string> {
  const job = await core.createJob(connection, { operation: "query", object: "Account" });
  await core.addBatch(connection, job, "SELECT Id FROM Account");
  await core.closeJob(connection, job.id);
  await core.waitForJob(connection, job.id, quick);
  return job.id;
}

const operations: Readonly<Record<string, (given: Place) => Promise<unknown>>> = {
  abortIngestJob: ({ connection, ingestJob }) => core.abortIngestJob(connection, ingestJob.id),
  abortJob: ({ connection, job }) => core.abortJob(connection, job.id),
  abortJobs: ({ connection, job, ingestJob }) => collect(core.abortJobs(connection, [job.id, ingestJob.id])),
  addBatch: ({ connection, job }) => core.addBatch(connection, job, "Name\nGlobex\n"),
  addBatches: ({ connection, job }) => core.addBatches(connection, job, "Name\nGlobex\n"),
  carryOutSweep: async ({ connection }) => {
    const planned = await collect(core.closeStaleJobs(connection, { olderThan: 0, dryRun: true }));
    const plans = planned.filter(({ outcome }) => outcome.startsWith("would-"));
    return await collect(core.carryOutSweep(connection, plans as core.PlannedEnding[]));
  },
  closeIngestJob: ({ connection, ingestJob }) => core.closeIngestJob(connection, ingestJob.id),
  closeJob: ({ connection, job }) => core.closeJob(connection, job.id),
  closeJobs: ({ connection, job, ingestJob }) => collect(core.closeJobs(connection, [job.id, ingestJob.id])),
  closeStaleJobs: ({ connection }) => collect(core.closeStaleJobs(connection, { olderThan: 0 })),
  createIngestJob: ({ connection }) => core.createIngestJob(connection, account),
  createJob: ({ connection }) => core.createJob(connection, account),
  deleteIngestJob: async ({ connection, ingestJob }) => {
    await core.abortIngestJob(connection, ingestJob.id);
    await core.deleteIngestJob(connection, ingestJob.id);
  },
  failedRows: async ({ connection, job }) => {
    await core.closeJob(connection, job.id);
    return await collect(core.failedRows(connection, job.id));
  },
  failedRowsCsv: async ({ connection, job }) => {
    await core.closeJob(connection, job.id);
    return await collect(core.failedRowsCsv(connection, job.id));
  },
  findJobApi: async ({ connection, emulator }) => {
    const { id } = await emulator.control.addJob({ object: "Account" });
    expect(await core.findJobApi(connection, id)).toBe("1.0");
  },
  findJobs: ({ connection }) => collect(core.findJobs(connection)),
  getBatch: ({ connection, job, batch }) => core.getBatch(connection, job.id, batch.id),
  getBatchRequest: ({ connection, job, batch }) => core.getBatchRequest(connection, job.id, batch.id),
  getBatchResults: ({ connection, job, batch }) => core.getBatchResults(connection, job.id, batch.id),
  getIngestJob: ({ connection, ingestJob }) => core.getIngestJob(connection, ingestJob.id),
  getJob: ({ connection, job }) => core.getJob(connection, job.id),
  getUser: ({ connection }) => core.getUser(connection),
  ingestResults: async ({ connection, ingestJob }) => {
    await core.closeIngestJob(connection, ingestJob.id);
    const job = await core.waitForIngestJob(connection, ingestJob.id, quick);
    return await collect(core.ingestResults(connection, job, "successful"));
  },
  jobResults: async ({ connection, job }) => {
    await core.closeJob(connection, job.id);
    return await collect(core.jobResults(connection, job.id));
  },
  listBatches: ({ connection, job }) => core.listBatches(connection, job.id),
  openJob: async ({ connection }) => {
    const open = await core.openJob(connection, account);
    await open[Symbol.asyncDispose]();
  },
  queryResults: async (given) => await collect(core.queryResults(given.connection, await query(given))),
  queryResultsCsv: async (given) => await collect(core.queryResultsCsv(given.connection, await query(given))),
  settleClose: ({ connection, job }) => core.settleClose(connection, job.id),
  uploadIngestRows: async ({ connection }) => {
    const job = await core.createIngestJob(connection, account);
    await core.uploadIngestRows(connection, job, "Name\nGlobex\n");
  },
  uploadSpec: async ({ connection }) => {
    const job = await core.createJob(connection, account);
    await core.uploadSpec(connection, job, "Salesforce Field,Csv Header,Value,Hint\nName,Title,,\n");
  },
  waitForIngestJob: async ({ connection, ingestJob }) => {
    await core.closeIngestJob(connection, ingestJob.id);
    return await core.waitForIngestJob(connection, ingestJob.id, quick);
  },
  waitForJob: async ({ connection, job }) => {
    await core.closeJob(connection, job.id);
    return await core.waitForJob(connection, job.id, quick);
  },
  watchJob: async ({ connection, job }) => {
    await core.closeJob(connection, job.id);
    return await collect(core.watchJob(connection, job.id, quick));
  },
  withJob: ({ connection }) => core.withJob(connection, account, async () => await Promise.resolve()),
};

/** What core exports besides operations on a connection. */
const others: ReadonlySet<string> = new Set([
  "argumentError",
  "checkOptions",
  "checkWholeNumber",
  "clientCredentialsSource",
  "describeBadToken",
  "isGzip",
  "isInterruptedLoad",
  "isLoadError",
  "isSameId",
  "isSfbulkError",
  "isUnfinishedBatch",
  "jwtBearerSource",
  "normaliseInstanceUrl",
  "normaliseVersion",
  "readTimeout",
  "redact",
  "refreshTokenSource",
  "toLongId",
  "withCode",
]);

test("every operation that there is", () => {
  const functions = Object.entries(core).filter(
    ([name, value]) => typeof value === "function" && /^[a-z]/.test(name) && !others.has(name),
  );
  expect(Object.keys(operations)).toEqual(functions.map(([name]) => name).toSorted());
});

test.each(Object.entries(operations))("%s takes it", async (_name, run) => {
  const given = await place();
  const before = (await given.emulator.control.exchanges()).length;
  await run(given);
  const after = (await given.emulator.control.exchanges()).length;
  expect(after).toBeGreaterThan(before);
  // Nobody has written to it, or asked it to do anything.
  expect(given.connection.accessToken).toBe(given.emulator.accessToken);
});
