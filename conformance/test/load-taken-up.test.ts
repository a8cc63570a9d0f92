import {
  abortJob,
  addBatch,
  type Connection,
  closeJob,
  createJob,
  isLoadError,
  loadResults,
  loadRows,
  memoryJournal,
  type RowSource,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { csvOf, errorOf, interrupted, namesIn, quick, sent, spec, start, summaryOf } from "./load-org.ts";

// A load that was interrupted goes on, and what came twice is named.

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

  test("keeps its API version: batches are to be asked for in no other than that of their job", async () => {
    const org = start();
    const before = { ...org, connection: { ...org.connection, version: 60 } };
    const kept = await interrupted(before, csvOf(10), { maxRecords: 2, batches: 3, lastBatch: "not sent" });
    const [job] = await org.emulator.control.jobs();
    await closeJob(org.connection, job?.id ?? "");
    const result = await loadRows(org.connection, spec, csvOf(10), { ...quick, journal: memoryJournal(kept) });
    expect(result.summary).toEqual(summaryOf(10, 10));
    expect((await org.emulator.control.jobs()).map(({ apiVersion }) => apiVersion)).toEqual([60, 60]);
    expect(await namesIn(org.emulator)).toHaveLength(10);
  });

  test("is taken up by an old copy of its journal: what was sent since is found, and not sent again", async () => {
    const org = start();
    const kept = await interrupted(org, csvOf(10), { maxRecords: 2, batches: 3, lastBatch: "sent" });
    const old = kept.slice(
      0,
      kept.findIndex((entry) => entry.kind === "adding-batch" && entry.firstRow === 3),
    );
    const result = await loadRows(org.connection, spec, csvOf(10), { ...quick, journal: memoryJournal(old) });
    expect(result.summary).toEqual(summaryOf(10, 10));
    expect(await namesIn(org.emulator)).toEqual(Array.from({ length: 10 }, (_, index) => `Row ${index + 1}`));
  });

  test("by Bulk API 2.0 refuses an old copy: nobody can tell which rows a job has got since", async () => {
    const { connection, emulator } = start();
    const journal = memoryJournal();
    await loadRows(connection, spec, csvOf(4), { ...quick, api: "2.0", journal });
    const entries = await journal.read();
    const old = entries.slice(
      0,
      entries.findIndex(({ kind }) => kind === "uploading"),
    );
    const again = loadRows(connection, spec, csvOf(4), { ...quick, api: "2.0", journal: memoryJournal(old) });
    expect(await errorOf(again)).toMatchObject({
      cause: { name: "JournalError", message: expect.stringContaining("it is older than what was done") as string },
    });
    expect(await namesIn(emulator)).toHaveLength(4);
  });

  test("keeps its limits", async () => {
    const org = start();
    const kept = await interrupted(org, csvOf(10), { maxRecords: 2, batches: 2, lastBatch: "not sent" });
    const journal = memoryJournal(kept);
    const result = await loadRows(org.connection, spec, csvOf(10), { ...quick, journal, maxRecords: 5 });
    expect(result.batches.map(({ rows }) => rows)).toEqual([2, 2, 2, 2, 2]);
  });

  /** A source that can be read only once, so that its rows are not counted before. */
  const once = (text: string): RowSource => new Blob([text]).stream();
  test.each<[string, RowSource]>([
    ["rows 3 to 4 of the source are not those", csvOf(10).replace("Row 4", "Row four")],
    ["the source had 10 rows when it was checked, and has 9 now", csvOf(10).replace("Row 3,3\n", "")],
    ["the source had 10 rows when it was checked, and has 7 now", csvOf(7)],
    ["the source had 10 rows when it was checked, and has 11 now", csvOf(11)],
    ["rows 3 to 4 of the source are not those", once(csvOf(10).replace("Row 3,3\n", ""))],
    ["the source ends behind row 2, and row 6 was sent before", once(csvOf(2))],
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

test.each([
  ["in the same job, what it sends late is there twice", false, 201],
  ["in another job, it can send nothing any more", true, 400],
])("of a run that was only thought dead, where the next one goes on %s", async (_, closeEarlierJob, status) => {
  const org = start();
  const { emulator, connection } = org;
  const kept = await interrupted(org, csvOf(4), { maxRecords: 2, batches: 1, lastBatch: "not sent" });
  const [job] = await emulator.control.jobs();
  const answers: number[] = [];
  const fetch: Connection["fetch"] = async (url, init) => {
    if (init.method === "POST" && url.endsWith("/batch") && answers.length === 0) {
      // Its process was stopped when it had written down what it was about to send, and goes on now.
      const late = await emulator.fetch(url.replace(/\w+\/batch$/, `${job?.id}/batch`), {
        method: "POST",
        headers: { "X-SFDC-Session": emulator.accessToken, "Content-Type": "text/csv" },
        body: csvOf(2),
      });
      answers.push(late.status);
    }
    return await emulator.fetch(url, init);
  };
  const options = { ...quick, journal: memoryJournal(kept), maxRecords: 2, closeEarlierJob };
  const load = loadRows({ ...connection, fetch }, spec, csvOf(4), options);
  if (closeEarlierJob) expect(await load).toMatchObject({ summary: summaryOf(4, 4) });
  else expect(await errorOf(load)).toMatchObject({ code: "DuplicateBatch" });
  expect(answers).toEqual([status]);
  expect(await namesIn(emulator)).toHaveLength(closeEarlierJob ? 4 : 6);
  const states = (await emulator.control.jobs()).map(({ state }) => state);
  expect(states).toEqual(closeEarlierJob ? ["Closed", "Closed"] : ["Closed"]);
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
