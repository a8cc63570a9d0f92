import {
  abortJob,
  addBatch,
  type Connection,
  closeJob,
  createJob,
  failedRows,
  isLoadError,
  type JournalEntry,
  type LoadFailureReason,
  loadFailedRows,
  loadResults,
  type LoadSummary,
  type LoadProgress,
  loadRows,
  type LoadRowsOptions,
  memoryJournal,
  type RowSource,
} from "@sfbulk/core";
import { createEmulator, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";
import { describe, expect, test } from "vitest";

// What `loadRows` promises, one thing at a time. That it holds in all of them at once is in load-soak.test.ts.

const spec = { operation: "insert", object: "Account" } as const;
const quick = { minInterval: 0, maxInterval: 1 } as const;
const csvOf = (count: number, from = 1): string =>
  `Name,Phone\n${Array.from({ length: count }, (_, index) => `Row ${from + index},${from + index}`).join("\n")}\n`;

const start = (options: EmulatorOptions = {}): { emulator: Emulator; connection: Connection } => {
  const emulator = createEmulator({ queueTime: 0, processTime: 0, ...options });
  const { instanceUrl, accessToken, fetch } = emulator;
  return {
    emulator,
    connection: { instanceUrl, accessToken, fetch, retry: { attempts: 2, baseDelay: 0, maxDelay: 0 } },
  };
};

/** A summary: of the rows that were not written, reasons of one row or more. */
const summaryOf = (rows: number, written: number, ...reasons: LoadFailureReason[]): LoadSummary => ({
  rows,
  written,
  failed: rows - written,
  unknown: 0,
  reasons,
});
const missing = (rows: number, firstRow: number): LoadFailureReason => ({
  statusCode: "REQUIRED_FIELD_MISSING",
  rows,
  firstRow,
});

const sent = async ({ control }: Emulator): Promise<string[]> =>
  (await control.exchanges()).filter(({ method }) => method === "POST").map(({ operation }) => operation);

const namesIn = async ({ control }: Emulator): Promise<unknown[]> => {
  await control.advance(1_000_000);
  return (await control.records("Account")).map(({ Name }) => Name);
};

const errorOf = async (load: Promise<unknown>): Promise<Error> =>
  await load.then(
    () => {
      throw new Error("it resolved");
    },
    (error: unknown) => error as Error,
  );

/** Loads until a batch was written down as about to be sent, and stops there: the next request never comes back. */
async function interrupted(
  { emulator, connection }: ReturnType<typeof start>,
  source: RowSource,
  options: LoadRowsOptions & { readonly lastBatch: "sent" | "not sent"; readonly batches: number },
): Promise<readonly JournalEntry[]> {
  const { lastBatch, batches, ...others } = options;
  const gone = Object.assign(new Error("the process is gone"), { retry: false });
  let count = 0;
  const fetch: Connection["fetch"] = async (url, init) => {
    if (init.method === "POST" && url.endsWith("/batch")) count++;
    if (count < batches) return await emulator.fetch(url, init);
    if (count === batches && init.method === "POST" && lastBatch === "sent") await emulator.fetch(url, init);
    count = batches + 1;
    throw gone;
  };
  const journal = memoryJournal();
  await errorOf(
    loadRows({ ...connection, fetch }, spec, source, { journal, concurrency: 1, onError: "leave", ...others }),
  );
  return await journal.read();
}

describe("loadRows", () => {
  test("creates, adds, closes, waits and sums up", async () => {
    const { emulator, connection } = start();
    const result = await loadRows(connection, spec, csvOf(10), { ...quick, maxRecords: 4 });
    expect(result.summary).toEqual(summaryOf(10, 10));
    expect(result.batches.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
      [1, 4],
      [5, 4],
      [9, 2],
    ]);
    expect(result.leftOpen).toEqual([]);
    const [jobId = ""] = result.jobs;
    expect((await emulator.control.job(jobId))?.state).toBe("Closed");
    expect(await sent(emulator)).toEqual(["create", "addBatch", "addBatch", "addBatch", "close"]);
    expect(await namesIn(emulator)).toHaveLength(10);
  });

  test("counts truly where rows and whole batches fail", async () => {
    const { emulator, connection } = start();
    // A batch whose column the object does not have fails as a whole, and the job's own counts do not say so.
    const load = await loadRows(connection, spec, "Name,Phone\nA,1\n,2\nC,3\n", { ...quick, maxRecords: 2 });
    expect(load.summary).toEqual(summaryOf(3, 2, missing(1, 2)));
    const whole = await loadRows(connection, spec, "Name,Nonsense__c\nA,1\nB,2\nC,3\n", {
      ...quick,
      fields: "send",
      maxRecords: 2,
    });
    expect(whole.summary).toEqual(summaryOf(3, 0, { statusCode: "BATCH_FAILED", rows: 3, firstRow: 1 }));
    const [jobId = ""] = whole.jobs;
    expect(await emulator.control.job(jobId)).toMatchObject({ numberBatchesFailed: 2, numberRecordsFailed: 0 });
  });

  test("rows whose results cannot be read are neither written nor failed, and are not loaded again", async () => {
    const { emulator, connection } = start();
    const source = "Name,Phone\nA,1\nB,2\nC,3\n,4\nE,5\n";
    await emulator.control.fail({ kind: "garbage", times: "always", on: { operation: "getResults" } });
    const load = await loadRows(connection, spec, source, { ...quick, maxRecords: 2 });
    const unreadable = { statusCode: "RESULTS_UNREADABLE", rows: 2, firstRow: 3 };
    expect(load.summary).toEqual({ rows: 5, written: 3, failed: 0, unknown: 2, reasons: [unreadable] });
    const before = (await sent(emulator)).length;
    const error = await errorOf(loadRows(connection, spec, loadFailedRows(connection, load), quick));
    expect(error).toMatchObject({ name: "TypeError", code: "InvalidRow" });
    expect(error.message).toContain(
      `Cannot add row 1, which was row 3 of batch "${load.batches[1]?.batch.id}": it may have been written`,
    );
    expect(await sent(emulator)).toHaveLength(before);
    expect(await namesIn(emulator)).toEqual(["A", "B", "C", "E"]);
  });

  test("results that could not be read are read again by the same call", async () => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    const source = "Name,Phone\nA,1\n,2\n";
    const garbled: Connection = {
      ...connection,
      fetch: async (url, init) =>
        url.endsWith("/result") ? new Response("<html>Be right back</html>") : await emulator.fetch(url, init),
    };
    const load = await loadRows(garbled, spec, source, { ...quick, journal });
    expect(load.summary).toMatchObject({ rows: 2, written: 0, unknown: 2 });
    const before = await sent(emulator);
    const again = await loadRows(connection, spec, source, { ...quick, journal });
    expect(again.summary).toEqual(summaryOf(2, 1, missing(1, 2)));
    expect(await sent(emulator)).toEqual(before);
    expect((await journal.read()).at(-1)).toMatchObject({ kind: "ended", summary: { unknown: 0 } });
  });

  test.each<[string, RowSource, "JSON" | "XML"]>([
    ["JSON", [{ Name: "A" }, { Name: "B", Phone: "1" }], "JSON"],
    ["XML", [{ Name: "A" }, { Name: "B", Phone: "1" }], "XML"],
  ])("loads records as %s", async (_, records, contentType) => {
    const { emulator, connection } = start();
    const { summary } = await loadRows(connection, { ...spec, contentType }, records, quick);
    expect(summary).toEqual(summaryOf(2, 2));
    expect(await namesIn(emulator)).toEqual(["A", "B"]);
  });

  test.each<[string, string, unknown, unknown, object]>([
    ["UnknownOption", 'Cannot use option "batchSize": did you mean "maxRecords"?', spec, "Name\nA\n", { batchSize: 5 }],
    ["InvalidArgument", 'Cannot use api "2.0"', spec, "Name\nA\n", { api: "2.0" }],
    ["InvalidArgument", "Cannot use journal", spec, "Name\nA\n", { journal: "accounts.journal" }],
    ["InvalidArgument", "Cannot use resume", spec, "Name\nA\n", { resume: {} }],
    [
      "ConflictingOptions",
      "Cannot use resume with a journal",
      spec,
      "Name\nA\n",
      { resume: [], journal: memoryJournal() },
    ],
    ["InvalidArgument", 'Cannot use maxFailed "lots"', spec, "Name\nA\n", { maxFailed: "lots" }],
    ["InvalidArgument", 'Cannot use maxFailed "500%"', spec, "Name\nA\n", { maxFailed: "500%" }],
    ["InvalidArgument", "Cannot use maxFailed 1.5", spec, "Name\nA\n", { maxFailed: 1.5 }],
    ["InvalidArgument", 'Cannot use onError "stop"', spec, "Name\nA\n", { onError: "stop" }],
    ["InvalidArgument", 'Cannot use firstBatchAlone "no"', spec, "Name\nA\n", { firstBatchAlone: "no" }],
    ["InvalidArgument", 'Cannot use waitTimeout "soon"', spec, "Name\nA\n", { waitTimeout: "soon" }],
    ["InvalidArgument", "Cannot use onProgress", spec, "Name\nA\n", { onProgress: 5 }],
    ["InvalidArgument", 'Cannot use fields "skip"', spec, "Name\nA\n", { fields: "skip" }],
    ["InvalidArgument", 'Cannot use values "skip"', spec, "Name\nA\n", { values: "skip" }],
    ["ConflictingOptions", 'Cannot use values "check" with', spec, "Name\nA\n", { fields: "send", values: "check" }],
    ["InvalidArgument", "Cannot use onPreflight", spec, "Name\nA\n", { onPreflight: 5 }],
    ["InvalidArgument", "Cannot load rows to query", { operation: "query", object: "Account" }, "Name\nA\n", {}],
    ["EmptySource", "Cannot use source: it is empty", spec, "", {}],
    ["NoRows", "Cannot read the CSV: it has a header line", spec, "Name,Phone\n", {}],
    ["InvalidSource", "Cannot use source", spec, 5, {}],
    ["InvalidCsv", "Cannot read the CSV", spec, 'Name\n"A\n', {}],
  ])("refuses with %s, before anything is sent: %s", async (code, words, given, source, options) => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    const others = ("journal" in options || "resume" in options ? options : { ...options, journal }) as LoadRowsOptions;
    const error = await errorOf(loadRows(connection, given as typeof spec, source as RowSource, others));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(words);
    expect(await sent(emulator)).toEqual([]);
    expect(await journal.read()).toEqual([]);
  });

  test("a failure is a LoadError that tells how far it came, and ends the job", async () => {
    const { emulator, connection } = start();
    const broken = new Error("the disk is gone");
    const source = function* (): Generator<string> {
      yield csvOf(4);
      throw broken;
    };
    const error = await errorOf(loadRows(connection, spec, source(), { ...quick, maxRecords: 2, concurrency: 1 }));
    if (!isLoadError(error)) throw error;
    expect(error.cause).toBe(broken);
    expect(error).toMatchObject({ code: "LoadStopped", nextRow: 3 });
    expect(error.added.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([[1, 2]]);
    expect(error.message).toMatch(
      /^Cannot load all rows: the disk is gone; 1 batches are there, and row 3 is the first that is not known to be$/,
    );
    expect((await emulator.control.jobs()).map(({ state }) => state)).toEqual(["Aborted"]);
  });

  test.each([
    ["abort", "Aborted"],
    ["close", "Closed"],
    ["leave", "Open"],
  ] as const)("onError %s leaves the job %s", async (onError, state) => {
    const { emulator, connection } = start({ queueTime: 60_000 });
    const controller = new AbortController();
    const source = async function* (): AsyncGenerator<string> {
      yield csvOf(4);
      controller.abort("enough");
      await new Promise(() => undefined);
    };
    const options = { maxRecords: 2, onError, signal: controller.signal };
    const error = await errorOf(loadRows(connection, spec, source(), options));
    expect(error).toMatchObject({ name: "LoadError", cause: "enough" });
    expect((await emulator.control.jobs()).map((job) => job.state)).toEqual([state]);
  });

  test("resume of the error goes on where there is no journal", async () => {
    const { emulator, connection } = start();
    await emulator.control.fail({
      kind: "refused",
      exceptionCode: "InvalidBatch",
      exceptionMessage: "no",
      skip: 1,
      on: { operation: "addBatch" },
    });
    const options = { ...quick, maxRecords: 2, concurrency: 1 };
    const error = await errorOf(loadRows(connection, spec, csvOf(6), options));
    if (!isLoadError(error) || error.resume === undefined) throw error;
    const resume = JSON.parse(JSON.stringify(error.resume)) as JournalEntry[];
    const result = await loadRows(connection, spec, csvOf(6), { ...quick, resume });
    expect(result.summary).toEqual(summaryOf(6, 6));
    expect(result.batches).toHaveLength(3);
    expect(await namesIn(emulator)).toHaveLength(6);
  });
});

