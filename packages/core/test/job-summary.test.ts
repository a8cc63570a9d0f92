import { type FetchAdapter, jobSummary, type NumberedBatch } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { countReasons } from "../src/operations/results/failure-reasons.ts";
import { connect, fault, jobId, jobReply, json, rejection } from "./scripted-adapter.ts";

interface Batch {
  readonly state?: string;
  readonly stateMessage?: string;
  readonly numberRecordsProcessed?: number;
  readonly numberRecordsFailed?: number;
  readonly results?: string;
  readonly request?: string;
}

const idOf = (at: number): string => `7519H000001Xi${10 + at}`;

/** `+` is a row that was created, `=` one that was updated, everything else the error of one that failed. */
const resultsCsv = (...rows: string[]): string =>
  ['"Id","Success","Created","Error"', ...rows.map(lineOf)].map((line) => `${line}\n`).join("");
const lineOf = (row: string): string =>
  row === "+" ? '"001","true","true",""' : row === "=" ? '"001","true","false",""' : `"","false","false","${row}"`;

function org(
  batches: readonly Batch[],
  job: Record<string, unknown> = {},
): FetchAdapter & { readonly paths: string[] } {
  const paths: string[] = [];
  const infoOf = (batch: Batch, at: number): object => ({
    id: idOf(at),
    jobId,
    state: "Completed",
    stateMessage: null,
    createdDate: "2015-12-15T20:45:25.000Z",
    systemModstamp: "2015-12-15T20:45:25.000Z",
    numberRecordsProcessed: 0,
    numberRecordsFailed: 0,
    ...batch,
  });
  const adapter: FetchAdapter = async (url) => {
    const path = url.replace(/^.*\/job\/\w+\/?/, "");
    paths.push(path);
    if (path === "") return await Promise.resolve(jobReply({ numberRecordsFailed: 0, ...job }));
    if (path === "batch") return json({ batchInfo: batches.map(infoOf) });
    const [, id = "", word] = path.split("/");
    const at = batches.findIndex((_, index) => idOf(index) === id);
    const batch = batches[at] ?? {};
    if (word === undefined) return json(infoOf(batch, at));
    const text = word === "result" ? batch.results : batch.request;
    return text === undefined ? fault("InvalidBatch", "Records not processed") : new Response(text);
  };
  return Object.assign(adapter, { paths });
}

const failed: Batch = { state: "Failed", stateMessage: "InvalidBatch : no", request: "Name\na\nb\nc\n" };

test("a job of which a whole batch failed, and which says itself that none did", async () => {
  const adapter = org([
    { numberRecordsProcessed: 2, numberRecordsFailed: 0 },
    failed,
    { numberRecordsProcessed: 3, numberRecordsFailed: 2, results: resultsCsv("A_B:bad:Name --", "+", "A_B:bad:--") },
    { state: "NotProcessed", request: "Name\nx\n" },
  ]);
  expect(await jobSummary(connect(adapter), jobId)).toEqual({
    jobId,
    rows: 9,
    written: 3,
    created: 3,
    updated: 0,
    failed: 5,
    notProcessed: 1,
    unknown: 0,
    uncounted: 0,
    reasons: [
      { statusCode: "BATCH_FAILED", message: "InvalidBatch : no", rows: 3, firstRow: 3 },
      { statusCode: "A_B", message: "bad", rows: 2, firstRow: 6 },
      { statusCode: "NOT_PROCESSED", message: "The batch was not processed", rows: 1, firstRow: 9 },
    ],
  });
  // Of a batch that Salesforce says was written whole, an insert need not be read.
  expect(adapter.paths).not.toContain(`batch/${idOf(0)}/result`);
});

test.each([
  ["insert", 2, 0, false],
  ["update", 0, 2, false],
  ["delete", 0, 2, false],
  ["hardDelete", 0, 2, false],
  ["upsert", 1, 1, true],
  ["merge", 1, 1, true],
])("%s: %i created, %i not", async (operation, created, updated, isRead) => {
  const adapter = org([{ numberRecordsProcessed: 2, results: resultsCsv("+", "=") }], { operation });
  expect(await jobSummary(connect(adapter), jobId)).toMatchObject({ rows: 2, written: 2, created, updated });
  expect(adapter.paths.includes(`batch/${idOf(0)}/result`)).toBe(isRead);
});

