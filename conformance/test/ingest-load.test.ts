import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Connection, type IngestLoadOptions, type IngestLoadSpec, loadRows, type RowSource } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { api, changesOf, readsJob, statesOf, withLine } from "./ingest-load-org.ts";
import { csvOf, errorOf, namesIn, spec, start, summaryOf } from "./load-org.ts";

// What `loadRows` promises by Bulk API 2.0, one thing at a time. That it holds in all of them at once is in
// ingest-load-soak.test.ts.

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

describe("loadRows by Bulk API 2.0", () => {
  test("fills as many jobs as the limit asks for, each with one upload", async () => {
    const { emulator, connection } = start();
    const load = await loadRows(connection, spec, csvOf(10), { ...api, maxBytes: 50, concurrency: 1 });
    expect(load.summary).toEqual(summaryOf(10, 10));
    expect(load.api).toBe("2.0");
    expect(load.jobs).toHaveLength(3);
    expect(load.batches.map(({ jobId, firstRow, rows, batch }) => [jobId === batch.id, firstRow, rows])).toEqual([
      [true, 1, 4],
      [true, 5, 4],
      [true, 9, 2],
    ]);
    const once = ["createIngestJob", "uploadData", "closeIngestJob"];
    expect(await changesOf(emulator)).toEqual([...once, ...once, ...once]);
    expect(await statesOf(emulator)).toEqual(["JobComplete", "JobComplete", "JobComplete"]);
    expect(await namesIn(emulator)).toEqual(Array.from({ length: 10 }, (_, index) => `Row ${index + 1}`));
  });

  test.each([true, false])("holds the rows of a job no longer than until they are there (gzip: %j)", async (gzip) => {
    const org = start();
    const bodies: WeakRef<ArrayBuffer>[] = [];
    const held: number[] = [];
    const line = withLine(org, "PATCH", readsJob, async (send) => {
      const answer = await send();
      await new Promise((resolve) => setImmediate(resolve));
      collect();
      held.push(bodies.filter((body) => body.deref() !== undefined).length);
      return answer;
    });
    const fetch: Connection["fetch"] = async (url, init) => {
      if (init.method === "PUT" && init.body !== undefined) bodies.push(new WeakRef(init.body.buffer));
      return await (line.fetch ?? globalThis.fetch)(url, init);
    };
    await loadRows({ ...org.connection, gzip, fetch }, spec, csvOf(16), { ...api, maxBytes: 50, concurrency: 1 });
    // A job that is closed may not be there, and then its rows go to another one.
    expect(held).toEqual([1, 1, 1, 1, 1]);
  });

  test.each([
    [",", "\n", "COMMA", "LF"],
    [";", "\r\n", "SEMICOLON", "CRLF"],
    ["\t", "\n", "TAB", "LF"],
    ["|", "\r\n", "PIPE", "CRLF"],
    ["^", "\n", "CARET", "LF"],
    ["`", "\n", "BACKQUOTE", "LF"],
    [";", "\r", "SEMICOLON", "LF"],
  ])(
    "keeps the delimiter %j, and the line end %j where Salesforce has it",
    async (delimiter, end, name, lineEnding) => {
      const { emulator, connection } = start();
      const other = delimiter === "," ? ";" : ",";
      const rows = [`Name${delimiter}Phone`, `"A${delimiter}B"${delimiter}1`, `C${other}D${delimiter}"2""3"`];
      const uploads: string[] = [];
      const line = withLine({ emulator, connection }, "PUT", /batches$/, (send) => send());
      const fetch: Connection["fetch"] = async (url, init) => {
        if (init.method === "PUT") uploads.push(new TextDecoder().decode(init.body));
        return await (line.fetch ?? globalThis.fetch)(url, init);
      };
      const { summary, jobs } = await loadRows({ ...connection, gzip: false, fetch }, spec, rows.join(end) + end, api);
      expect(summary).toEqual(summaryOf(2, 2));
      expect(await emulator.control.bulk2Job(jobs[0] ?? "")).toMatchObject({ columnDelimiter: name, lineEnding });
      const sentEnd = end === "\r" ? "\n" : end;
      expect(uploads).toEqual([rows.join(sentEnd) + sentEnd]);
      expect(await namesIn(emulator)).toEqual([`A${delimiter}B`, `C${other}D`]);
    },
  );

  test.each<[string, RowSource, IngestLoadOptions]>([
    ["records", [{ Name: "A", Phone: "1" }, { Name: "B" }], api],
    ["a stream of bytes", new Blob(["Name;Phone\nA;1\nB;\n"]).stream(), api],
    ["rows without a header line", "A\t1\nB\t\n", { ...api, header: ["Name", "Phone"] }],
    ["UTF-16", new Uint8Array(Buffer.from("\uFEFFName,Phone\nA,1\nB,\n", "utf16le")), api],
  ])("loads %s", async (_, source, options) => {
    const { emulator, connection } = start();
    const load = await loadRows({ ...connection, gzip: true }, spec, source, options);
    expect(load.summary).toEqual(summaryOf(2, 2));
    expect(await namesIn(emulator)).toEqual(["A", "B"]);
  });

  test("has so many jobs at a time, from the creation to the last row processed", async () => {
    const org = start({ queueTime: 60_000 });
    let most = 0;
    let looks = 0;
    const connection = withLine(org, "GET", readsJob, async (send) => {
      const unended = (await statesOf(org.emulator)).filter((state) => state !== "JobComplete");
      most = Math.max(most, unended.length);
      // Time goes on when no other job has come for long.
      if (++looks > 20) {
        looks = 0;
        await org.emulator.control.advance(60_000);
      }
      return await send();
    });
    const { jobs } = await loadRows(connection, spec, csvOf(12), { ...api, maxBytes: 30 });
    expect(jobs.length).toBeGreaterThan(5);
    expect(most).toBe(2);
  });

  test.each<[string, string, unknown, object]>([
    ["ConflictingOptions", 'Cannot use maxRecords with api "2.0": Salesforce makes', spec, { maxRecords: 5 }],
    ["ConflictingOptions", 'Cannot use firstBatchAlone with api "2.0"', spec, { firstBatchAlone: true }],
    ["ConflictingOptions", 'Cannot use concurrencyMode with api "2.0"', { ...spec, concurrencyMode: "Serial" }, {}],
    ["ConflictingOptions", 'Cannot use pkChunking with api "2.0"', { ...spec, pkChunking: true }, {}],
    ["ConflictingOptions", 'Cannot use disableBatchRetry with api "2.0"', { ...spec, disableBatchRetry: true }, {}],
    ["ConflictingOptions", 'Cannot use lineEnding with api "2.0"', { ...spec, lineEnding: "LF" }, {}],
    ["InvalidArgument", 'Cannot use contentType "JSON"', { ...spec, contentType: "JSON" }, {}],
    ["InvalidArgument", 'Cannot use operation "query"', { operation: "query", object: "Account" }, {}],
    ["InvalidArgument", "without externalIdFieldName", { operation: "upsert", object: "Account" }, {}],
    ["InvalidArgument", "Cannot use maxBytes 100000001", spec, { maxBytes: 100_000_001 }],
    ["InvalidArgument", 'Cannot use onError "close"', spec, { onError: "close" }],
    ["UnknownOption", 'Cannot use option "maxByte": did you mean "maxBytes"?', spec, { maxByte: 5 }],
    ["ConflictingOptions", "Cannot check fields and values to refresh", { operation: "refresh" }, { fields: "check" }],
  ])("refuses with %s, before anything is sent: %s", async (code, words, given, options) => {
    const { emulator, connection } = start();
    const error = await errorOf(loadRows(connection, given as IngestLoadSpec, "Name\nA\n", { ...api, ...options }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(words);
    expect(await changesOf(emulator)).toEqual([]);
  });

  test("checks columns and values as a load in batches does, whatever the delimiter", async () => {
    const { emulator, connection } = start();
    const error = await errorOf(loadRows(connection, spec, "Name;Fone\nA;1\n", api));
    expect(error).toMatchObject({ name: "TypeError", code: "UnfitColumns" });
    expect(await changesOf(emulator)).toEqual([]);
    const { preflight } = await loadRows(connection, spec, "Name;NumberOfEmployees\nA;many\nB;2\n", api);
    expect(preflight).toMatchObject({ checked: true, rows: 2 });
    expect(preflight.values).toMatchObject([{ column: "NumberOfEmployees", count: 1, examples: [{ line: 2 }] }]);
  });

  test("sends nothing any more where too many rows fail", async () => {
    const { emulator, connection } = start();
    const bad = `Name,Phone\n${",1\n".repeat(40)}`;
    const options = { ...api, maxBytes: 60, maxFailed: 3, concurrency: 1 };
    const error = await errorOf(loadRows(connection, spec, bad, options));
    expect(error).toMatchObject({ name: "LoadError", code: "TooManyFailed" });
    expect(await statesOf(emulator)).toEqual(["JobComplete"]);
    // Where all were sent, there is a result.
    const whole = await errorOf(loadRows(connection, spec, "Name,Phone\n,1\n,2\nC,3\n", { ...api, maxFailed: "50%" }));
    expect(whole).toMatchObject({ code: "TooManyFailed", result: { api: "2.0", summary: { written: 1, failed: 2 } } });
  });

  test.each([
    ["abort", ["Aborted", "Aborted"]],
    ["leave", ["UploadComplete", "UploadComplete"]],
  ] as const)(
    "where too many rows fail, what is being processed is ended as onError says: %s",
    async (onError, states) => {
      const org = start({ queueTime: 60_000 });
      let isFailing = false;
      const connection = withLine(org, "GET", readsJob, async (send) => {
        const response = await send();
        isFailing ||= (await statesOf(org.emulator)).length === 2;
        if (!isFailing) return response;
        // As a job tells that has failed rows behind it and others before it.
        const job = (await response.json()) as object;
        return Response.json({ ...job, state: "InProgress", numberRecordsProcessed: 4, numberRecordsFailed: 4 });
      });
      const plain: Connection["fetch"] = async (url, init) => {
        const { "accept-encoding": _, ...headers } = init.headers;
        return await (connection.fetch ?? fetch)(url, { ...init, headers });
      };
      const options = { ...api, maxBytes: 60, maxFailed: 3, onError };
      const error = await errorOf(loadRows({ ...connection, fetch: plain }, spec, csvOf(8), options));
      expect(error).toMatchObject({ name: "LoadError", code: "TooManyFailed", nextRow: 9 });
      expect(await statesOf(org.emulator)).toEqual(states);
    },
  );

  test.each([
    ["abort", "Aborted"],
    ["leave", "Open"],
  ] as const)("a signal ends it at once, and onError %s leaves an open job %s", async (onError, state) => {
    const org = start();
    const controller = new AbortController();
    const connection = withLine(org, "PUT", /batches$/, async () => {
      controller.abort("enough");
      return await new Promise(() => undefined);
    });
    const options = { ...api, onError, signal: controller.signal };
    const error = await errorOf(loadRows(connection, spec, csvOf(4), options));
    expect(error).toMatchObject({ name: "LoadError", cause: "enough", nextRow: 1 });
    expect(await statesOf(org.emulator)).toEqual([state]);
  });

  test("a signal that fires while it waits leaves what is being processed alone", async () => {
    const org = start({ queueTime: 60_000 });
    const controller = new AbortController();
    const connection = withLine(org, "GET", readsJob, async (send) => {
      controller.abort("enough");
      return await send();
    });
    const error = await errorOf(loadRows(connection, spec, csvOf(4), { ...api, signal: controller.signal }));
    expect(error).toMatchObject({ name: "LoadError", cause: "enough", nextRow: 5 });
    expect(await statesOf(org.emulator)).toEqual(["UploadComplete"]);
  });

  test("tells its progress in all phases", async () => {
    const { connection } = start();
    const phases = new Set<string>();
    let last: unknown;
    const { jobs } = await loadRows(connection, spec, csvOf(20), {
      ...api,
      maxBytes: 100,
      onProgress: (progress) => {
        phases.add(progress.phase);
        last = progress;
      },
    });
    expect(phases).toEqual(new Set(["checking", "adding", "waiting", "ended"]));
    expect(last).toEqual({
      phase: "ended",
      rowsRead: 20,
      rowsSent: 20,
      rowsAccepted: 20,
      rowsProcessed: 20,
      rowsFailed: 0,
      bytes: Buffer.byteLength(csvOf(20)) + (jobs.length - 1) * "Name,Phone\n".length,
      jobs,
    });
  });
});

describe("the operations of version 68.0", () => {
  const data = "Email;Consent\na@example.com;yes\nb@example.com;no\n";

  test.each(["a string", "a stream"])(
    "a refresh that needs several jobs is refused before anything is sent: %s",
    async (what) => {
      const { emulator, connection } = start();
      const source = what === "a string" ? data : new Blob([data]).stream();
      const to = { ...connection, version: "68.0" };
      const error = await errorOf(loadRows(to, { operation: "refresh" }, source, { ...api, maxBytes: 40 }));
      expect(error).toMatchObject({ name: "TypeError", code: "BatchTooLarge" });
      expect(error.message).toContain("more than 40 bytes");
      expect(await changesOf(emulator)).toEqual([]);
      const { jobs, summary, preflight } = await loadRows(to, { operation: "refresh" }, data, api);
      expect(jobs).toHaveLength(1);
      expect(summary).toEqual(summaryOf(2, 2));
      expect(preflight.checked).toBe(false);
    },
  );

  test("a consentImport may have several", async () => {
    const { connection } = start();
    const to = { ...connection, version: "68.0" };
    const { jobs } = await loadRows(to, { operation: "consentImport" }, data, { ...api, maxBytes: 40 });
    expect(jobs).toHaveLength(2);
  });
});

describe("an upload whose answer is lost", () => {
  test.each(["answer", "request"] as const)("%s: the job is aborted, and the rows go to a new one", async (lost) => {
    const org = start();
    const connection = withLine(org, "PUT", /batches$/, async (send, count) => {
      if (count > 1) return await send();
      if (lost === "answer") await send();
      throw new TypeError("fetch failed");
    });
    const load = await loadRows(connection, spec, csvOf(4), api);
    expect(load.summary).toEqual(summaryOf(4, 4));
    expect(await statesOf(org.emulator)).toEqual(["Aborted", "JobComplete"]);
    expect(load.jobs).toEqual([(await org.emulator.control.bulk2Jobs())[1]?.id]);
    expect(await namesIn(org.emulator)).toHaveLength(4);
  });

  test("is sent anew as often as any request, and then stops with nothing written", async () => {
    const org = start();
    const connection = withLine(org, "PUT", /batches$/, async (send) => {
      await send();
      throw new TypeError("fetch failed");
    });
    const error = await errorOf(loadRows(connection, spec, csvOf(4), api));
    expect(error).toMatchObject({ name: "LoadError", cause: { name: "NetworkError" }, nextRow: 1 });
    expect(await statesOf(org.emulator)).toEqual(["Aborted", "Aborted"]);
    expect(await namesIn(org.emulator)).toEqual([]);
  });

  test("a job that was spoilt by a second upload is aborted, too", async () => {
    const org = start();
    const connection = withLine(org, "PUT", /batches$/, async (send, count) => {
      // As Bun, Deno and Chromium do by themselves.
      if (count === 1) await send();
      return await send();
    });
    const load = await loadRows(connection, spec, csvOf(4), api);
    expect(load.summary).toEqual(summaryOf(4, 4));
    expect(await statesOf(org.emulator)).toEqual(["Aborted", "JobComplete"]);
    expect(await namesIn(org.emulator)).toHaveLength(4);
  });

  test("a refusal is final, and the job does not stay open", async () => {
    const org = start();
    await org.emulator.control.fail({
      kind: "rest-array-fault",
      errorCode: "INSUFFICIENT_ACCESS",
      message: "no",
      status: 403,
      on: { operation: "uploadData" },
    });
    const error = await errorOf(loadRows(org.connection, spec, csvOf(4), api));
    expect(error).toMatchObject({ name: "LoadError", cause: { exceptionCode: "INSUFFICIENT_ACCESS" } });
    expect(await statesOf(org.emulator)).toEqual(["Aborted"]);
  });
});