describe("a load that was interrupted", () => {
  test.each(["sent", "not sent"] as const)("goes on in the same job; the last batch was %s", async (lastBatch) => {
    const org = start();
    const kept = await interrupted(org, csvOf(10), { maxRecords: 2, batches: 3, lastBatch });
    const result = await loadRows(org.connection, spec, csvOf(10), { ...quick, journal: memoryJournal(kept) });
    expect(result.jobs).toHaveLength(1);
    expect(result.batches).toHaveLength(5);
    expect(result.summary).toEqual(summaryOf(10, 10));
    expect(await namesIn(org.emulator)).toEqual(Array.from({ length: 10 }, (_, index) => `Row ${index + 1}`));
  });

  test("has a job each time it has to, and the results have the numbers of the source", async () => {
    const org = start();
    const kept = await interrupted(org, csvOf(10), { maxRecords: 2, batches: 3, lastBatch: "sent" });
    const [job] = await org.emulator.control.jobs();
    await closeJob(org.connection, job?.id ?? "");
    const result = await loadRows(org.connection, spec, csvOf(10), { ...quick, journal: memoryJournal(kept) });
    expect(result.jobs).toHaveLength(2);
    const rows: [number, string][] = [];
    for await (const { rowNumber, jobId, success } of loadResults(org.connection, result)) {
      expect(success).toBe(true);
      rows.push([rowNumber, jobId]);
    }
    expect(rows).toEqual(Array.from({ length: 10 }, (_, index) => [index + 1, result.jobs[index < 6 ? 0 : 1]]));
    expect(await namesIn(org.emulator)).toHaveLength(10);
  });

  test("sends again what was not processed because the job was aborted", async () => {
    let now = Date.now();
    const org = start({ now: () => now, queueTime: 60_000 });
    const kept = await interrupted(org, csvOf(6), { maxRecords: 2, batches: 3, lastBatch: "sent" });
    const [job] = await org.emulator.control.jobs();
    await abortJob(org.connection, job?.id ?? "");
    // Each reading of a job is a minute later.
    const fetch: Connection["fetch"] = async (url, init) => {
      if (init.method === "GET" && /\/job\/\w+$/.test(url)) now += 60_000;
      return await org.emulator.fetch(url, init);
    };
    const load = { ...quick, journal: memoryJournal(kept) };
    const result = await loadRows({ ...org.connection, fetch }, spec, csvOf(6), load);
    const states = (await org.emulator.control.batches(job?.id ?? "")).map(({ state }) => state);
    expect(states).toEqual(["NotProcessed", "NotProcessed", "NotProcessed"]);
    expect(result.batches.map(({ jobId, firstRow }) => [jobId, firstRow])).toEqual(
      [1, 3, 5].map((firstRow) => [result.jobs[1], firstRow]),
    );
    expect(result.summary).toEqual(summaryOf(6, 6));
    expect(await namesIn(org.emulator)).toHaveLength(6);
  });

  test("says so where its job is aborted while it waits, and the next call sends those rows again", async () => {
    let now = Date.now();
    const { emulator, connection } = start({ now: () => now, queueTime: 60_000 });
    const journal = memoryJournal();
    let others = 0;
    const fetch: Connection["fetch"] = async (url, init) => {
      const response = await emulator.fetch(url, init);
      // Somebody aborts it as soon as it is closed.
      const [, id = ""] = /\/job\/(\w+)$/.exec(url) ?? [];
      if (init.method === "POST" && id !== "" && others++ === 0) await abortJob(connection, id);
      if (init.method === "GET" && id !== "") now += 60_000;
      return response;
    };
    const load = async (): Promise<unknown> =>
      await loadRows({ ...connection, fetch }, spec, csvOf(4), { ...quick, journal, maxRecords: 2 });
    const error = await errorOf(load());
    expect(error).toMatchObject({ name: "LoadError", code: "BatchesNotProcessed", nextRow: 1, added: [] });
    expect(await load()).toMatchObject({ summary: { rows: 4, written: 4, failed: 0 } });
    expect(await namesIn(emulator)).toHaveLength(4);
  });

  test("keeps its limits", async () => {
    const org = start();
    const kept = await interrupted(org, csvOf(10), { maxRecords: 2, batches: 2, lastBatch: "not sent" });
    const journal = memoryJournal(kept);
    const result = await loadRows(org.connection, spec, csvOf(10), { ...quick, journal, maxRecords: 5 });
    expect(result.batches.map(({ rows }) => rows)).toEqual([2, 2, 2, 2, 2]);
  });

  test.each<[string, string]>([
    ["rows 3 to 4 of the source are not those", csvOf(10).replace("Row 4", "Row four")],
    ["rows 3 to 4 of the source are not those", csvOf(10).replace("Row 3,3\n", "")],
    ["the source ends behind row 2, and row 6 was sent before", csvOf(2)],
    ["rows 1 to 2 of the source are not those", csvOf(10).replaceAll("\n", "\r\n")],
  ])("refuses another source: %s", async (words, source) => {
    const org = start();
    const kept = await interrupted(org, csvOf(10), { maxRecords: 2, batches: 3, lastBatch: "not sent" });
    const before = await sent(org.emulator);
    const error = await errorOf(loadRows(org.connection, spec, source, { ...quick, journal: memoryJournal(kept) }));
    expect(error).toMatchObject({ name: "LoadError", cause: { name: "TypeError", code: "ChangedSource" } });
    expect(error.message).toContain(words);
    expect((await sent(org.emulator)).slice(before.length).filter((one) => one === "addBatch")).toEqual([]);
  });

  test.each<[string, Partial<{ object: string; source: string; header: string[] }>]>([
    ["its spec were", { object: "Contact" }],
    ['its columns were ["Name","Phone"], and are ["Name","Fax"]', { source: csvOf(10).replace("Phone", "Fax") }],
    ["its options of the source were", { header: ["Name", "Phone"] }],
  ])("refuses another load: %s", async (words, { object = "Account", source = csvOf(10), header }) => {
    const org = start();
    const kept = await interrupted(org, csvOf(10), { maxRecords: 2, batches: 3, lastBatch: "not sent" });
    const journal = memoryJournal(kept);
    const options = { ...quick, journal, ...(header === undefined ? {} : { header }) };
    const error = await errorOf(loadRows(org.connection, { ...spec, object }, source, options));
    expect(error).toMatchObject({ name: "TypeError", code: "OtherLoad" });
    expect(error.message).toContain(words);
    expect(await journal.read()).toEqual(kept);
  });

  test("refuses another org", async () => {
    const org = start();
    const kept = await interrupted(org, csvOf(10), { maxRecords: 2, batches: 3, lastBatch: "not sent" });
    const [begun, ...others] = kept;
    if (begun?.kind !== "begun") throw new Error("it has begun");
    const journal = memoryJournal([{ ...begun, organizationId: "00D000000000009AAA" }, ...others]);
    const error = await errorOf(loadRows(org.connection, spec, csvOf(10), { ...quick, journal }));
    expect(error).toMatchObject({ name: "TypeError", code: "OtherLoad" });
    expect(error.message).toContain("it is of the org 00D000000000009AAA, and this one is");
  });

  test("tells its end again, and loads nothing", async () => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    const first = await loadRows(connection, spec, csvOf(5), { ...quick, journal, maxRecords: 2 });
    const before = await sent(emulator);
    const entries = await journal.read();
    expect(await loadRows(connection, spec, csvOf(5), { journal })).toEqual(first);
    expect(await sent(emulator)).toEqual(before);
    expect(await journal.read()).toEqual(entries);
    const more = await errorOf(loadRows(connection, spec, csvOf(8), { journal }));
    expect(more).toMatchObject({ cause: { code: "ChangedSource" } });
    const others = await errorOf(loadRows(connection, spec, csvOf(5).replace("Row 5", "Row V"), { journal }));
    expect(others).toMatchObject({ cause: { code: "ChangedSource" } });
  });

  test("has no values of rows in its journal, and no token", async () => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    await loadRows(connection, spec, "Name,Phone\nSecret Inc,555-0100\n", { ...quick, journal });
    const text = JSON.stringify(await journal.read());
    expect(text).toContain('"columns":["Name","Phone"]');
    expect(text).not.toMatch(/Secret|555/);
    expect(text).not.toContain(emulator.accessToken);
  });

  test("goes on in another job where the job is almost a day old", async () => {
    let now = Date.now() - 23.5 * 3_600_000;
    const org = start({ now: () => now });
    const kept = await interrupted(org, csvOf(6), { maxRecords: 2, batches: 2, lastBatch: "sent" });
    now = Date.now();
    const result = await loadRows(org.connection, spec, csvOf(6), { ...quick, journal: memoryJournal(kept) });
    expect(result.jobs).toHaveLength(2);
    expect((await org.emulator.control.jobs()).map(({ state }) => state)).toEqual(["Closed", "Closed"]);
    expect(await namesIn(org.emulator)).toHaveLength(6);
  });

  test("of two runs, the one that came first stops before it sends", async () => {
    const org = start();
    const journal = memoryJournal();
    let takeOver: Promise<unknown> | undefined;
    const source = async function* (): AsyncGenerator<string> {
      yield csvOf(4);
      while ((await journal.read()).at(-1)?.kind !== "batch-added") await new Promise(setImmediate);
      // While it reads, another process does the whole load.
      takeOver = loadRows(org.connection, spec, csvOf(6), { ...quick, journal, maxRecords: 2 });
      await takeOver;
      yield csvOf(2, 5).replace("Name,Phone\n", "");
    };
    const error = await errorOf(loadRows(org.connection, spec, source(), { ...quick, journal, maxRecords: 2 }));
    expect(error).toMatchObject({ name: "LoadError", cause: { name: "JournalError", code: "JournalTaken" } });
    expect(await takeOver).toMatchObject({ summary: { rows: 6, written: 6 } });
    expect(await namesIn(org.emulator)).toHaveLength(6);
    // Nobody ended the other one's job.
    expect((await org.emulator.control.jobs()).map(({ state }) => state)).toEqual(["Closed"]);
  });
});