test("the job itself spares a request", async () => {
  const adapter = org([{ numberRecordsProcessed: 2 }]);
  expect(await jobSummary(connect(adapter), { id: jobId, operation: "update" })).toMatchObject({ updated: 2 });
  expect(adapter.paths).toEqual(["batch"]);
});

test("batches that the caller knows are numbered as they are told, and no others are read", async () => {
  const batches: NumberedBatch[] = [{ batch: { id: idOf(1) }, firstRow: 100, rows: 3 }];
  const adapter = org([{ numberRecordsProcessed: 2 }, failed]);
  expect(await jobSummary(connect(adapter), jobId, { batches })).toMatchObject({
    rows: 3,
    failed: 3,
    reasons: [{ firstRow: 100, rows: 3 }],
  });
  // How many rows it has is known, and what they were is not asked.
  expect(adapter.paths).toEqual(["", "batch"]);
});

test("what is not known is not counted as failed", async () => {
  const adapter = org([
    { numberRecordsProcessed: 3, numberRecordsFailed: 1, results: "no results\n" },
    { ...failed, request: 'Name\n"broken' },
  ]);
  expect(await jobSummary(connect(adapter), jobId)).toMatchObject({
    rows: 4,
    written: 0,
    failed: 1,
    unknown: 3,
    uncounted: 1,
    reasons: [{ statusCode: "RESULTS_UNREADABLE", rows: 3 }, { statusCode: "BATCH_FAILED" }],
  });
});

test("a batch that still waits is an error, and a query is no job to sum up", async () => {
  const waiting = org([{ state: "Queued" }]);
  expect(await rejection(jobSummary(connect(waiting), jobId))).toMatchObject({ name: "SalesforceError" });
  const query = org([], { operation: "queryAll" });
  expect(await rejection(jobSummary(connect(query), jobId))).toMatchObject({
    name: "TypeError",
    message: `Cannot sum up job "${jobId}": it is a query and writes no rows`,
  });
});

test.each([{ maxReasons: 0 }, { maxReasons: 10_001 }])("%j is refused", async (options) => {
  const adapter = org([]);
  expect(await rejection(jobSummary(connect(adapter), jobId, options))).toBeInstanceOf(TypeError);
  expect(adapter.paths).toEqual([]);
});

describe("reasons", () => {
  const error = (statusCode: string, message: string) => ({ statusCode, message, fields: [] });
  test("are so many at most, and the rest is counted by its code", async () => {
    const rows = ["+", ...[1, 2, 3, 4, 5].map((id) => `DUPLICATE_VALUE:duplicate of ${id}:--`), "A_B:x:--"];
    const adapter = org([{ numberRecordsProcessed: 7, numberRecordsFailed: 6, results: resultsCsv(...rows) }]);
    const { reasons } = await jobSummary(connect(adapter), jobId, { maxReasons: 2 });
    expect(reasons).toEqual([
      { statusCode: "DUPLICATE_VALUE", message: null, rows: 3, firstRow: 4 },
      { statusCode: "DUPLICATE_VALUE", message: "duplicate of 1", rows: 1, firstRow: 2 },
      { statusCode: "DUPLICATE_VALUE", message: "duplicate of 2", rows: 1, firstRow: 3 },
      { statusCode: "A_B", message: null, rows: 1, firstRow: 7 },
    ]);
  });
  test("codes beyond the bound are counted together", () => {
    const reasons = countReasons(1);
    for (let row = 1; row <= 1000; row++) reasons.add([error(`CODE_${row}`, `${row}`)], row);
    expect(reasons.list()).toEqual([
      { statusCode: "", message: null, rows: 998, firstRow: 3 },
      { statusCode: "CODE_1", message: "1", rows: 1, firstRow: 1 },
      { statusCode: "CODE_2", message: null, rows: 1, firstRow: 2 },
    ]);
  });
  test("of a row are each counted once, and none is one, too", () => {
    const reasons = countReasons(10);
    reasons.add([error("A_B", "x"), error("A_B", "x"), error("C_D", "y")], 1);
    reasons.add([], 2);
    reasons.add([error("A_B", "x")], 3);
    expect(reasons.list()).toEqual([
      { statusCode: "A_B", message: "x", rows: 2, firstRow: 1 },
      { statusCode: "C_D", message: "y", rows: 1, firstRow: 1 },
      { statusCode: "", message: "", rows: 1, firstRow: 2 },
    ]);
  });
});
