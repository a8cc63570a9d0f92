import {
  abortIngestJob,
  type Connection,
  type IngestLoadOptions,
  isLoadError,
  type Journal,
  loadRows,
  memoryJournal,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { api, changesOf, gone, moving, type Org, readsJob, statesOf, withLine } from "./ingest-load-org.ts";
import { csvOf, errorOf, namesIn, quick, spec, start, summaryOf } from "./load-org.ts";

// A load by Bulk API 2.0 that was interrupted goes on, and no row is there twice.

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
