import {
  type Connection,
  createJob,
  isSfbulkError,
  lineSnapshot,
  loadRows,
  memoryJournal,
  memorySnapshot,
  planUndo,
  type Snapshot,
  type SnapshotPart,
  snapshotRows,
  undoLoad,
  type UndoRecord,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator/src/index.ts";
import { isSameValue } from "../src/operations/undo/is-same-value.ts";
import { hurried, rejection } from "./scripted-adapter.ts";

const quick = { minInterval: 0, maxInterval: 1 } as const;
const insert = { operation: "insert", object: "Account" } as const;
const update = { operation: "update", object: "Account" } as const;
const upsert = { operation: "upsert", object: "Account", externalIdFieldName: "Ext__c" } as const;
const remove = { operation: "delete", object: "Account" } as const;

interface Org {
  readonly emulator: Emulator;
  readonly connection: Connection;
  /** Inserts accounts, and gives their ids. */
  readonly made: (csv: string) => Promise<string[]>;
  readonly records: () => Promise<Record<string, unknown>[]>;
  /** Does something to a record as somebody else, a second later unless told otherwise. */
  readonly elsewhere: (id: string, change: object | "delete", later?: number) => Promise<void>;
}

async function start(options: EmulatorOptions = {}): Promise<Org> {
  let now = 1_790_000_000_000;
  const emulator = createEmulator({ queueTime: 0, processTime: 0, now: () => now, ...options });
  const { instanceUrl, accessToken, fetch, control } = emulator;
  const connection = { instanceUrl, accessToken, fetch, retry: { ...hurried, attempts: 2 } };
  const token = await control.issueToken({ userId: "005000000000002" });
  return {
    emulator,
    connection,
    made: async (csv) => {
      await loadRows(connection, insert, csv, quick);
      now += 1000;
      return (await control.records("Account")).map(({ Id }) => String(Id));
    },
    records: async () => await control.records("Account"),
    elsewhere: async (id, change, later = 1000) => {
      now += later;
      await fetch(`${instanceUrl}/services/data/v68.0/sobjects/Account/${id}`, {
        method: change === "delete" ? "DELETE" : "PATCH",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        redirect: "manual",
        signal: new AbortController().signal,
        ...(change === "delete" ? {} : { body: new TextEncoder().encode(JSON.stringify(change)) }),
      });
    },
  };
}

const fates = (records: readonly UndoRecord[]): string[] => records.map(({ fate, why }) => why ?? fate);

describe("what is taken back", () => {
  test.each(["1.0", "2.0"] as const)(
    "an update by Bulk API %s: fields that were written, and no others",
    async (api) => {
      const { connection, made, records } = await start();
      const [one, two, three] = await made("Name,Phone,NumberOfEmployees\nA,1,5\nB,,\nC,3,7\n");
      const snapshot = memorySnapshot();
      const csv = `Id,Name,Phone,NumberOfEmployees\n${one},A2,#N/A,\n${two},B2,2,8\n${three},C,3,7\n`;
      const before = await records();
      const load = await (api === "1.0"
        ? loadRows(connection, update, csv, { ...quick, snapshot, maxRecords: 1 })
        : loadRows(connection, update, csv, { ...quick, snapshot, api }));
      const { summary, steps } = await undoLoad(connection, load, { ...quick, snapshot });
      expect(summary).toMatchObject({ records: 3, writtenBack: 2, asBefore: 1, left: 0 });
      expect(steps.map(({ operation }) => operation)).toEqual(["update"]);
      const empty = { Phone: null, NumberOfEmployees: null };
      expect(await records()).toEqual(
        before.map((record) => (record["Id"] === two ? { ...record, ...empty } : record)),
      );
    },
  );

  test("what the load has made goes behind the values that lead to it, and a key that it has taken comes back", async () => {
    const { connection, made, records } = await start();
    const [one] = await made("Name,Ext__c\nA,k1\n");
    const snapshot = memorySnapshot();
    await loadRows(connection, update, `Id,Ext__c\n${one},k2\n`, { ...quick, snapshot });
    const second = await loadRows(connection, upsert, "Ext__c,Name\nk1,New\n", { ...quick, snapshot });
    const [first = ""] = (await snapshot.read()).map(({ jobId }) => jobId);
    const both = await undoLoad(connection, { jobs: [first] }, { ...quick, snapshot });
    expect(both.records).toMatchObject([{ why: "Refused", message: expect.stringContaining("duplicate") as string }]);
    await undoLoad(connection, second, { ...quick, snapshot });
    await undoLoad(connection, { jobs: [first] }, { ...quick, snapshot });
    expect(await records()).toEqual([{ Id: one, Name: "A", Ext__c: "k1" }]);
  });

  test("a record that is in a load twice has what it had before the first row", async () => {
    const { connection, made, records } = await start();
    const [one] = await made("Name\nA\n");
    const snapshot = memorySnapshot();
    const csv = `Id,Name\n${one},B\n${one},C\n`;
    const load = await loadRows(connection, update, csv, { ...quick, snapshot, maxRecords: 1, concurrency: 1 });
    const { records: told } = await undoLoad(connection, load, { ...quick, snapshot });
    expect(told).toMatchObject([{ fate: "written-back", rowNumber: 1 }]);
    expect(await records()).toEqual([{ Id: one, Name: "A" }]);
  });

  test("what was deleted, also over a session that ends; what is not in the recycle bin is told", async () => {
    const { connection, emulator, made, records, elsewhere } = await start();
    const [one, two, three] = await made("Name\nA\nB\nC\n");
    const load = await loadRows(connection, remove, `Id\n${one}\n${two}\n${three}\n`, quick);
    const hard = await emulator.control.issueToken({ permissions: ["BulkApiHardDelete"] });
    const [gone] = [two];
    await undoLoad(connection, load, {
      onPlan: async (plan) => {
        expect(plan.summary).toMatchObject({ undeleted: 3 });
        throw new Error("not yet");
      },
    }).catch(() => undefined);
    expect(await records()).toEqual([]);
    // The one that is back is deleted for good.
    await undoLoad(connection, { jobs: load.jobs }, {});
    await loadRows(
      { ...connection, accessToken: hard },
      { operation: "hardDelete", object: "Account" },
      `Id\n${gone}\n`,
      quick,
    );
    await elsewhere(three ?? "", "delete");
    const tokens = [await emulator.control.issueToken({ afterCalls: 6 }), emulator.accessToken];
    const renewed = { ...connection, accessToken: () => tokens.shift() ?? "" };
    const again = await undoLoad(renewed, load, {});
    expect(fates(again.records)).toEqual(["as-before", "NotInRecycleBin", "ChangedSince"]);
  });

  test("a session that ends as records are undeleted is renewed, and is in no error", async () => {
    const { connection, emulator, made } = await start();
    const [one] = await made("Name\nA\n");
    const load = await loadRows(connection, remove, `Id\n${one}\n`, quick);
    let soap = 0;
    const fetch: Connection["fetch"] = async (url, init) => {
      if (!url.includes("/Soap/")) return await emulator.fetch(url, init);
      if (soap++ === 0) await emulator.control.expireToken(emulator.accessToken);
      return await emulator.fetch(url, init);
    };
    const other = await emulator.control.issueToken();
    const tokens = [emulator.accessToken, other];
    const { summary } = await undoLoad({ ...connection, fetch, accessToken: () => tokens.shift() ?? "" }, load, {});
    expect(summary).toMatchObject({ undeleted: 1 });
    expect(soap).toBe(2);
    const last = await loadRows({ ...connection, accessToken: other }, remove, `Id\n${one}\n`, quick);
    await emulator.control.expireToken(other);
    const error = await rejection(undoLoad({ ...connection, accessToken: other }, last, {}));
    expect(isSfbulkError(error) && error.name).toBe("SessionError");
    expect(JSON.stringify(error)).not.toContain(other);
  });
});

describe("what is lost on the way", () => {
  const gone = (): Error => Object.assign(new Error("the line is dead"), { retry: false });

  test("a run that ends with its job open: the next one ends that first, and nothing is done twice", async () => {
    const { connection, emulator, made, records } = await start();
    const [one] = await made("Name\nA\n");
    const snapshot = memorySnapshot();
    const load = await loadRows(connection, update, `Id,Name\n${one},B\n`, { ...quick, snapshot });
    const journal = memoryJournal();
    let isDead = false;
    const fetch: Connection["fetch"] = async (url, init) => {
      if (isDead) throw gone();
      isDead = init.method === "POST" && url.endsWith("/job");
      return await emulator.fetch(url, init);
    };
    await rejection(undoLoad({ ...connection, fetch }, load, { ...quick, snapshot, journal }));
    const [, open] = (await emulator.control.jobs()).slice(-2);
    expect(open).toMatchObject({ state: "Open", operation: "update" });
    const { summary, steps } = await undoLoad(connection, load, { ...quick, snapshot, journal, waitTimeout: 500 });
    expect(summary).toMatchObject({ writtenBack: 1 });
    expect((await emulator.control.job(open?.id ?? ""))?.state).toBe("Aborted");
    // It can be taken back by all of its jobs.
    expect(steps.map(({ jobs }) => jobs.length)).toEqual([1, 1]);
    expect(await records()).toEqual([{ Id: one, Name: "A" }]);
  });

  test("the answer about records that are undeleted: they are looked for", async () => {
    const { connection, emulator, made, records } = await start();
    const ids = await made("Name\nA\nB\n");
    const load = await loadRows(connection, remove, `Id\n${ids.join("\n")}\n`, quick);
    let calls = 0;
    const fetch: Connection["fetch"] = async (url, init) => {
      const response = await emulator.fetch(url, init);
      if (url.includes("/Soap/") && calls++ === 0) throw new TypeError("fetch failed");
      return response;
    };
    const { summary } = await undoLoad({ ...connection, fetch }, load, {});
    expect(calls).toBe(2);
    expect(summary).toMatchObject({ undeleted: 2, left: 0 });
    expect(await records()).toHaveLength(2);
  });

  test("the answer to an upload by Bulk API 2.0: the rows go to another job, with a snapshot for it", async () => {
    const { connection, emulator, made, records } = await start();
    const [one] = await made("Name\nA\n");
    const snapshot = memorySnapshot();
    let uploads = 0;
    const fetch: Connection["fetch"] = async (url, init) => {
      const response = await emulator.fetch(url, init);
      if (init.method === "PUT" && uploads++ === 0) throw new TypeError("fetch failed");
      return response;
    };
    const csv = `Id,Name\n${one},B\n`;
    const load = await loadRows({ ...connection, fetch }, update, csv, { ...quick, snapshot, api: "2.0" });
    expect(uploads).toBe(2);
    expect((await undoLoad(connection, load, { ...quick, snapshot })).summary).toMatchObject({ writtenBack: 1 });
    expect(await records()).toEqual([{ Id: one, Name: "A" }]);
  });
});

describe("what is left", () => {
  test("whoever has changed it, and in whatever way", async () => {
    const { connection, made, elsewhere, emulator } = await start();
    const ids = await made("Name,Phone\nA,1\nB,2\nC,3\nD,4\nE,#N/A\nF,6\n");
    const [, , , , five] = ids;
    const snapshot = memorySnapshot();
    // Somebody has written as a text what empties a field.
    await elsewhere(five ?? "", { Phone: "#N/A" });
    const csv = `Id,Phone\n${ids.map((id, index) => `${id},n${index}`).join("\n")}\n`;
    const load = await loadRows(connection, update, csv, { ...quick, snapshot });
    await elsewhere(ids[1] ?? "", { Phone: "n1" });
    await elsewhere(ids[2] ?? "", "delete");
    const plan = await planUndo(connection, load, { snapshot });
    expect(fates(plan.records)).toEqual([
      "written-back",
      "ChangedSince",
      "Gone",
      "written-back",
      "NotWritable",
      "written-back",
    ]);
    expect(plan.records[1]).toMatchObject({
      lastModifiedById: "005000000000002",
      lastModifiedBy: "Emulator User 002",
      rowNumber: 2,
    });
    expect(plan.summary.reasons.map(({ records }) => records)).toEqual([1, 1, 1]);
    // What is changed between the plan and the writing is left as well.
    const { records, summary } = await undoLoad(connection, load, {
      ...quick,
      snapshot,
      onPlan: async () => await elsewhere(ids[3] ?? "", { Website: "w.example" }),
    });
    expect(fates(records)).toEqual([
      "written-back",
      "ChangedSince",
      "Gone",
      "ChangedSince",
      "NotWritable",
      "written-back",
    ]);
    expect(summary).toMatchObject({ records: 6, writtenBack: 2, left: 4 });
    expect((await emulator.control.records("Account")).map(({ Phone }) => Phone)).toEqual(["1", "n1", "n3", "n4", "6"]);
  });

  test("what another user has changed in the very moment of the load", async () => {
    const { connection, made, elsewhere } = await start();
    const [one] = await made("Name\nA\n");
    const snapshot = memorySnapshot();
    const load = await loadRows(connection, update, `Id,Name\n${one},B\n`, { ...quick, snapshot });
    await elsewhere(one ?? "", { Website: "w.example" }, 0);
    expect(fates((await planUndo(connection, load, { snapshot })).records)).toEqual(["ChangedSince"]);
  });

  test("other values than were sent, though nobody seems to have changed them", async () => {
    const { connection, emulator, made } = await start();
    const [one] = await made("Name\nA\n");
    const snapshot = memorySnapshot();
    const load = await loadRows(connection, update, `Id,Name\n${one},B\n`, { ...quick, snapshot });
    // A trigger has made another value of it as it was written.
    const fetch: Connection["fetch"] = async (url, init) => {
      const response = await emulator.fetch(url, init);
      if (!url.includes("composite/sobjects")) return response;
      return new Response((await response.text()).replace('"Name":"B"', '"Name":"Mr. B"'), response);
    };
    const { records } = await planUndo({ ...connection, fetch, gzip: false }, load, { snapshot });
    expect(fates(records)).toEqual(["OtherValues"]);
  });

  test("without a snapshot, with one of another load, and where the load goes on, is told before", async () => {
    const { connection, made } = await start();
    const [one] = await made("Name\nA\n");
    const load = await loadRows(connection, update, `Id,Name\n${one},B\n`, quick);
    expect(fates((await planUndo(connection, load)).records)).toEqual(["NoSnapshot"]);
    const other = memorySnapshot();
    await loadRows(connection, update, `Id,Name\n${one},C\n`, { ...quick, snapshot: other });
    const wrong = await rejection(planUndo(connection, load, { snapshot: other }));
    expect(wrong).toMatchObject({ name: "TypeError", code: "NotUndoable" });
    const open = await createJob(connection, insert);
    const error = await rejection(undoLoad(connection, { jobs: [open.id] }));
    expect(error).toMatchObject({ code: "NotUndoable", message: expect.stringContaining("is Open") as string });
    const two = await rejection(
      undoLoad(connection, {
        jobs: [...load.jobs, (await loadRows(connection, insert, "Name\nD\n", quick)).jobs[0] ?? ""],
      }),
    );
    expect(two).toMatchObject({ code: "NotUndoable", message: expect.stringContaining("two loads") as string });
    const journal = memoryJournal();
    await loadRows(connection, update, `Id,Name\n${one},E\n`, { ...quick, journal });
    expect(await rejection(undoLoad(connection, load, { journal }))).toMatchObject({ code: "OtherLoad" });
  });
});

describe("snapshots", () => {
  test("are refused for what needs none, and for what nothing could take back", async () => {
    const { connection } = await start();
    const snapshot = memorySnapshot();
    const hard = { operation: "hardDelete", object: "Account" } as const;
    const error = await rejection(loadRows(connection, hard, "Id\n001000000000001\n", { snapshot }));
    expect(error).toMatchObject({
      code: "ConflictingOptions",
      message: expect.stringContaining("gone for good") as string,
    });
    expect(await rejection(loadRows(connection, insert, "Name\nA\n", { snapshot }))).toMatchObject({
      code: "ConflictingOptions",
    });
    const attachment = { operation: "update", object: "Attachment" } as const;
    expect(
      await rejection(loadRows(connection, attachment, "Id,Body\n00P000000000001AAA,QQ==\n", { snapshot })),
    ).toMatchObject({
      code: "UnfitColumns",
      message: expect.stringContaining("of type base64") as string,
    });
  });

  test("stop a load before the batch of which they could not be kept", async () => {
    const { connection, emulator, made, records } = await start();
    const ids = await made("Name\nA\nB\nC\n");
    const kept: SnapshotPart[] = [];
    const snapshot: Snapshot = {
      read: () => Promise.resolve(kept),
      append: (part) => {
        if (part.firstRow === 2) return Promise.reject(new Error("the disk is full"));
        kept.push(part);
        return Promise.resolve();
      },
    };
    const csv = `Id,Name\n${ids.map((id) => `${id},X`).join("\n")}\n`;
    const error = await rejection(
      loadRows(connection, update, csv, { ...quick, snapshot, maxRecords: 1, onError: "close" }),
    );
    expect(error).toMatchObject({
      code: "LoadStopped",
      message: expect.stringContaining("the disk is full") as string,
    });
    await emulator.control.advance(1000);
    expect((await records()).map(({ Name }) => Name)).toEqual(["X", "B", "C"]);
  });

  test("a load that was begun with one does not go on without, nor the other way round", async () => {
    const { connection, made } = await start();
    const [one] = await made("Name\nA\n");
    const csv = `Id,Name\n${one},B\n`;
    for (const [first, second] of [
      [{ snapshot: memorySnapshot() }, {}],
      [{}, { snapshot: memorySnapshot() }],
    ] as const) {
      const journal = memoryJournal();
      await loadRows(connection, update, csv, { ...quick, ...first, journal });
      const begun = memoryJournal((await journal.read()).slice(0, 1));
      const error = await rejection(loadRows(connection, update, csv, { ...quick, ...second, journal: begun }));
      expect(error).toMatchObject({ code: "OtherLoad" });
    }
  });

  test("are kept by who adds batches himself", async () => {
    const { connection, made } = await start();
    const [one] = await made("Name,Ext__c\nO'Neil,k'1\n");
    const snapshot = memorySnapshot();
    const job = await createJob(connection, upsert);
    const rows = '[{"Ext__c":"k\'1","Name":"A"},{"Ext__c":"k2","Name":"B"}]';
    expect(await snapshotRows(connection, { ...job, object: "Account" }, rows, { snapshot, firstRow: 7 })).toBe(1);
    expect(await snapshot.read()).toMatchObject([
      { jobId: job.id, firstRow: 7, object: "Account", fields: ["Name"], records: [[one, "O'Neil"]] },
    ]);
  });

  test("in a file leave out what a crash has cut, and refuse what is none", async () => {
    let bytes = new Uint8Array(0);
    const file = {
      read: (from: number) => Promise.resolve(bytes.slice(from)),
      append: (more: Uint8Array) => {
        bytes = new Uint8Array([...bytes, ...more]);
        return Promise.resolve();
      },
    };
    const snapshot = lineSnapshot("the snapshot", file);
    const part = (firstRow: number): SnapshotPart => ({
      version: 1,
      jobId: "7508Z0000000csTQAQ",
      firstRow,
      reading: "r",
      at: "2026-11-28T00:00:00.000Z",
      object: "Account",
      fields: ["Name"],
      records: [["0018Z0000000csVQAQ", "Ä"]],
      stamps: [["2026-09-21T00:00:00.000+0000", "005000000000001AAA"]],
    });
    await snapshot.append(part(1));
    const whole = bytes.length;
    await snapshot.append(part(2));
    bytes = bytes.slice(0, whole + 60);
    await snapshot.append(part(3));
    expect(await snapshot.read()).toEqual([part(1), part(3)]);
    bytes = new TextEncoder().encode("Name\nAcme\n");
    expect(await rejection(snapshot.read())).toMatchObject({ name: "JournalError" });
  });
});

test.each([
  ["double", 2, "1.50", "1.5", true],
  ["double", 2, "1.005", "1.01", true],
  ["double", 0, "1e3", "1000", true],
  ["int", 0, "7.0", "7", true],
  ["int", 0, "7", "8", false],
  ["currency", 2, "1.5", "1.52", false],
  ["boolean", 0, "1", "true", true],
  ["boolean", 0, "FALSE", "false", true],
  ["boolean", 0, "true", "false", false],
  ["datetime", 0, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000+0000", true],
  ["datetime", 0, "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00.000+0000", true],
  ["datetime", 0, "nonsense", "nothing", false],
  ["date", 0, "2026-01-01T10:00:00Z", "2026-01-01", true],
  ["time", 0, "10:15:00Z", "10:15:00.000Z", true],
  ["reference", 0, "0018Z0000000csV", "0018Z0000000csVQAQ", true],
  ["email", 0, "A@B.example", "a@b.example", true],
  ["string", 0, " a\r\nb ", "a\nb", true],
  ["string", 0, "a", "A", false],
  ["multipicklist", 0, "b;a", "a;b", true],
  ["string", 0, "#N/A", null, true],
  ["string", 0, "a", null, false],
  ["string", 0, "#N/A", "a", false],
] as const)("a value of type %s, scale %d: %s is %s: %s", (type, scale, sent, present, isSame) => {
  expect(isSameValue({ type, scale }, sent, present)).toBe(isSame);
});

test("what it costs in API calls", async () => {
  const { connection, emulator, made } = await start();
  const key = (index: number): string => String(index).padStart(20, "k");
  const rows = Array.from({ length: 2100 }, (_, index) => index);
  const ids = await made(`Name,Ext__c\n${rows.map((index) => `A ${index},${key(index)}`).join("\n")}\n`);
  const sent = async (work: () => Promise<unknown>): Promise<string[]> => {
    const before = (await emulator.control.exchanges()).length;
    await work();
    return (await emulator.control.exchanges()).slice(before).map(({ path }) => path);
  };
  const reads = (paths: readonly string[]): number =>
    paths.filter((path) => /composite|query\?|queryAll\?/.test(path)).length;
  const snapshot = memorySnapshot();
  const byId = `Id,Name\n${ids.map((id, index) => `${id},B ${index}`).join("\n")}\n`;
  expect(reads(await sent(async () => await loadRows(connection, update, byId, quick)))).toBe(0);
  const kept = await sent(async () => await loadRows(connection, update, byId, { ...quick, snapshot }));
  // Each 2,000 rows are one call by their ids.
  expect(reads(kept)).toBe(2);
  const some = rows.slice(0, 500);
  const byKey = `Ext__c,Name\n${some.map((index) => `${key(index)},C ${index}`).join("\n")}\n`;
  let jobs: readonly string[] = [];
  const keyed = await sent(async () => {
    ({ jobs } = await loadRows(connection, upsert, byKey, { ...quick, snapshot }));
  });
  // By keys of 20 characters each 440 are.
  expect(reads(keyed)).toBe(2);
  // The job, its batches, their results and rows, the object, the records.
  expect(await sent(async () => await planUndo(connection, { jobs }, { snapshot }))).toHaveLength(6);
  const undone = await sent(async () => await undoLoad(connection, { jobs }, { ...quick, snapshot }));
  expect(reads(undone)).toBe(2);
  expect(await emulator.control.unhandled()).toEqual([]);
});
