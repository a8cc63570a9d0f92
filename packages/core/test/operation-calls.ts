import type * as Core from "@sfbulk/core";

/** What calls of operations are about: jobs and batches that are there, for who wants to hear an answer. */
export interface Subjects {
  /** A job of Bulk API 1.0, open, with one batch. */
  readonly open: Core.BatchJob;
  /** One that is closed, whose batches are processed. */
  readonly closed: { readonly id: string; readonly batchId: string };
  /** One that queries, closed and processed. */
  readonly query: { readonly id: string };
  /** A job of Bulk API 2.0, open, without rows. */
  readonly ingest: Core.IngestJobInfo;
  /** One that is complete. */
  readonly complete: Core.IngestJobInfo;
  /** A query of Bulk API 2.0 that is aborted, or can be. */
  readonly running: Core.QueryJobInfo;
  /** One that is complete. */
  readonly found: Core.QueryJobInfo;
  /** What a dry run of a sweep planned. */
  readonly planned: readonly Core.PlannedEnding[];
}

/** Options as whoever calls them may give them. */
type Options = object | undefined;

/** An operation, as it is called in tests of all of them. */
export interface OperationCall {
  /** Calls it so that it succeeds, and gives what it returns: a promise or an iterator. */
  readonly call: (connection: Core.Connection, subjects: Subjects, options?: Options) => unknown;
  /** Calls it with an id that is none, where it takes one. */
  readonly callWithBadId?: (connection: Core.Connection) => unknown;
  /** What becomes of a bad id where it is one of many: an outcome. */
  readonly badIdIsOutcome?: true;
  /** Calls it with a spec of its own that has a name too many, where it takes a spec. */
  readonly callWithSpec?: (connection: Core.Connection, more: object) => unknown;
  /** An option that it has, misspelt, and what it is called. */
  readonly misspelt?: readonly [given: string, name: string];
}

const insert = { operation: "insert", object: "Account" } as const;
const soql = { query: "SELECT Id, Name FROM Account" } as const;
const csv = "Name\nAcme\nGlobex\n";

/** What a load of one batch gave, as far as its rows are read by it. */
const loadOf = ({ id, batchId }: Subjects["closed"]): Pick<Core.LoadResult, "batches"> => ({
  batches: [{ jobId: id, firstRow: 1, rows: 2, batch: { id: batchId } }],
});

/** Options of a wait that nobody waits for. */
const soon = { minInterval: 0, maxInterval: 0 };

