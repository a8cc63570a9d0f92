import { type Connection, failedRows, isLoadError, loadFailedRows, loadRows, memoryJournal } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { errorOf, missing, quick, sent, spec, start, summaryOf } from "./load-org.ts";

// Rows that fail: when there are too many of them, and how they are loaded again.

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
