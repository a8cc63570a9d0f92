import { failedRows, failedRowsCsv, type FetchAdapter, jobResults, type NumberedBatch } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { connect, fault, jobId, json, rejection } from "./scripted-adapter.ts";

interface LoadBatch {
  readonly id: string;
  readonly state?: string;
  readonly stateMessage?: string;
  readonly createdDate?: string;
  readonly numberRecordsProcessed?: number;
  readonly numberRecordsFailed?: number;
  /** What the org holds of it; no results are a refusal. */
  readonly results?: string;
  readonly request?: string;
}

const [one, two, three] = ["7519H000001Xi01QAC", "7519H000001Xi02QAC", "7519H000001Xi03QAC"] as const;

const resultsCsv = (...success: boolean[]): string =>
  [
    '"Id","Success","Created","Error"',
    ...success.map((done) => (done ? '"001","true","true",""' : '"","false","false","X_Y:bad:Name --"')),
  ].join("\n") + "\n";

/** Answers about the batches of one job, and counts how many requests for their data are under way. */
function loadOrg(
  ...batches: LoadBatch[]
): FetchAdapter & { paths: string[]; signals: AbortSignal[]; underWay: number; most: number } {
  const org = Object.assign(
    (async (url, { signal }) => {
      org.signals.push(signal);
      const path = url.replace(/^.*\/job\/\w+\/batch\/?/, "");
      org.paths.push(path);
      if (path === "") {
        return json({
          batchInfo: batches.map((batch) => ({
            jobId,
            state: "Completed",
            stateMessage: null,
            createdDate: "2015-12-15T20:45:25.000+0000",
            systemModstamp: "2015-12-15T20:45:25.000+0000",
            numberRecordsFailed: 1,
            ...batch,
          })),
        });
      }
      const [id, word] = path.split("/");
      const batch = batches.find((each) => each.id === id);
      org.most = Math.max(org.most, ++org.underWay);
      await new Promise((resolve) => setTimeout(resolve, 0));
      org.underWay--;
      const text = word === "request" ? batch?.request : batch?.results;
      return text === undefined ? fault("InvalidBatch", "Records not processed") : new Response(text);
    }) as FetchAdapter,
    { paths: [] as string[], signals: [] as AbortSignal[], underWay: 0, most: 0 },
  );
  return org;
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of all) found.push(each);
  return found;
}

const numbers = async (org: FetchAdapter, batches?: readonly NumberedBatch[]): Promise<[number, string, boolean][]> =>
  (await collect(jobResults(connect(org), jobId, batches === undefined ? {} : { batches }))).map(
    ({ rowNumber, batchId, success }) => [rowNumber, batchId, success],
  );

describe("the order of batches", () => {
  const batches = [
    { id: three, createdDate: "2015-12-15T20:45:26.000Z", results: resultsCsv(true) },
    { id: two, results: resultsCsv(false) },
    { id: one, createdDate: "2015-12-15T20:45:27.000Z", results: resultsCsv(true, false) },
  ];
  test("is that of their age, whatever the order of the list", async () => {
    expect(await numbers(loadOrg(...batches))).toEqual([
      [1, two, false],
      [2, three, true],
      [3, one, true],
      [4, one, false],
    ]);
  });
  test("within a second it is that of their ids", async () => {
    const same = [two, three, one].map((id) => ({ id, results: resultsCsv(true) }));
    expect((await numbers(loadOrg(...same))).map(([, id]) => id)).toEqual([one, two, three]);
  });
  test("is the caller's where the caller knows it, with the numbers of the rows", async () => {
    const known = [{ batch: { id: one }, firstRow: 100 }, { batch: { id: two.slice(0, 15) } }];
    expect(await numbers(loadOrg(...batches), known)).toEqual([
      [100, one, true],
      [101, one, false],
      [102, two, false],
    ]);
  });
});

