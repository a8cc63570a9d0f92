import {
  type Connection,
  loadRows,
  memoryJournal,
  memorySnapshot,
  planUndo,
  undoLoad,
  type UndoProgress,
} from "@sfbulk/core";
import { expect, test } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator/src/index.ts";
import { hurried } from "./scripted-adapter.ts";

// The loads by which a load is taken back: in which order, and what they are told of.

const quick = { minInterval: 0, maxInterval: 1 } as const;
const widgets: NonNullable<EmulatorOptions["objects"]> = {
  Widget__c: {
    keyPrefix: "a07",
    fields: { Name: { length: 80 }, Ext__c: { unique: true }, Code__c: { unique: true } },
  },
};
const upsert = { operation: "upsert", object: "Widget__c", externalIdFieldName: "Ext__c" } as const;

interface Org {
  readonly emulator: Emulator;
  readonly connection: Connection;
  readonly records: () => Promise<unknown[][]>;
}

async function start(csv: string): Promise<Org> {
  let now = 1_790_000_000_000;
  const emulator = createEmulator({ queueTime: 0, processTime: 0, now: () => now, objects: widgets });
  const { instanceUrl, accessToken, fetch, control } = emulator;
  const connection = { instanceUrl, accessToken, fetch, retry: { ...hurried, attempts: 2 } };
  await loadRows(connection, { operation: "insert", object: "Widget__c" }, csv, quick);
  now += 1000;
  return {
    emulator,
    connection,
    records: async () =>
      (await control.records("Widget__c")).map(({ Name, Ext__c, Code__c }) => [Name, Ext__c, Code__c]),
  };
}

test("values go back first, then what was made is deleted, then what that was in the way of goes back", async () => {
  const { connection, records } = await start("Name,Ext__c,Code__c\nA,k1,c1\nB,k2,c2\n");
  const before = await records();
  const snapshot = memorySnapshot();
  // What is made takes the code that the first one had.
  const csv = "Ext__c,Name,Code__c\nk1,A2,x\nk2,B2,y\nk3,C,c1\n";
  const load = await loadRows(connection, upsert, csv, { ...quick, snapshot });
  const phases: UndoProgress["phase"][] = [];
  const {
    steps,
    summary,
    records: told,
  } = await undoLoad(connection, load, {
    ...quick,
    snapshot,
    onProgress: ({ phase }) => {
      if (phase !== phases.at(-1)) phases.push(phase);
    },
  });
  expect(steps.map(({ operation, summary: rows }) => [operation, rows?.rows, rows?.written])).toEqual([
    ["update", 2, 1],
    ["delete", 1, 1],
    ["update", 1, 1],
  ]);
  expect(phases).toEqual(["reading", "comparing", "writing-back", "deleting", "writing-back", "ended"]);
  expect(summary).toMatchObject({ writtenBack: 2, deleted: 1, left: 0, reasons: [] });
  expect(told.map(({ fate, message }) => [fate, message])).toEqual([
    ["written-back", null],
    ["written-back", null],
    ["deleted", null],
  ]);
  expect(await records()).toEqual(before);
});

test("a value goes back that another record of the load has by then, as soon as that one has its own", async () => {
  const { connection, records } = await start("Name,Ext__c,Code__c\nA,k1,c1\nB,k2,c2\nC,k3,c3\nD,k4,c4\n");
  const before = await records();
  const snapshot = memorySnapshot();
  // Each takes the code that the one behind it has given up: from the last one on they have their own again.
  const csv = "Ext__c,Name,Code__c\nk4,D2,x\nk3,C2,c4\nk2,B2,c3\nk1,A2,c2\n";
  const load = await loadRows(connection, upsert, csv, { ...quick, snapshot, maxRecords: 1, concurrency: 1 });
  const { steps, summary } = await undoLoad(connection, load, { ...quick, snapshot });
  expect(await records()).toEqual(before);
  expect(summary).toMatchObject({ writtenBack: 4, left: 0 });
  expect(steps.map(({ summary: rows }) => [rows?.rows, rows?.written])).toEqual([
    [4, 1],
    [3, 1],
    [2, 1],
    [1, 1],
  ]);
});