test("a run whose load was taken over leaves the job alone, whatever it was told", async () => {
  const { emulator, connection } = start({ queueTime: 60_000 });
  const journal = memoryJournal();
  const broken = new Error("the other one stops, and leaves the job open");
  const breaking = function* (): Generator<string> {
    yield csvOf(4);
    throw broken;
  };
  const source = async function* (): AsyncGenerator<string> {
    yield csvOf(4);
    while ((await journal.read()).at(-1)?.kind !== "batch-added") await new Promise(setImmediate);
    expect(await errorOf(loadRows(connection, spec, breaking(), { journal, maxRecords: 2 }))).toMatchObject({
      cause: broken,
    });
    yield csvOf(2, 5).replace("Name,Phone\n", "");
  };
  const error = await errorOf(loadRows(connection, spec, source(), { journal, maxRecords: 2, onError: "abort" }));
  expect(error).toMatchObject({ name: "LoadError", cause: { code: "JournalTaken" } });
  expect((await emulator.control.jobs()).map(({ state }) => state)).toEqual(["Open"]);
});

test("a signal that fires while the job is created leaves no job that nobody knows", async () => {
  const { emulator, connection } = start();
  const controller = new AbortController();
  const fetch: Connection["fetch"] = async (url, init) => {
    const response = await emulator.fetch(url, init);
    if (init.method === "POST" && url.endsWith("/job")) controller.abort("enough");
    return response;
  };
  const journal = memoryJournal();
  const { signal } = controller;
  const error = await errorOf(loadRows({ ...connection, fetch }, spec, csvOf(2), { journal, signal }));
  expect(error).toMatchObject({ name: "LoadError", cause: "enough" });
  const { jobs, leftOpen } = await loadRows(connection, spec, csvOf(2), { ...quick, journal });
  expect((await emulator.control.jobs()).map(({ id }) => id)).toEqual(jobs);
  expect(leftOpen).toEqual([]);
});