describe("numbers that do not fit are errors, never a guess", () => {
  test.each([
    ["fewer results than records processed", { numberRecordsProcessed: 3 }, "the reply has 2 results, expected 3"],
    ["more results than rows that were sent", { request: "Name\nAcme\n" }, "the reply has 1 rows, expected 2"],
    ["a request that cannot be read", { request: 'Name\n"Acme\n' }, "the rows that were sent cannot be read"],
    ["uneven rows", { request: "Name,Phone\nAcme\nGlobex,1\n" }, "row 1 has 1 values for 2 columns"],
    ["an array in JSON", { request: '[{"Name":["x"]},{}]' }, 'row 1 has an array in "Name"'],
    ["another root in XML", { request: "<rows/>" }, "expected the rows of a batch"],
  ])("%s", async (_, batch, words) => {
    const org = loadOrg({ id: one, results: resultsCsv(true, false), request: "Name\nAcme\nGlobex\n", ...batch });
    const error = await rejection(collect(failedRows(connect(org), jobId)));
    expect(error).toMatchObject({ name: "ResponseError", jobId });
    expect(error.message).toContain(words);
  });
  test("another number of rows than the caller sent", async () => {
    const org = loadOrg({ id: one, results: resultsCsv(true) });
    const error = await rejection(numbers(org, [{ batch: { id: one }, rows: 2 }]));
    expect(error.message).toContain("the reply has 1 results, expected 2");
  });
  test("a batch that the job does not have", async () => {
    const error = await rejection(numbers(loadOrg({ id: one }), [{ batch: { id: two } }]));
    expect(error).toMatchObject({ name: "ResponseError" });
    expect(error.message).toContain(`it has no batch "${two}"`);
  });
});

describe("a batch that failed", () => {
  const failed = { id: one, state: "Failed", stateMessage: "InvalidBatch : no", request: "Name\nAcme\nGlobex\n" };
  test("has its rows refused, each one", async () => {
    const org = loadOrg(failed, { id: two, results: resultsCsv(true) });
    const errors = [{ statusCode: "BATCH_FAILED", message: "InvalidBatch : no", fields: [] }];
    expect(await collect(jobResults(connect(org), jobId))).toEqual([
      { rowNumber: 1, batchId: one, id: null, success: false, created: false, errors },
      { rowNumber: 2, batchId: one, id: null, success: false, created: false, errors },
      { rowNumber: 3, batchId: two, id: "001", success: true, created: true, errors: [] },
    ]);
    expect(org.paths).not.toContain(`${one}/result`);
  });
  test("midway has the results of its first rows", async () => {
    const org = loadOrg({ ...failed, numberRecordsProcessed: 1, results: resultsCsv(true) });
    expect(await numbers(org)).toEqual([
      [1, one, true],
      [2, one, false],
    ]);
    expect(await collect(failedRows(connect(org), jobId))).toMatchObject([
      { rowNumber: 2, record: { Name: "Globex" } },
    ]);
  });
  test("midway and has no results all the same", async () => {
    expect(await numbers(loadOrg({ ...failed, numberRecordsProcessed: 1 }))).toHaveLength(2);
  });
  test("because nobody can read it is an error that says how to go on", async () => {
    const org = loadOrg({ ...failed, request: 'Name\n"Acme\n' }, { id: two, results: resultsCsv(true) });
    const error = await rejection(numbers(org));
    expect(error.message).toContain(
      "the batch is Failed (InvalidBatch : no); to leave it out, name the others as batches",
    );
    expect(await numbers(org, [{ batch: { id: two }, firstRow: 3 }])).toEqual([[3, two, true]]);
  });
});

