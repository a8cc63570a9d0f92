import {
  abortIngestJob,
  type Connection,
  type IngestLoadOptions,
  type IngestLoadSpec,
  isLoadError,
  type Journal,
  loadRows,
  memoryJournal,
  type RowSource,
} from "@sfbulk/core";
import type { Emulator } from "@sfbulk/emulator";
import { describe, expect, test } from "vitest";
import { csvOf, errorOf, namesIn, quick, spec, start, summaryOf } from "./load-org.ts";

// What `loadRows` promises by Bulk API 2.0, one thing at a time. That it holds in all of them at once is in
// ingest-load-soak.test.ts.

const api = { ...quick, api: "2.0" } as const;
type Org = ReturnType<typeof start>;

/** What was asked for, GETs left out. */
const changesOf = async ({ control }: Emulator): Promise<string[]> =>
  (await control.exchanges()).filter(({ method }) => method !== "GET").map(({ operation }) => operation);
const statesOf = async ({ control }: Emulator): Promise<string[]> =>
  (await control.bulk2Jobs()).map(({ state }) => state);
/** Has something done to the requests of a method whose address ends so. */
const withLine = (
  { emulator, connection }: Org,
  method: string,
  end: RegExp,
  line: (send: () => Promise<Response>, count: number) => Promise<Response>,
): Connection => {
  let count = 0;
  const fetch: Connection["fetch"] = async (url, init) => {
    const send = async (): Promise<Response> => await emulator.fetch(url, init);
    return init.method === method && end.test(url) ? await line(send, ++count) : await send();
  };
  return { ...connection, fetch };
};
const readsJob = /\/jobs\/ingest\/\w+$/;
/** The org's clock goes on whenever a job is read. */
const moving = (org: Org, milliseconds = 60_000): Connection =>
  withLine(org, "GET", readsJob, async (send) => {
    await org.emulator.control.advance(milliseconds);
    return await send();
  });
const gone = (): Error => Object.assign(new Error("the process is gone"), { retry: false });

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