describe("what is there twice is named", () => {
  test("a batch that arrives after it was given up", async () => {
    const { emulator, connection } = start();
    let late: (() => Promise<unknown>) | undefined;
    const fetch: Connection["fetch"] = async (url, init) => {
      if (init.method === "POST" && url.endsWith("/batch") && late === undefined) {
        late = async () => await emulator.fetch(url, { ...init, signal: new AbortController().signal });
        throw new TypeError("fetch failed");
      }
      // It comes in just before the job is closed.
      if (init.method === "POST" && /\/job\/\w+$/.test(url)) await late?.();
      return await emulator.fetch(url, init);
    };
    const journal = memoryJournal();
    const load = async (): Promise<unknown> =>
      await loadRows({ ...connection, fetch }, spec, csvOf(4), { ...quick, journal, maxRecords: 2 });
    const error = await errorOf(load());
    if (!isLoadError(error)) throw error;
    const [job] = await emulator.control.jobs();
    const ids = (await emulator.control.batches(job?.id ?? "")).map(({ id }) => id);
    const known = error.result?.batches.map(({ batch }) => batch.id) ?? [];
    expect(error.code).toBe("DuplicateBatch");
    expect(error.duplicates).toEqual([{ jobId: job?.id, batchId: ids.find((id) => !known.includes(id)), firstRow: 1 }]);
    expect(error.result?.summary).toEqual(summaryOf(4, 4));
    expect(await errorOf(load())).toMatchObject({ code: "DuplicateBatch", duplicates: error.duplicates });
  });

  test("a batch that is none of the load's", async () => {
    const org = start();
    const kept = await interrupted(org, csvOf(4), { maxRecords: 2, batches: 2, lastBatch: "sent" });
    const [job] = await org.emulator.control.jobs();
    if (job === undefined) throw new Error("there is a job");
    const other = await addBatch(org.connection, job, "Name\nSomebody else's\n");
    const error = await errorOf(loadRows(org.connection, spec, csvOf(4), { ...quick, journal: memoryJournal(kept) }));
    expect(error).toMatchObject({
      code: "DuplicateBatch",
      duplicates: [{ jobId: job.id, batchId: other.id, firstRow: null }],
    });
  });

  test("a job whose creation was never answered is named, and left alone", async () => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    await emulator.control.fail({ kind: "answer-lost", on: { operation: "create" } });
    const error = await errorOf(loadRows(connection, spec, csvOf(2), { ...quick, journal }));
    expect(error).toMatchObject({ name: "LoadError", cause: { name: "NetworkError" } });
    const [lost] = await emulator.control.jobs();
    const { leftOpen, jobs } = await loadRows(connection, spec, csvOf(2), { ...quick, journal });
    expect(leftOpen).toEqual([lost?.id]);
    expect(jobs).not.toContain(lost?.id);
    expect((await emulator.control.job(lost?.id ?? ""))?.state).toBe("Open");
  });

  test("also where the list says too little of it, and not what is another one", async () => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    await createJob(connection, { operation: "insert", object: "Contact" });
    await emulator.control.fail({ kind: "answer-lost", on: { operation: "create" } });
    await errorOf(loadRows(connection, spec, csvOf(2), { ...quick, journal }));
    const lost = (await emulator.control.jobs()).find(({ object }) => object === "Account");
    const fetch: Connection["fetch"] = async (url, init) => {
      if (!url.includes("/jobs/ingest")) return await emulator.fetch(url, init);
      const { "accept-encoding": _, ...headers } = init.headers;
      const list = await (await emulator.fetch(url, { ...init, headers })).text();
      return new Response(list.replaceAll(/"object":"\w+"/g, '"object":null'));
    };
    const { leftOpen } = await loadRows({ ...connection, fetch }, spec, csvOf(2), { ...quick, journal });
    expect(leftOpen).toEqual([lost?.id]);
  });
});