test("only what failed is read back", async () => {
  const org = loadOrg(
    { id: one, numberRecordsProcessed: 5, numberRecordsFailed: 0 },
    { id: two, numberRecordsProcessed: 1, results: resultsCsv(true) },
    {
      id: three,
      numberRecordsProcessed: 2,
      results: resultsCsv(true, false),
      request: '\uFEFFName\r\nAcme\r\n"Glo\r\nbex"',
    },
  );
  const errors = [{ statusCode: "X_Y", message: "bad", fields: ["Name"] }];
  expect(await collect(failedRows(connect(org), jobId))).toEqual([
    { rowNumber: 8, batchId: three, record: { Name: "Glo\r\nbex" }, errors },
  ]);
  expect(org.paths).toEqual(["", `${two}/result`, `${three}/result`, `${three}/request`]);
  expect((await collect(failedRowsCsv(connect(org), jobId, { columns: ["Name"] }))).join("")).toBe(
    '"Name"\n"Glo\r\nbex"\n',
  );
});

test("a batch without counts is read all the same", async () => {
  const org = loadOrg({ id: one, numberRecordsFailed: 0, results: resultsCsv(false), request: "Name\nAcme\n" });
  expect(await collect(failedRows(connect(org), jobId))).toHaveLength(1);
});

test("numbers in JSON keep their digits", async () => {
  const request =
    '[{"Name":"1 \\" 2","Amount__c":1234567890123456.78,"Ext__c":-12345678901234567890,"Gone":null,"On":true}]';
  const org = loadOrg({ id: one, results: resultsCsv(false), request });
  const record = {
    Name: '1 " 2',
    Amount__c: "1234567890123456.78",
    Ext__c: "-12345678901234567890",
    Gone: "#N/A",
    On: "true",
  };
  expect((await collect(failedRows(connect(org), jobId))).map((row) => row.record)).toEqual([record]);
});

test("no more batches are read at once than is asked for, and none after the caller has stopped", async () => {
  const org = loadOrg(
    ...Array.from({ length: 12 }, (_, at) => ({ id: `7519H000001Xi${10 + at}`, results: resultsCsv(true) })),
  );
  await collect(jobResults(connect(org), jobId, { concurrency: 3 }));
  expect(org.most).toBe(3);
  org.paths.length = 0;
  for await (const { rowNumber } of jobResults(connect(org), jobId, { concurrency: 3 })) if (rowNumber === 2) break;
  expect(org.paths.length).toBeLessThanOrEqual(1 + 4);
  expect(org.signals.at(-1)?.aborted).toBe(true);
});

test("the caller's reason comes out between two rows", async () => {
  const controller = new AbortController();
  const org = loadOrg({ id: one, results: resultsCsv(true, true) });
  const rows = jobResults(connect(org), jobId, { signal: controller.signal });
  await rows.next();
  controller.abort("enough");
  await expect(rows.next()).rejects.toBe("enough");
});

test.each([
  [{ batches: [{ batch: { id: jobId } }] }, 'begins with "751"'],
  [{ batches: [{ batch: { id: one } }, { batch: { id: one } }] }, "stands in it twice"],
  [{ batches: [{ batch: { id: one }, firstRow: 0 }] }, "Cannot use batches.firstRow 0: expected a whole number from 1"],
  [{ batches: [{ batch: { id: one }, rows: -1 }] }, "Cannot use batches.rows -1: expected a whole number from 0"],
  [{ concurrency: 0 }, "whole number from 1 to 50"],
  [{ batches: 5 as never }, "Cannot use batches: expected an array as addBatches gave it, got 5"],
  [{ batches: [one as never] }, "Cannot use batches: expected each as addBatches gave it"],
  [{ batches: [{} as never] }, "Cannot use batches: expected each with its batch, got undefined"],
])("%o is refused when it is called", (options, words) => {
  const org = loadOrg();
  for (const read of [jobResults, failedRows, failedRowsCsv]) {
    expect(() => read(connect(org), jobId, options)).toThrow(TypeError);
    expect(() => read(connect(org), jobId, options)).toThrow(words);
  }
  expect(org.paths).toEqual([]);
});

test("a batch that ended while we asked is no obstacle", async () => {
  const inner = loadOrg({ id: one, state: "InProgress", results: resultsCsv(true) });
  expect(await numbers(inner)).toEqual([[1, one, true]]);
});
