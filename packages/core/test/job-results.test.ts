import {
  failedRows,
  failedRowsCsv,
  type FetchAdapter,
  getBatchRequest,
  getBatchResults,
  jobResults,
  type NumberedBatch,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { connect, fault, jobId, json, page, rejection } from "./scripted-adapter.ts";

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
  /** Whether what it holds comes only when nobody waits for it any more. */
  readonly hangs?: boolean;
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
      const infoOf = (batch: LoadBatch): object => ({
        jobId,
        state: "Completed",
        stateMessage: null,
        createdDate: "2015-12-15T20:45:25.000+0000",
        systemModstamp: "2015-12-15T20:45:25.000+0000",
        numberRecordsFailed: 1,
        ...batch,
      });
      if (path === "") return json({ batchInfo: batches.map(infoOf) });
      const [id, word] = path.split("/");
      const batch = batches.find((each) => each.id === id);
      if (word === undefined) return batch === undefined ? fault("InvalidBatch", "no") : json(infoOf(batch));
      org.most = Math.max(org.most, ++org.underWay);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (batch?.hangs === true) await new Promise((stopped) => signal.addEventListener("abort", stopped));
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

describe("numbers that do not fit are never a guess", () => {
  test.each([
    ["rows that were sent", { request: "Name\nAcme\n" }, "the reply has 1 rows, expected 2"],
    ["a request that cannot be read", { request: 'Name\n"Acme\n' }, "the quotes of row 1 are wrong"],
    ["uneven rows", { request: "Name,Phone\nAcme\nGlobex,1\n" }, "row 1 has 1 value for 2 columns"],
    ["an array in JSON", { request: '[{"Name":["x"]},{}]' }, 'row 1 has an array in "Name"'],
    ["half of JSON", { request: '[{"Name":"x"},{' }, "their JSON is damaged"],
    ["another root in XML", { request: "<rows/>" }, "their XML is not that of sObjects"],
    ["half of XML", { request: "<sObjects><sObject>" }, "their XML is damaged"],
  ])("%s: the failed rows come without their record, and what was sent once", async (_, batch, words) => {
    const org = loadOrg(
      { id: one, results: resultsCsv(false, false), ...batch },
      { id: two, results: resultsCsv(false), request: "Name\nInitech\n" },
    );
    const found = await collect(failedRows(connect(org), jobId));
    expect(found.map(({ rowNumber, record, text }) => [rowNumber, record, text])).toEqual([
      [1, {}, batch.request],
      [2, {}, undefined],
      [3, { Name: "Initech" }, undefined],
    ]);
    expect(found[0]?.errors.map(({ statusCode }) => statusCode)).toEqual(["X_Y", "ROW_UNREADABLE"]);
    expect(found[1]?.errors[1]?.message).toContain(words);
  });
  test.each([
    ["fewer results than records processed", { numberRecordsProcessed: 3 }, undefined, 3],
    ["more results than records processed", { numberRecordsProcessed: 1 }, undefined, 1],
    ["another number of rows than the caller sent", { numberRecordsProcessed: 2 }, 4, 4],
  ])("%s: which rows were written is not known", async (_, batch, rows, count) => {
    const org = loadOrg({ id: one, results: resultsCsv(true, false), ...batch, numberRecordsFailed: 0 });
    const named = rows === undefined ? {} : { batches: [{ batch: { id: one }, rows }] };
    const found = await collect(jobResults(connect(org), jobId, named));
    expect(found).toHaveLength(count);
    for (const row of found) {
      expect(row).toMatchObject({ success: false, mayBeWritten: true, errors: [{ statusCode: "RESULTS_UNREADABLE" }] });
      expect(row.errors[0]?.message).toContain(`the reply has 2 results, expected ${count}`);
    }
  });
  test("a batch that the job does not have", async () => {
    const error = await rejection(numbers(loadOrg({ id: one }), [{ batch: { id: two } }]));
    expect(error).toMatchObject({ name: "ResponseError" });
    expect(error.message).toContain(`it has no batch "${two}"`);
  });
});

describe("a batch that failed", () => {
  const failed = { id: one, state: "Failed", stateMessage: "InvalidBatch : no", request: "Name\nAcme\nGlobex\n" };
  const errors = [{ statusCode: "BATCH_FAILED", message: "InvalidBatch : no", fields: [] }];
  test("has its rows refused, each one", async () => {
    const org = loadOrg(failed, { id: two, results: resultsCsv(true) });
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
  test("midway and has no results all the same: which rows were written is not known", async () => {
    const org = loadOrg({ ...failed, numberRecordsProcessed: 1, numberRecordsFailed: 0 });
    expect(await collect(jobResults(connect(org), jobId))).toMatchObject([
      { mayBeWritten: true },
      { mayBeWritten: true },
    ]);
    const none = loadOrg({ ...failed, numberRecordsProcessed: 2, numberRecordsFailed: 2 });
    for (const row of await collect(jobResults(connect(none), jobId))) expect(row).not.toHaveProperty("mayBeWritten");
  });

  describe("because nobody can read it", () => {
    const broken = { ...failed, request: 'Name\n"Acme\n' };
    const good = { id: two, results: resultsCsv(true, false), request: "Name\nInitech\nHooli\n" };
    test("hides nothing of the others, and stands for its rows once", async () => {
      const org = loadOrg(broken, good);
      expect(await collect(jobResults(connect(org), jobId))).toMatchObject([
        { rowNumber: 1, batchId: one, success: false, errors, wholeBatch: true },
        { rowNumber: 2, batchId: two, success: true },
        { rowNumber: 3, batchId: two, success: false },
      ]);
      const [whole, row] = await collect(failedRows(connect(org), jobId));
      expect(whole).toMatchObject({ batchId: one, record: {}, text: broken.request, wholeBatch: true });
      expect(whole?.errors.map(({ statusCode }) => statusCode)).toEqual(["BATCH_FAILED", "ROW_UNREADABLE"]);
      expect(row).toEqual({
        rowNumber: 3,
        batchId: two,
        id: null,
        record: { Name: "Hooli" },
        errors: [{ statusCode: "X_Y", message: "bad", fields: ["Name"] }],
      });
    });
    test("has as many rows as the caller knows", async () => {
      const batches = [{ batch: { id: one }, rows: 3 }, { batch: { id: two } }];
      const found = await collect(failedRows(connect(loadOrg(broken, good)), jobId, { batches }));
      expect(found.map(({ rowNumber, text, wholeBatch }) => [rowNumber, text, wholeBatch])).toEqual([
        [1, broken.request, undefined],
        [2, undefined, undefined],
        [3, undefined, undefined],
        [5, undefined, undefined],
      ]);
    });
    test("is named behind the CSV of the others", async () => {
      const pieces: string[] = [];
      const error = await rejection(
        (async () => {
          for await (const piece of failedRowsCsv(connect(loadOrg(broken, good)), jobId)) pieces.push(piece);
        })(),
      );
      expect(pieces.join("")).toBe('"Name"\n"Hooli"\n');
      expect(error).toMatchObject({ name: "ResponseError", code: "FailedRowsLeftOut", jobId });
      expect(error.message).toContain(`rows of batch "${one}": they cannot be told apart (InvalidBatch : no; `);
    });
    test("where the text does not come either, there is none", async () => {
      const { request: _, ...silent } = broken;
      const [whole] = await collect(failedRows(connect(loadOrg(silent, good)), jobId));
      expect(whole).toMatchObject({ batchId: one, wholeBatch: true });
      expect(whole).not.toHaveProperty("text");
    });
  });
});

describe("a completed batch whose results cannot be read", () => {
  const good = { id: two, results: resultsCsv(false), request: "Name\nInitech\n" };
  const bad = { id: one, request: "Name\nAcme\nGlobex\n", numberRecordsProcessed: 2, numberRecordsFailed: 1 };
  test.each(["Internal Server Error\n", "<!DOCTYPE html><title>no</title>", "[{", '{"x":1}', undefined])(
    "%j hides nothing of the others",
    async (results) => {
      const org = loadOrg({ ...bad, ...(results === undefined ? {} : { results }) }, good);
      expect(await numbers(org)).toEqual([
        [1, one, false],
        [2, one, false],
        [3, two, false],
      ]);
      const found = await collect(failedRows(connect(org), jobId));
      expect(found.map(({ record, mayBeWritten }) => [record, mayBeWritten])).toEqual([
        [{ Name: "Acme" }, true],
        [{ Name: "Globex" }, true],
        [{ Name: "Initech" }, undefined],
      ]);
      expect(found[0]?.errors[0]?.statusCode).toBe("RESULTS_UNREADABLE");
      const csv = collect(failedRowsCsv(connect(org), jobId));
      await expect(csv).rejects.toThrow(`rows of batch "${one}": they may have been written`);
    },
  );
  test("of which none was written, all failed", async () => {
    const org = loadOrg({ ...bad, numberRecordsFailed: 2, results: "no\n" });
    for (const row of await collect(failedRows(connect(org), jobId))) expect(row).not.toHaveProperty("mayBeWritten");
    expect((await collect(failedRowsCsv(connect(org), jobId))).join("")).toBe('"Name"\n"Acme"\n"Globex"\n');
  });
  test("without counts is counted by what was sent", async () => {
    const org = loadOrg({ ...bad, numberRecordsProcessed: 0, numberRecordsFailed: 0, results: "no\n" });
    expect(await collect(jobResults(connect(org), jobId))).toMatchObject([{ mayBeWritten: true }, { rowNumber: 2 }]);
  });
  test("is an error where the org does not answer otherwise either", async () => {
    const inner = loadOrg({ ...bad, results: "no\n" });
    const org: FetchAdapter = async (url, init) => (url.endsWith(one) ? page(503) : await inner(url, init));
    expect(await rejection(numbers(org))).toMatchObject({ name: "ResponseError", code: "UnreadableReply" });
  });
  test("because no connection lasts is an error: the next call may be luckier", async () => {
    const inner = loadOrg({ ...bad, results: "no\n" });
    const org: FetchAdapter = async (url, init) => {
      if (url.endsWith(`${one}/result`)) throw new TypeError("terminated");
      return await inner(url, init);
    };
    expect(await rejection(numbers(org))).toMatchObject({ name: "NetworkError" });
  });
});

describe("a reply without a length that is cut", () => {
  const results = resultsCsv(true, false, true);
  const request = 'Name,Note\nAcme,\n"Glo\nbex","a ""b"""\nInitech,x\n';
  const batch = { id: one, results, request, numberRecordsProcessed: 3, numberRecordsFailed: 1 };
  /** Gives the first bytes of what ends so, as often as it is asked or once. */
  const cutting = (end: string, at: number, always: boolean): FetchAdapter => {
    const inner = loadOrg(batch);
    let tries = 0;
    return async (url, init) => {
      const response = await inner(url, init);
      if (!url.endsWith(end) || (tries++ > 0 && !always)) return response;
      return new Response((await response.bytes()).slice(0, at));
    };
  };
  const places = (text: string): number[] => Array.from({ length: text.length }, (_, at) => at);

  test("at any byte, once, is read again", async () => {
    for (const at of places(results)) {
      expect(await numbers(cutting("/result", at, false))).toHaveLength(3);
      expect(await getBatchResults(connect(cutting("/result", at, false)), jobId, one)).toHaveLength(3);
    }
    for (const at of places(request)) {
      const [row] = await collect(failedRows(connect(cutting("/request", at, false)), jobId));
      expect(row?.record).toEqual({ Name: "Glo\nbex", Note: 'a "b"' });
      const text = await getBatchRequest(connect(cutting("/request", at, false)), jobId, one);
      expect(text).toBe(request);
    }
  });
  test("at any byte, each time, is never a shorter result without a word", async () => {
    for (const at of places(results)) {
      const found = await collect(jobResults(connect(cutting("/result", at, true)), jobId));
      expect(found.map(({ errors }) => errors[0]?.statusCode)).toEqual(Array(3).fill("RESULTS_UNREADABLE"));
      const error = await rejection(getBatchResults(connect(cutting("/result", at, true)), jobId, one));
      expect(error).toMatchObject({ name: "ResponseError" });
    }
    // Rows that are all there and have no line end may have been sent so.
    for (const at of places(request.slice(0, request.indexOf("Initech") + 1))) {
      const [row] = await collect(failedRows(connect(cutting("/request", at, true)), jobId));
      expect(row?.record).toEqual({});
      const error = await rejection(getBatchRequest(connect(cutting("/request", at, true)), jobId, one));
      expect(error).toMatchObject({ name: "ResponseError" });
    }
  });
  test("of a batch that failed, of which nobody knows the number of rows, is noticed by reading it twice", async () => {
    for (const at of places(request)) {
      const inner = loadOrg({ id: one, state: "Failed", request });
      let tries = 0;
      const org: FetchAdapter = async (url, init) =>
        url.endsWith("/request") && tries++ === 0 ? new Response(request.slice(0, at)) : await inner(url, init);
      expect(await numbers(org)).toHaveLength(3);
      tries = 0;
      expect(await getBatchRequest(connect(org), jobId, one)).toBe(request);
    }
  });
  test("a reply that says its length is read once", async () => {
    const inner = loadOrg({ id: one, state: "Failed", request });
    const org: FetchAdapter = async (url, init) => {
      const response = await inner(url, init);
      return url.endsWith("/request")
        ? new Response(request, { headers: { "content-length": String(request.length) } })
        : response;
    };
    expect(await numbers(org)).toHaveLength(3);
    expect(inner.paths).toEqual(["", `${one}/request`]);
  });
  test("of JSON and XML is seen by where it ends", async () => {
    const bodies = [
      '[{"Name":"Acme"},{"Name":"Globex"},{"Name":"x"}]',
      "<sObjects><sObject><Name>Acme</Name></sObject><sObject/><sObject/></sObjects>",
    ];
    for (const body of bodies) {
      for (const at of places(body)) {
        let tries = 0;
        const inner = loadOrg({ ...batch, request: body });
        const org: FetchAdapter = async (url, init) =>
          url.endsWith("/request") && tries++ === 0 ? new Response(body.slice(0, at)) : await inner(url, init);
        expect(await getBatchRequest(connect(org), jobId, one)).toBe(body);
      }
    }
  });
  test("what a batch that failed was sent as is given as it is, rows or not", async () => {
    const org = loadOrg({ id: one, state: "Failed", request: '[{"Name":' });
    expect(await getBatchRequest(connect(org), jobId, one)).toBe('[{"Name":');
    await expect(getBatchRequest(connect(org), jobId, one, { rows: 1 })).rejects.toMatchObject({
      code: "UnreadableReply",
    });
  });
  test("is counted against the rows that the caller knows", async () => {
    const org = loadOrg({ id: one, state: "Failed", request, results });
    expect(await getBatchRequest(connect(org), jobId, one, { rows: 3 })).toBe(request);
    await expect(getBatchRequest(connect(org), jobId, one, { rows: 4 })).rejects.toMatchObject({
      code: "RowsMismatch",
    });
    expect(await getBatchResults(connect(org), jobId, one, { rows: 3 })).toHaveLength(3);
    await expect(getBatchResults(connect(org), jobId, one, { rows: 2 })).rejects.toMatchObject({
      code: "RowsMismatch",
    });
  });
});

describe("equal columns", () => {
  const org = (request: string): FetchAdapter => loadOrg({ id: one, results: resultsCsv(false), request });
  test("both come, and are written as they were sent", async () => {
    const adapter = loadOrg(
      { id: one, results: resultsCsv(false), request: "Name,Name,Name (2)\nA,B,C\n" },
      { id: two, results: resultsCsv(false), request: "Name\nD\n" },
    );
    expect((await collect(failedRows(connect(adapter), jobId))).map(({ record }) => record)).toEqual([
      { Name: "A", "Name (3)": "B", "Name (2)": "C" },
      { Name: "D" },
    ]);
    expect((await collect(failedRowsCsv(connect(adapter), jobId))).join("")).toBe(
      '"Name","Name","Name (2)"\n"A","B","C"\n"D","",""\n',
    );
    expect(
      (await collect(failedRowsCsv(connect(adapter), jobId, { columns: ["Name", "Name (2)", "Name (3)"] }))).join(""),
    ).toBe('"Name","Name (2)","Name (3)"\n"A","C","B"\n"D","",""\n');
  });
  test("in XML, too", async () => {
    const xml = "<sObjects><sObject><Name>A</Name><Name>B</Name></sObject></sObjects>";
    expect((await collect(failedRows(connect(org(xml)), jobId))).map(({ record }) => record)).toEqual([
      { Name: "A", "Name (2)": "B" },
    ]);
  });
});

test("a row of one empty value is a row, and a line with nothing in it is none", async () => {
  const request = '\n\nName\n\n""\n\r\nAcme\n\n';
  const org = loadOrg({ id: one, results: resultsCsv(false, false), request, numberRecordsProcessed: 2 });
  expect((await collect(failedRows(connect(org), jobId))).map(({ record }) => record)).toEqual([
    { Name: "" },
    { Name: "Acme" },
  ]);
});

test("the id that Salesforce names with a failed row is kept", async () => {
  const results = resultsCsv(false).replace('"","false"', '"001A","false"');
  const org = loadOrg({ id: one, results, request: "Name\nAcme\n" });
  expect(await collect(failedRows(connect(org), jobId))).toMatchObject([{ id: "001A", record: { Name: "Acme" } }]);
});

test("only what failed is read back", async () => {
  const org = loadOrg(
    { id: one, numberRecordsProcessed: 5, numberRecordsFailed: 0 },
    { id: two, numberRecordsProcessed: 1, results: resultsCsv(true) },
    {
      id: three,
      numberRecordsProcessed: 2,
      results: resultsCsv(true, false),
      request: '\uFEFFName\r\nAcme\r\n"Glo\r\nbex"\r\n',
    },
  );
  const errors = [{ statusCode: "X_Y", message: "bad", fields: ["Name"] }];
  expect(await collect(failedRows(connect(org), jobId))).toEqual([
    { rowNumber: 8, batchId: three, id: null, record: { Name: "Glo\r\nbex" }, errors },
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
  org.most = 0;
  await collect(jobResults(connect(org), jobId));
  expect(org.most).toBe(8);
  // What was sent is read besides, and held.
  org.most = 0;
  await collect(failedRows(connect(org), jobId));
  expect(org.most).toBe(5);
  // What the third one and the fourth answer never comes, so that one is under way when the caller stops.
  const slow = loadOrg(
    ...Array.from({ length: 12 }, (_, at) => ({
      id: `7519H000001Xi${10 + at}`,
      results: resultsCsv(true),
      hangs: at >= 2,
    })),
  );
  for await (const { rowNumber } of jobResults(connect(slow), jobId, { concurrency: 3 })) if (rowNumber === 2) break;
  expect(slow.paths.length).toBeLessThanOrEqual(1 + 4);
  expect(slow.signals.at(-1)?.aborted).toBe(true);
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