describe("a load by Bulk API 2.0 that was interrupted", () => {
  /** Loads until a request of a method is made, which is done or not, and nobody hears of it, nor of any other. */
  async function interrupted(org: Org, method: string, isDone: boolean, journal: Journal): Promise<void> {
    let isGone = false;
    const fetch: Connection["fetch"] = async (url, init) => {
      if (isGone) throw gone();
      if (init.method !== method) return await org.emulator.fetch(url, init);
      isGone = true;
      if (isDone) await org.emulator.fetch(url, init);
      throw gone();
    };
    await errorOf(loadRows({ ...org.connection, fetch }, spec, csvOf(4), { ...api, journal }));
  }

  test.each([
    ["PUT", true, "before it hears that its rows are there: the job is aborted", ["Aborted", "JobComplete"]],
    ["PUT", false, "before its rows are there: the job is aborted", ["Aborted", "JobComplete"]],
    ["PATCH", false, "before it closes: the job is closed", ["JobComplete"]],
    ["PATCH", true, "before it hears that it is closed: the job is read", ["JobComplete"]],
  ] as const)("by %s (done: %s), %s", async (method, isDone, _, states) => {
    const org = start();
    const journal = memoryJournal();
    await interrupted(org, method, isDone, journal);
    const load = await loadRows(org.connection, spec, csvOf(4), { ...api, journal });
    expect(load.summary).toEqual(summaryOf(4, 4));
    expect(await statesOf(org.emulator)).toEqual(states);
    expect(await namesIn(org.emulator)).toHaveLength(4);
    // The end is told again, and nothing is sent.
    const before = await changesOf(org.emulator);
    expect(await loadRows(org.connection, spec, csvOf(4), { ...api, journal })).toEqual(load);
    expect(await changesOf(org.emulator)).toEqual(before);
  });

  test("refuses another source, another spec, and the other API", async () => {
    const org = start();
    const kept = memoryJournal();
    await interrupted(org, "PATCH", true, kept);
    const entries = await kept.read();
    const changed = await errorOf(
      loadRows(org.connection, spec, csvOf(4).replace("Row 2", "Row Z"), { ...api, journal: memoryJournal(entries) }),
    );
    expect(changed).toMatchObject({ cause: { code: "ChangedSource" } });
    for (const [source, options, words] of [
      [csvOf(4).replaceAll(",", ";"), { ...api, delimiter: ";" }, "options of the source"],
      [csvOf(4), quick, "it is by Bulk API 2.0, and this one by 1.0"],
    ] as const) {
      const error = await errorOf(
        loadRows(org.connection, spec, source, { ...options, journal: memoryJournal(entries) } as IngestLoadOptions),
      );
      expect(error).toMatchObject({ name: "TypeError", code: "OtherLoad" });
      expect(error.message).toContain(words);
    }
  });

  const inJobs = { ...api, maxBytes: 50, concurrency: 1 } as const;
  /** Sources that are not as they were when the load began: what was not sent before may be another row, but no less or more. */
  const edited: [string, string, string[]][] = [
    ["the last row is another one", csvOf(10).replace("Row 10,10", "Row X,10"), ["loaded", "refused"]],
    ["the fifth row is another one", csvOf(10).replace("Row 5,", "Row X,"), ["loaded", "refused"]],
    ["the first row is another one", csvOf(10).replace("Row 1,", "Row X,"), ["loaded", "refused"]],
    ["two have changed places", csvOf(10).replace("Row 5,5\nRow 6,6", "Row 6,6\nRow 5,5"), ["loaded", "refused"]],
    ["the first rows are gone", csvOf(8, 3), ["refused"]],
    ["the last rows are gone", csvOf(7), ["refused"]],
    ["there is a row more", csvOf(11), ["refused"]],
  ];
  test.each(edited)("in any of its jobs, and then edited: %s", async (_, source, outcomes) => {
    const namesOf = (text: string): string[] => [...text.matchAll(/^(Row \w+),/gm)].map(([, name = ""]) => name);
    const ends = new Set<string>();
    for (const isDone of [true, false]) {
      // Three jobs, each by three requests that change something.
      for (let deadly = 1; deadly <= 9; deadly++) {
        const org = start();
        const journal = memoryJournal();
        let count = 0;
        const fetch: Connection["fetch"] = async (url, init) => {
          if (count >= deadly || (init.method !== "GET" && ++count === deadly)) {
            if (isDone && count === deadly && init.method !== "GET") await org.emulator.fetch(url, init);
            count = deadly + 1;
            throw gone();
          }
          return await org.emulator.fetch(url, init);
        };
        await errorOf(
          loadRows({ ...org.connection, fetch }, spec, csvOf(10), { ...inJobs, onError: "leave", journal }),
        );
        const taken = await loadRows(org.connection, spec, source, { ...inJobs, journal }).catch(
          (error: unknown) => error,
        );
        if (taken instanceof Error) {
          expect(taken).toMatchObject({ cause: { code: "ChangedSource" } });
          await loadRows(org.connection, spec, csvOf(10), { ...inJobs, journal });
        }
        const expected = namesOf(taken instanceof Error ? csvOf(10) : source);
        const found = (await namesIn(org.emulator)).map(String).toSorted();
        expect(found, `${deadly} ${isDone}`).toEqual(expected.toSorted());
        ends.add(taken instanceof Error ? "refused" : "loaded");
      }
    }
    expect([...ends].toSorted()).toEqual(outcomes);
  });

  test("what its journal keeps has no values of rows and no token, and fits the error's resume", async () => {
    const org = start();
    const connection = withLine(org, "PATCH", /\w+$/, () => Promise.reject(gone()));
    const error = await errorOf(
      loadRows(connection, spec, "Name,Phone\nSecret Inc,555-0100\n", { ...api, onError: "leave" }),
    );
    if (!isLoadError(error) || error.resume === undefined) throw error;
    const text = JSON.stringify(error.resume);
    expect(error.resume.map(({ kind }) => kind)).toEqual([
      "begun",
      "creating-job",
      "job-created",
      "uploading",
      "uploaded",
    ]);
    expect(text).not.toMatch(/Secret|555/);
    expect(text).not.toContain(org.emulator.accessToken);
    const resume = JSON.parse(text) as NonNullable<typeof error.resume>;
    const { summary } = await loadRows(org.connection, spec, "Name,Phone\nSecret Inc,555-0100\n", { ...api, resume });
    expect(summary).toEqual(summaryOf(1, 1));
    expect(await statesOf(org.emulator)).toEqual(["JobComplete"]);
  });

  test("a job whose creation was never answered is named, and left alone", async () => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    await emulator.control.fail({ kind: "answer-lost", on: { operation: "createIngestJob" } });
    const error = await errorOf(loadRows(connection, spec, csvOf(2), { ...api, journal }));
    expect(error).toMatchObject({ name: "LoadError", cause: { code: "JobMayExist" } });
    const { leftOpen, jobs } = await loadRows(connection, spec, csvOf(2), { ...api, journal });
    const lost = (await emulator.control.bulk2Jobs()).filter(({ state }) => state === "Open").map(({ id }) => id);
    expect(lost).toHaveLength(1);
    expect(leftOpen).toEqual(lost);
    expect(jobs).not.toContain(lost[0]);
  });

  test("a job that is gone is an error that names its rows", async () => {
    const org = start();
    const journal = memoryJournal();
    await interrupted(org, "PATCH", true, journal);
    const connection = withLine(org, "GET", readsJob, () =>
      Promise.resolve(
        Response.json([{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" }], { status: 404 }),
      ),
    );
    const error = await errorOf(loadRows(connection, spec, csvOf(4), { ...api, journal }));
    expect(error).toMatchObject({ name: "LoadError", cause: { name: "JournalError" } });
    expect(error.message).toContain("nobody can tell what became of its rows, 1 to 4");
  });

  test("a job that somebody aborts before it is processed is sent anew by the next call", async () => {
    const org = start({ queueTime: 60_000 });
    const journal = memoryJournal();
    const connection = withLine(org, "GET", readsJob, async (send) => {
      await abortIngestJob(org.connection, (await org.emulator.control.bulk2Jobs())[0]?.id ?? "");
      return await send();
    });
    const error = await errorOf(loadRows(connection, spec, csvOf(4), { ...api, journal }));
    expect(error).toMatchObject({ name: "LoadError", code: "BatchesNotProcessed", result: undefined });
    expect(error.message).toContain("its 4 rows were not processed; the next call sends them in another job");
    const { summary } = await loadRows(moving(org), spec, csvOf(4), { ...api, journal });
    expect(summary).toEqual(summaryOf(4, 4));
    expect(await namesIn(org.emulator)).toHaveLength(4);
  });

  test("an aborted job whose counts are behind its results is not sent anew", async () => {
    const org = start();
    const journal = memoryJournal();
    await interrupted(org, "PATCH", true, journal);
    // It was processed, and somebody has aborted it meanwhile, which its counts do not know of yet.
    const connection = withLine(org, "GET", readsJob, async () =>
      Response.json({
        ...(await org.emulator.control.bulk2Jobs())[0],
        state: "Aborted",
        numberRecordsProcessed: 0,
        numberRecordsFailed: 0,
      }),
    );
    await org.emulator.control.advance(60_000);
    const { summary } = await loadRows(connection, spec, csvOf(4), { ...api, journal });
    expect(summary).toEqual(summaryOf(4, 4));
    expect(await statesOf(org.emulator)).toEqual(["JobComplete"]);
    expect(await namesIn(org.emulator)).toHaveLength(4);
  });
});