test("what is refused because of a record that stays is tried once, and told with Salesforce's words", async () => {
  const { connection, records } = await start("Name,Ext__c,Code__c\nA,k1,c1\n");
  const snapshot = memorySnapshot();
  const load = await loadRows(connection, upsert, "Ext__c,Name,Code__c\nk1,A2,x\n", { ...quick, snapshot });
  await loadRows(connection, { operation: "insert", object: "Widget__c" }, "Name,Ext__c,Code__c\nD,k4,c1\n", quick);
  const { steps, records: told } = await undoLoad(connection, load, { ...quick, snapshot });
  expect(steps.map(({ operation }) => operation)).toEqual(["update"]);
  expect(told).toMatchObject([
    { fate: "left", why: "Refused", message: expect.stringContaining("duplicate") as string },
  ]);
  expect(await records()).toEqual([
    ["A2", "k1", "x"],
    ["D", "k4", "c1"],
  ]);
});

test("rows of which the results of a step tell nothing may have been taken back, and are not told as refused", async () => {
  const { connection, emulator } = await start("Name,Ext__c,Code__c\nA,k1,c1\nB,k2,c2\nC,k3,c3\n");
  const snapshot = memorySnapshot();
  const csv = "Ext__c,Name\nk1,A2\nk2,B2\nk3,C2\n";
  const load = await loadRows(connection, upsert, csv, { ...quick, snapshot });
  const journal = memoryJournal();
  let cut = 0;
  const fetch: Connection["fetch"] = async (url, init) => {
    const response = await emulator.fetch(url, init);
    if (!/\/batch\/\w+\/result$/.test(url) || url.includes(load.jobs[0] ?? "")) return response;
    // Of three results one is there: nobody can tell whose.
    cut++;
    const lines = (await response.text()).trimEnd().split("\n");
    return new Response(`${lines.slice(0, 2).join("\n")}\n`, { headers: { "content-type": "text/csv" } });
  };
  const { records: told, summary } = await undoLoad({ ...connection, fetch }, load, { ...quick, snapshot, journal });
  expect(cut).toBeGreaterThan(0);
  expect(told.map(({ fate, why }) => why ?? fate)).toEqual(["UnknownEnd", "UnknownEnd", "UnknownEnd"]);
  expect(summary).toMatchObject({ writtenBack: 0, left: 3, reasons: [{ why: "UnknownEnd", records: 3 }] });
  // Who looks once more is told what is so.
  const again = await undoLoad(connection, load, { ...quick, snapshot, journal });
  expect(again.summary).toMatchObject({ asBefore: 3, left: 0 });
  expect(again.steps).toHaveLength(1);
});

test("a load that is too large for the memory is refused before its rows are read", async () => {
  const { connection, emulator } = await start("Name,Ext__c,Code__c\nA,k1,c1\n");
  const load = await loadRows(connection, { operation: "insert", object: "Widget__c" }, "Name\nB\n", quick);
  const [jobId = ""] = load.jobs;
  const asked: string[] = [];
  const refused = async (rows: number): Promise<unknown> => {
    const fetch: Connection["fetch"] = async (url, init) => {
      asked.push(url);
      const response = await emulator.fetch(url, {
        ...init,
        headers: { ...init.headers, "accept-encoding": "identity" },
      });
      if (!url.endsWith(`/job/${jobId}`)) return response;
      const text = (await response.text()).replace(/(numberRecordsProcessed\W+)1\b/, `$1${rows}`);
      return new Response(text, { headers: response.headers });
    };
    return await planUndo({ ...connection, fetch }, load).then(
      () => undefined,
      (error: unknown) => error,
    );
  };
  expect(await refused(1_000_000)).toBeUndefined();
  asked.length = 0;
  expect(await refused(1_000_001)).toMatchObject({
    code: "NotUndoable",
    message:
      "Cannot take the load back: it has 1000001 rows, and no more than 1000000 are in memory at a time; take its jobs back one by one, the last one first",
  });
  expect(asked).toHaveLength(1);
});