describe("too many failed rows", () => {
  const bad = (count: number): string => `Name,Phone\n${",1\n".repeat(count)}`;

  test("firstBatchAlone stops behind a first batch of which all rows fail", async () => {
    const { emulator, connection } = start();
    const options = { ...quick, maxRecords: 2, firstBatchAlone: true };
    const error = await errorOf(loadRows(connection, spec, bad(8), options));
    expect(error).toMatchObject({ name: "LoadError", code: "TooManyFailed", cause: undefined, nextRow: 3 });
    expect(error.message).toMatch(/^Cannot load all rows: all 2 rows of the first batch, "751\w+", have failed; /);
    expect(await sent(emulator)).toEqual(["create", "addBatch", "abort"]);
  });

  test("firstBatchAlone goes on where one row of it was written", async () => {
    const { connection } = start();
    const options = { ...quick, maxRecords: 2, firstBatchAlone: true };
    const { summary } = await loadRows(connection, spec, `Name,Phone\nA,1\n${",1\n".repeat(5)}`, options);
    expect(summary).toEqual(summaryOf(6, 1, missing(5, 2)));
  });

  test.each<[number | string, boolean]>([
    [4, true],
    [5, false],
    ["40%", true],
    ["50%", false],
  ])("maxFailed %s of 5 in 10 stops: %s", async (maxFailed, stops) => {
    const { connection } = start();
    const source = `Name,Phone\n${"A,1\n,1\n".repeat(5)}`;
    const load = loadRows(connection, spec, source, { ...quick, maxRecords: 2, concurrency: 1, maxFailed });
    if (!stops) expect((await load).summary).toEqual(summaryOf(10, 5, missing(5, 2)));
    else expect(await errorOf(load)).toMatchObject({ name: "LoadError", code: "TooManyFailed" });
  });

  test("maxFailed adds nothing any more, and has the job aborted; with more allowed, the same call goes on", async () => {
    const { emulator, connection } = start();
    const journal = memoryJournal();
    const options = { ...quick, journal, maxRecords: 2, concurrency: 1 };
    const error = await errorOf(loadRows(connection, spec, bad(20), { ...options, maxFailed: 5 }));
    if (!isLoadError(error)) throw error;
    expect(error.code).toBe("TooManyFailed");
    expect(error.nextRow).toBeLessThan(20);
    expect((await sent(emulator)).filter((one) => one === "addBatch").length).toBeLessThan(10);
    const { summary } = await loadRows(connection, spec, bad(20), options);
    expect(summary).toEqual(summaryOf(20, 0, missing(20, 1)));
  });

  test("batches that fail as a whole are counted", async () => {
    const { connection } = start();
    const source = `Name,Nonsense__c\n${"A,1\n".repeat(20)}`;
    const options = { ...quick, fields: "send", maxRecords: 2, concurrency: 1, maxFailed: 5 } as const;
    const error = await errorOf(loadRows(connection, spec, source, options));
    expect(error).toMatchObject({ code: "TooManyFailed" });
    expect(error.message).toContain("maxFailed is 5");
  });

  /** An org that is through with one batch a minute, when the job is closed; each reading of it then is a minute later. */
  const slowOrg = (): ReturnType<typeof start> & { readonly fetch: NonNullable<Connection["fetch"]> } => {
    let now = Date.now();
    let isClosed = false;
    const org = start({ now: () => now, queueTime: 3_600_000 });
    const fetch: Connection["fetch"] = async (url, init) => {
      const isJob = /\/job\/\w+$/.test(url);
      if (init.method === "POST" && isJob && !isClosed) {
        isClosed = true;
        now += 3_000_000;
      } else if (init.method === "POST" || (isJob && isClosed)) now += 60_000;
      return await org.emulator.fetch(url, init);
    };
    return { ...org, fetch };
  };

  test.each<[number | string]>([[5], ["20%"]])(
    "batches that fail as a whole while the load waits are counted: maxFailed %s",
    async (maxFailed) => {
      const { emulator, connection, fetch } = slowOrg();
      const source = `Name,Nonsense__c\n${"A,1\n".repeat(20)}`;
      const options = { ...quick, fields: "send", maxRecords: 2, concurrency: 1, maxFailed } as const;
      const error = await errorOf(loadRows({ ...connection, fetch }, spec, source, options));
      expect(error).toMatchObject({ code: "TooManyFailed", nextRow: 21 });
      expect(await sent(emulator)).toEqual([
        "create",
        ...Array.from({ length: 10 }, () => "addBatch"),
        "close",
        "abort",
      ]);
      const [job] = await emulator.control.jobs();
      const states = (await emulator.control.batches(job?.id ?? "")).map(({ state }) => state);
      expect(new Set(states)).toEqual(new Set(["Failed", "NotProcessed"]));
    },
  );

  test("a list of batches that does not come while the load waits is asked for again", async () => {
    const { emulator, connection, fetch } = slowOrg();
    let isClosed = false;
    let broken = 0;
    const flaky: Connection["fetch"] = async (url, init) => {
      isClosed ||= (await sent(emulator)).includes("close");
      if (isClosed && /\/job\/\w+\/batch$/.test(url) && broken++ === 0) throw new TypeError("fetch failed");
      return await fetch(url, init);
    };
    const source = `Name,Nonsense__c\n${"A,1\n".repeat(6)}`;
    const options = { ...quick, fields: "send", maxRecords: 2, concurrency: 1, maxFailed: 6 } as const;
    const { summary } = await loadRows({ ...connection, fetch: flaky }, spec, source, options);
    expect(summary).toEqual(summaryOf(6, 0, { statusCode: "BATCH_FAILED", rows: 6, firstRow: 1 }));
    expect(broken).toBeGreaterThan(1);
  });
});

