import {
  type Connection,
  isLoadError,
  type JournalEntry,
  loadFailedRows,
  type LoadProgress,
  loadRows,
  type LoadRowsOptions,
  memoryJournal,
  type RowSource,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { csvOf, errorOf, missing, namesIn, quick, sent, spec, start, summaryOf } from "./load-org.ts";

// What `loadRows` promises, one thing at a time. That it holds in all of them at once is in load-soak.test.ts.

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
    ["InvalidArgument", 'Cannot use api "3.0"', spec, "Name\nA\n", { api: "3.0" }],
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
      /^Cannot load all rows: the disk is gone; 1 batch is there, and row 3 is the first that is not known to be$/,
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