/** Every operation that the package exports. A test sees to it that none is missing. */
export const operationCalls = (core: typeof Core): Readonly<Record<string, OperationCall>> => ({
  abortIngestJob: {
    call: (to, { ingest }, options) => core.abortIngestJob(to, ingest.id, options),
    callWithBadId: (to) => core.abortIngestJob(to, "nonsense"),
  },
  abortJob: {
    call: (to, { open }, options) => core.abortJob(to, open.id, options),
    callWithBadId: (to) => core.abortJob(to, "nonsense"),
  },
  abortJobs: {
    call: (to, { open, ingest }, options) => core.abortJobs(to, [open.id, ingest.id], options),
    callWithBadId: (to) => core.abortJobs(to, ["nonsense"]),
    badIdIsOutcome: true,
    misspelt: ["concurency", "concurrency"],
  },
  abortQueryJob: {
    call: (to, { running }, options) => core.abortQueryJob(to, running.id, options),
    callWithBadId: (to) => core.abortQueryJob(to, "nonsense"),
  },
  addBatch: {
    call: (to, { open }, options) => core.addBatch(to, open, csv, options),
    callWithBadId: (to) => core.addBatch(to, { id: "nonsense", contentType: "CSV" }, csv),
  },
  addBatches: {
    call: (to, { open }, options) => core.addBatches(to, open, csv, { maxRecords: 1, added: [], ...options }),
    callWithBadId: (to) => core.addBatches(to, { id: "nonsense", contentType: "CSV" }, csv),
    misspelt: ["batchSize", "maxRecords"],
  },
  carryOutSweep: {
    call: (to, { planned }, options) => core.carryOutSweep(to, planned, options),
    callWithBadId: (to) => core.carryOutSweep(to, [{ jobId: "nonsense" } as Core.PlannedEnding]),
    badIdIsOutcome: true,
    misspelt: ["limit", "concurrency"],
  },
  checkColumns: {
    call: (to, _, options) => core.checkColumns(to, insert, ["Name"], options),
  },
  closeIngestJob: {
    call: (to, { ingest }, options) => core.closeIngestJob(to, ingest.id, options),
    callWithBadId: (to) => core.closeIngestJob(to, "nonsense"),
  },
  closeJob: {
    call: (to, { open }, options) => core.closeJob(to, open.id, options),
    callWithBadId: (to) => core.closeJob(to, "nonsense"),
  },
  closeJobs: {
    call: (to, { open, ingest }, options) => core.closeJobs(to, [open.id, ingest.id], options),
    callWithBadId: (to) => core.closeJobs(to, ["nonsense"]),
    badIdIsOutcome: true,
    misspelt: ["parallelism", "concurrency"],
  },
  closeStaleJobs: {
    call: (to, _, options) => core.closeStaleJobs(to, { olderThan: 0, abortOthers: true, ...options }),
    callWithBadId: (to) => core.closeStaleJobs(to, { createdBy: "nonsense" }),
    misspelt: ["dryrun", "dryRun"],
  },
  createIngestJob: {
    call: (to, _, options) => core.createIngestJob(to, insert, options),
    callWithBadId: (to) => core.createIngestJob(to, { ...insert, assignmentRuleId: "nonsense" }),
    callWithSpec: (to, more) => core.createIngestJob(to, { ...insert, ...more }),
  },
  createJob: {
    call: (to, _, options) => core.createJob(to, insert, options),
    callWithBadId: (to) => core.createJob(to, { ...insert, assignmentRuleId: "nonsense" }),
    callWithSpec: (to, more) => core.createJob(to, { ...insert, ...more }),
  },
  createQueryJob: {
    call: (to, _, options) => core.createQueryJob(to, soql, options),
  },
  deleteIngestJob: {
    call: (to, { complete }, options) => core.deleteIngestJob(to, complete.id, options),
    callWithBadId: (to) => core.deleteIngestJob(to, "nonsense"),
  },
  deleteQueryJob: {
    call: (to, { found }, options) => core.deleteQueryJob(to, found.id, options),
    callWithBadId: (to) => core.deleteQueryJob(to, "nonsense"),
  },
  describeObject: {
    call: (to, _, options) => core.describeObject(to, "Account", options),
  },
  failedRows: {
    call: (to, { closed }, options) => core.failedRows(to, closed.id, options),
    callWithBadId: (to) => core.failedRows(to, "nonsense"),
    misspelt: ["bacthes", "batches"],
  },
  failedRowsCsv: {
    call: (to, { closed }, options) => core.failedRowsCsv(to, closed.id, options),
    callWithBadId: (to) => core.failedRowsCsv(to, "nonsense"),
    misspelt: ["column", "columns"],
  },
  findDuplicateBatches: {
    call: (to, { open }, options) => core.findDuplicateBatches(to, open, [], options),
    callWithBadId: (to) => core.findDuplicateBatches(to, { id: "nonsense", contentType: "CSV" }, []),
  },
  findJobApi: {
    call: (to, { ingest }, options) => core.findJobApi(to, ingest.id, options),
    callWithBadId: (to) => core.findJobApi(to, "nonsense"),
  },
  findJobs: {
    call: (to, _, options) => core.findJobs(to, { createdBy: "me", ...options }),
    callWithBadId: (to) => core.findJobs(to, { createdBy: "nonsense" }),
    misspelt: ["sobject", "object"],
  },
  findUsers: {
    call: (to, _, options) => core.findUsers(to, ["0058Z000000Emu1QAC"], options),
    callWithBadId: (to) => core.findUsers(to, ["nonsense"]),
  },
  getBatch: {
    call: (to, { closed }, options) => core.getBatch(to, closed.id, closed.batchId, options),
    callWithBadId: (to) => core.getBatch(to, "7509H0000016GUXQA2", "nonsense"),
  },
  getBatchRequest: {
    call: (to, { closed }, options) => core.getBatchRequest(to, closed.id, closed.batchId, options),
    callWithBadId: (to) => core.getBatchRequest(to, "7509H0000016GUXQA2", "nonsense"),
    misspelt: ["row", "rows"],
  },
  getBatchResults: {
    call: (to, { closed }, options) => core.getBatchResults(to, closed.id, closed.batchId, options),
    callWithBadId: (to) => core.getBatchResults(to, "7509H0000016GUXQA2", "nonsense"),
    misspelt: ["row", "rows"],
  },
  getIngestJob: {
    call: (to, { ingest }, options) => core.getIngestJob(to, ingest.id, options),
    callWithBadId: (to) => core.getIngestJob(to, "nonsense"),
  },
  getJob: {
    call: (to, { open }, options) => core.getJob(to, open.id, options),
    callWithBadId: (to) => core.getJob(to, "nonsense"),
  },
  getQueryJob: {
    call: (to, { found }, options) => core.getQueryJob(to, found.id, options),
    callWithBadId: (to) => core.getQueryJob(to, "nonsense"),
  },
  getUser: { call: (to, _, options) => core.getUser(to, options) },
  ingestResults: {
    call: (to, { complete }, options) => core.ingestResults(to, complete, "successful", options),
    callWithBadId: (to) => core.ingestResults(to, { id: "nonsense", columnDelimiter: "COMMA" }, "failed"),
  },
  ingestResultsCsv: {
    call: (to, { complete }, options) => core.ingestResultsCsv(to, complete, "successful", options),
    callWithBadId: (to) => core.ingestResultsCsv(to, { id: "nonsense", columnDelimiter: "COMMA" }, "failed"),
    misspelt: ["onRow", "onRows"],
  },
  jobResults: {
    call: (to, { closed }, options) => core.jobResults(to, closed.id, options),
    callWithBadId: (to) => core.jobResults(to, "nonsense"),
    misspelt: ["limit", "concurrency"],
  },
  jobSummary: {
    call: (to, { closed }, options) => core.jobSummary(to, closed.id, options),
    callWithBadId: (to) => core.jobSummary(to, "nonsense"),
    misspelt: ["maxReason", "maxReasons"],
  },
  listBatches: {
    call: (to, { open }, options) => core.listBatches(to, open.id, options),
    callWithBadId: (to) => core.listBatches(to, "nonsense"),
  },
  listObjects: {
    call: (to, _, options) => core.listObjects(to, options),
  },
  loadFailedRows: {
    call: (to, { closed }, options) => core.loadFailedRows(to, loadOf(closed), options),
    callWithBadId: (to) => core.loadFailedRows(to, loadOf({ id: "nonsense", batchId: "nonsense" })),
    misspelt: ["parallelism", "concurrency"],
  },
  loadResults: {
    call: (to, { closed }, options) => core.loadResults(to, loadOf(closed), options),
    callWithBadId: (to) => core.loadResults(to, loadOf({ id: "nonsense", batchId: "nonsense" })),
    misspelt: ["parallelism", "concurrency"],
  },
  loadRows: {
    call: (to, _, options) => core.loadRows(to, insert, csv, { ...soon, ...options }),
    callWithSpec: (to, more) => core.loadRows(to, { ...insert, ...more }, csv),
    misspelt: ["batchSize", "maxRecords"],
  },
  openJob: {
    call: async (to, _, options) => {
      const job = await core.openJob(to, insert, options);
      await job[Symbol.asyncDispose]();
    },
    callWithBadId: (to) => core.openJob(to, { ...insert, assignmentRuleId: "nonsense" }),
    callWithSpec: (to, more) => core.openJob(to, { ...insert, ...more }),
    misspelt: ["timeout", "endTimeout"],
  },
  planUndo: {
    call: (to, { closed }, options) => core.planUndo(to, { jobs: [closed.id] }, options),
    callWithBadId: (to) => core.planUndo(to, { jobs: ["nonsense"] }),
    misspelt: ["snapshots", "snapshot"],
  },
  queryJobResults: {
    call: (to, { found }, options) => core.queryJobResults(to, found.id, options),
    callWithBadId: (to) => core.queryJobResults(to, "nonsense"),
    misspelt: ["buferBytes", "bufferBytes"],
  },
  queryJobResultsCsv: {
    call: (to, { found }, options) => core.queryJobResultsCsv(to, found.id, options),
    callWithBadId: (to) => core.queryJobResultsCsv(to, "nonsense"),
    misspelt: ["ordr", "order"],
  },
  queryResults: {
    call: (to, { query }, options) => core.queryResults(to, query.id, options),
    callWithBadId: (to) => core.queryResults(to, "nonsense"),
    misspelt: ["Schema", "schema"],
  },
  queryResultsCsv: {
    call: (to, { query }, options) => core.queryResultsCsv(to, query.id, options),
    callWithBadId: (to) => core.queryResultsCsv(to, "nonsense"),
    misspelt: ["bacthes", "batches"],
  },
  runQuery: {
    call: (to, _, options) => core.runQuery(to, soql.query, { ...soon, ...options }),
    misspelt: ["pkchunking", "pkChunking"],
  },
  runQueryCsv: {
    call: (to, _, options) => core.runQueryCsv(to, soql.query, { api: "1.0", ...soon, ...options }),
    misspelt: ["kep", "keep"],
  },
  settleClose: {
    call: (to, { open }, options) => core.settleClose(to, open.id, options),
    callWithBadId: (to) => core.settleClose(to, "nonsense"),
  },
  snapshotRows: {
    call: (to, { open }, options) =>
      core.snapshotRows(to, { ...open, operation: "update", object: "Account" }, "Id,Name\n001000000000001,A\n", {
        snapshot: core.memorySnapshot(),
        ...options,
      }),
    callWithBadId: (to) =>
      core.snapshotRows(to, { id: "nonsense", operation: "update", object: "Account" }, "Id\n", {
        snapshot: core.memorySnapshot(),
      }),
    misspelt: ["firstrow", "firstRow"],
  },
  undoLoad: {
    call: (to, { closed }, options) => core.undoLoad(to, { jobs: [closed.id] }, { ...soon, ...options }),
    callWithBadId: (to) => core.undoLoad(to, { jobs: ["nonsense"] }),
    misspelt: ["onplan", "onPlan"],
  },
  uploadIngestRows: {
    call: (to, { ingest }, options) => core.uploadIngestRows(to, ingest, csv, options),
    callWithBadId: (to) => core.uploadIngestRows(to, { id: "nonsense" }, csv),
  },
  uploadSpec: {
    call: async (to, _, options) => {
      const job = await core.createJob(to, insert, options);
      await core.uploadSpec(to, job, "Salesforce Field,Csv Header,Value,Hint\nName,Name,,\n", options);
    },
    callWithBadId: (to) => core.uploadSpec(to, { id: "nonsense", contentType: "CSV" }, "a"),
  },
  waitForIngestJob: {
    call: (to, { complete }, options) => core.waitForIngestJob(to, complete.id, { ...soon, ...options }),
    callWithBadId: (to) => core.waitForIngestJob(to, "nonsense"),
    misspelt: ["timeout", "waitTimeout"],
  },
  waitForJob: {
    call: (to, { closed }, options) => core.waitForJob(to, closed.id, { ...soon, ...options }),
    callWithBadId: (to) => core.waitForJob(to, "nonsense"),
    misspelt: ["timeout", "waitTimeout"],
  },
  waitForQueryJob: {
    call: (to, { found }, options) => core.waitForQueryJob(to, found.id, { ...soon, ...options }),
    callWithBadId: (to) => core.waitForQueryJob(to, "nonsense"),
    misspelt: ["timeout", "waitTimeout"],
  },
  watchJob: {
    call: (to, { closed }, options) => core.watchJob(to, closed.id, { ...soon, ...options }),
    callWithBadId: (to) => core.watchJob(to, "nonsense"),
    misspelt: ["pollInterval", "minInterval"],
  },
  withJob: {
    call: (to, _, options) =>
      core.withJob(to, insert, async (job, signal) => await core.addBatch(to, job, csv, { signal }), options),
    callWithBadId: (to) => core.withJob(to, { ...insert, assignmentRuleId: "nonsense" }, () => 1),
    callWithSpec: (to, more) => core.withJob(to, { ...insert, ...more }, () => 1),
    misspelt: ["onerror", "onError"],
  },
});

/** Goes through what an operation returned, to its end: a promise, or an iterator, of which it gives the items. */
export async function finish(returned: unknown): Promise<unknown> {
  if (typeof returned !== "object" || returned === null || !(Symbol.asyncIterator in returned)) return await returned;
  const items: unknown[] = [];
  for await (const item of returned as AsyncIterable<unknown>) items.push(item);
  return items;
}