describe("onProgress", () => {
  test("tells each phase, and in the end all of it", async () => {
    const { connection } = start();
    const told: LoadProgress[] = [];
    const onProgress = (progress: LoadProgress): void => void told.push(progress);
    const { jobs } = await loadRows(connection, spec, csvOf(20), { ...quick, maxRecords: 2, onProgress });
    expect(new Set(told.map(({ phase }) => phase))).toEqual(new Set(["checking", "adding", "waiting", "ended"]));
    expect(told.at(-1)).toEqual({
      phase: "ended",
      rowsRead: 20,
      rowsSent: 20,
      rowsAccepted: 20,
      rowsProcessed: 20,
      rowsFailed: 0,
      bytes: Buffer.byteLength(csvOf(20)) + 9 * "Name,Phone\n".length,
      jobs,
    });
  });

  test("counts the rows of batches that failed as a whole", async () => {
    const { connection } = start();
    let last: LoadProgress | undefined;
    const onProgress = (progress: LoadProgress): void => void (last = progress);
    await loadRows(connection, spec, "Name,Nonsense__c\nA,1\nB,2\nC,3\n", {
      ...quick,
      fields: "send",
      maxRecords: 2,
      onProgress,
    });
    expect(last).toMatchObject({ phase: "ended", rowsProcessed: 3, rowsFailed: 3 });
  });

  test("what it throws ends the load", async () => {
    const { connection } = start();
    const broken = new Error("the screen is gone");
    const onProgress = ({ phase }: LoadProgress): void => {
      if (phase === "adding") throw broken;
    };
    const error = await errorOf(loadRows(connection, spec, csvOf(20), { ...quick, onProgress }));
    expect(error).toMatchObject({ name: "LoadError", cause: broken });
  });
});

describe("what has failed is loaded again", () => {
  const source = 'Name,Phone,Description\nA,1,a\n,2,"b, ""c""\nd"\nE,3,e\n,4,#N/A\n';

  test.each(["failedRows", "loadFailedRows"] as const)("from %s, with its columns as they were sent", async (from) => {
    const { emulator, connection } = start();
    const first = await loadRows(connection, spec, source, { ...quick, maxRecords: 1 });
    expect(first.summary).toEqual(summaryOf(4, 2, missing(2, 2)));
    const [jobId = ""] = first.jobs;
    const rows =
      from === "failedRows"
        ? failedRows(connection, jobId, { batches: first.batches })
        : loadFailedRows(connection, first);
    const again = await loadRows(connection, spec, rows, quick);
    expect(again.summary).toEqual(summaryOf(2, 0, missing(2, 1)));
    const exchanges = await emulator.control.exchanges();
    const bodies = exchanges.filter(({ operation }) => operation === "addBatch").map(({ requestBody }) => requestBody);
    expect(bodies.at(-1)).toBe('Name,Phone,Description\n,2,"b, ""c""\nd"\n,4,#N/A\n');
  });

  test("related records keep their columns", async () => {
    const { emulator, connection } = start();
    const row = { rowNumber: 3, batchId: "751", record: { Name: "A", "Parent.Ext__c": "x" }, errors: [] };
    await loadRows(connection, spec, [row], quick);
    const [added] = (await emulator.control.exchanges()).filter(({ operation }) => operation === "addBatch");
    expect(added?.requestBody).toBe("Name,Parent.Ext__c\nA,x\n");
  });

  const failedRow = (record: object, marks: object = {}): object => ({
    rowNumber: 1,
    batchId: "751",
    record,
    errors: [],
    ...marks,
  });

  test.each<[string, object[], object, "CSV" | "JSON"]>([
    ["it may have been written (", [failedRow({ Name: "A" }, { mayBeWritten: true })], {}, "CSV"],
    [
      "what was sent as it is not known (its quotes are wrong);",
      [failedRow({}, { errors: [{ statusCode: "ROW_UNREADABLE", message: "its quotes are wrong", fields: [] }] })],
      {},
      "CSV",
    ],
    ["Cannot add row 2, which", [failedRow({ Name: "A" }), failedRow({})], {}, "CSV"],
    [
      "Cannot add row 2, which",
      [failedRow({ Name: "A" }), failedRow({ Name: "A" }, { mayBeWritten: true })],
      {},
      "CSV",
    ],
    ['the same column twice: "Name"', [failedRow({ Name: "A", "Name (2)": "B" })], {}, "CSV"],
    ["they go to a CSV job", [failedRow({ Name: "A" })], {}, "JSON"],
    ['a value in the column "Phone"', [failedRow({ Name: "A", Phone: "1" })], { columns: ["Name"] }, "CSV"],
    ["expected a row as failedRows gives it", [failedRow({ Name: "A" }), { Name: "B" }], {}, "CSV"],
    ["it has no value", [failedRow({ Name: "" })], {}, "CSV"],
  ])("is refused where %s", async (words, rows, options, contentType) => {
    const { connection } = start();
    const error = await errorOf(loadRows(connection, { ...spec, contentType }, rows, options));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
  });
});
