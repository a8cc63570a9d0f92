import {
  addBatch,
  closeJob,
  type Connection,
  createJob,
  loadRows,
  memoryJournal,
  memorySnapshot,
  planUndo,
  type Snapshot,
  type SnapshotPart,
  snapshotRows,
  undoLoad,
  type UndoneLoad,
  waitForJob,
} from "@sfbulk/core";
import { describe, expect, test, vi } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator/src/index.ts";
import { readStamp } from "../src/operations/undo/stamp.ts";
import { sentValues } from "../src/operations/undo/sent-row.ts";
import type { FieldDescription } from "../src/protocol/object-description.ts";
import { hurried, rejection } from "./scripted-adapter.ts";

// Where the way back is in doubt, nothing is written, and nothing else is told than what is so.

const quick = { minInterval: 0, maxInterval: 1 } as const;
const widgets: NonNullable<EmulatorOptions["objects"]> = {
  Widget__c: {
    keyPrefix: "a07",
    fields: {
      Name: { length: 80 },
      Size__c: { type: "number", precision: 18, scale: 0 },
      Price__c: { type: "number", precision: 18, scale: 2 },
      Once__c: { updateable: false },
      Ext__c: { unique: true },
      Parent__c: { type: "reference", referenceTo: ["Widget__c"] },
    },
  },
};
const insert = { operation: "insert", object: "Widget__c" } as const;
const update = { operation: "update", object: "Widget__c" } as const;
const upsert = { operation: "upsert", object: "Widget__c", externalIdFieldName: "Ext__c" } as const;

interface Org {
  readonly emulator: Emulator;
  readonly connection: Connection;
  readonly records: () => Promise<Record<string, unknown>[]>;
  readonly ids: readonly string[];
  /** Lets a second go by. */
  readonly later: () => void;
  /** Changes a record as the user of the load, a second later unless told otherwise. */
  readonly edit: (id: string, change: object, later?: number) => Promise<void>;
}

/** Makes an org with some widgets. */
async function start(csv: string): Promise<Org> {
  let now = 1_790_000_000_000;
  const emulator = createEmulator({ queueTime: 0, processTime: 0, now: () => now, objects: widgets });
  const { instanceUrl, accessToken, fetch, control } = emulator;
  const connection = { instanceUrl, accessToken, fetch, retry: { ...hurried, attempts: 2 } };
  const records = async (): Promise<Record<string, unknown>[]> => await control.records("Widget__c");
  await loadRows(connection, insert, csv, quick);
  now += 1000;
  return {
    emulator,
    connection,
    records,
    ids: (await records()).map(({ Id }) => String(Id)),
    later: () => void (now += 1000),
    edit: async (id, change, later = 1000) => {
      now += later;
      await fetch(`${instanceUrl}/services/data/v68.0/sobjects/Widget__c/${id}`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
        redirect: "manual",
        signal: new AbortController().signal,
        body: new TextEncoder().encode(JSON.stringify(change)),
      });
    },
  };
}

/** What is to become of each record, or why it is left. */
async function plan({ connection }: Org, load: UndoneLoad, snapshot?: Snapshot): Promise<string[]> {
  const { records } = await planUndo(connection, load, snapshot === undefined ? {} : { snapshot });
  return records.map(({ fate, why }) => why ?? fate);
}

const only = (parts: readonly SnapshotPart[]): Snapshot => ({
  read: () => Promise.resolve(parts),
  append: () => Promise.resolve(),
});

test("a time is read in the one form that all engines know", () => {
  const parse = vi.spyOn(Date, "parse");
  try {
    expect(readStamp("2026-09-21T14:13:20.000+0230", "0058Z0000000Emu1QAC")).toEqual({
      time: Date.UTC(2026, 8, 21, 11, 43, 20),
      by: "0058Z0000000Emu",
    });
    expect(parse).toHaveBeenCalledWith("2026-09-21T14:13:20.000+02:30");
  } finally {
    parse.mockRestore();
  }
});

test("what was sent is not known where it names another record, or is empty and may empty the field", () => {
  const field = { name: "Phone", type: "string" } as FieldDescription;
  const sent = (value: string, skipsEmpty: boolean, isRelated = false) => [
    ...sentValues({ fields: [{ place: 0, field, isRelated }], cells: [value], skipsEmpty }),
  ];
  expect(sent("1", true)).toEqual([["Phone", "1"]]);
  expect(sent("", true)).toEqual([]);
  expect(sent("", false)).toEqual([["Phone", undefined]]);
  expect(sent("1", true, true)).toEqual([["Phone", undefined]]);
  expect(sent("#N/A", true, true)).toEqual([["Phone", "#N/A"]]);
});

test("a record that two users have loaded is unchanged, in whatever order their jobs are named", async () => {
  const org = await start("Name\nX\n");
  const accessToken = await org.emulator.control.issueToken({ userId: "005000000000002" });
  const made = await loadRows(org.connection, upsert, "Ext__c,Name\nk1,A\n", quick);
  const changed = await loadRows({ ...org.connection, accessToken }, upsert, "Ext__c,Name\nk1,B\n", quick);
  expect(await plan(org, { jobs: [...changed.jobs, ...made.jobs] })).toEqual(["deleted"]);
  expect(await plan(org, { jobs: [...made.jobs, ...changed.jobs] })).toEqual(["deleted"]);
});

describe("a reading that is missing", () => {
  test.each([true, false])(
    "may be that of what was before the first row, and others are of the load's own: rows known: %s",
    async (knowsRows) => {
      const org = await start("Name\nA\n");
      const snapshot = memorySnapshot();
      const csv = `Id,Name\n${org.ids[0]},B\n${org.ids[0]},C\n`;
      const one = { ...quick, snapshot, maxRecords: 1, concurrency: 1 };
      const load = await loadRows(org.connection, update, csv, one);
      const [first, second] = await snapshot.read();
      if (first === undefined || second === undefined) throw new Error("there are two parts");
      const known = knowsRows ? load : { jobs: load.jobs };
      expect(await plan(org, known, only([second]))).toEqual(["NoSnapshot"]);
      expect(await plan(org, known, only([first, second]))).toEqual(["written-back"]);
      // The numbers of rows may be those in another file: what was skipped there counts as well.
      const batches = load.batches.map((batch) => ({ ...batch, firstRow: batch.firstRow + 100 }));
      expect(await plan(org, { ...load, batches }, snapshot)).toEqual(["written-back"]);
    },
  );

  test("of a record that another one of the same batch has nothing to do with", async () => {
    const org = await start("Name\nA\nB\n");
    const [one, two] = org.ids;
    const snapshot = memorySnapshot();
    const csv = `Id,Name\n${one},A1\n${two},B1\n${one},A2\n`;
    const options = { ...quick, snapshot, maxRecords: 1, concurrency: 1 };
    const sent = await loadRows(org.connection, update, csv, options);
    // The second and the third row as those of one batch: of the first record the first reading is missing.
    const batches = sent.batches.map((batch) => ({ ...batch, firstRow: Math.min(batch.firstRow, 2) }));
    const [, second, third] = await snapshot.read();
    if (second === undefined || third === undefined) throw new Error("there are three parts");
    const load = { ...sent, batches };
    expect(await plan(org, load, only([second, { ...third, firstRow: 2 }]))).toEqual(["NoSnapshot", "written-back"]);
  });

  test("of another job that has written it too", async () => {
    const org = await start("Name\nA\n");
    const snapshot = memorySnapshot();
    const one = await loadRows(org.connection, update, `Id,Name\n${org.ids[0]},B\n`, quick);
    const two = await loadRows(org.connection, update, `Id,Name\n${org.ids[0]},C\n`, { ...quick, snapshot });
    const both = { jobs: [...one.jobs, ...two.jobs] };
    expect(await plan(org, both, snapshot)).toEqual(["NoSnapshot"]);
    expect(await plan(org, two, snapshot)).toEqual(["written-back"]);
  });
});

describe("a batch that was read twice", () => {
  async function twice(second: (part: SnapshotPart) => SnapshotPart): Promise<string[]> {
    const org = await start("Name,Size__c\nA,1\n");
    const snapshot = memorySnapshot();
    const load = await loadRows(org.connection, update, `Id,Name,Size__c\n${org.ids[0]},B,2\n`, { ...quick, snapshot });
    const [part] = await snapshot.read();
    if (part === undefined) throw new Error("there is a part");
    return await plan(org, load, only([part, second({ ...part, reading: "second" })]));
  }
  const has =
    (...values: string[]) =>
    async () =>
      await twice((part) => ({ ...part, records: [[part.records[0]?.[0] ?? "", ...values]] }));

  test.each([
    ["the same", has("A", "1"), "written-back"],
    ["what somebody has written before the load", has("Else", "1"), "written-back"],
    ["what the load has written", has("B", "2"), "Ambiguous"],
    ["what the load has written, and somebody once more", has("B", "7"), "Ambiguous"],
    ["what the load has written, in another way", has("A", "2.0"), "Ambiguous"],
  ])("where the second time had %s", async (_, result, fate) => {
    expect(await result()).toEqual([fate]);
  });

  test("where a trigger has made something else of it, which is there still", async () => {
    const org = await start("Name\nA\n");
    const snapshot = memorySnapshot();
    const load = await loadRows(org.connection, update, `Id,Name\n${org.ids[0]},B\n`, { ...quick, snapshot });
    const [part] = await snapshot.read();
    if (part === undefined) throw new Error("there is a part");
    const fetch: Connection["fetch"] = async (url, init) => {
      const response = await org.emulator.fetch(url, init);
      if (!url.includes("composite/sobjects")) return response;
      return new Response((await response.text()).replace('"Name":"B"', '"Name":"Mr. B"'), response);
    };
    const triggered = { ...org, connection: { ...org.connection, fetch, gzip: false } };
    const after: SnapshotPart = { ...part, reading: "second", records: [[org.ids[0] ?? "", "Mr. B"]] };
    expect(await plan(triggered, load, only([part, after]))).toEqual(["Ambiguous"]);
  });
});

test("a value that is empty in JSON may have emptied its field", async () => {
  const org = await start("Name,Ext__c\nA,k1\nB,k2\n");
  const snapshot = memorySnapshot();
  const job = await createJob(org.connection, { ...update, contentType: "JSON" });
  const rows = JSON.stringify([
    { Id: org.ids[0], Ext__c: "" },
    { Id: org.ids[1], Name: "B2" },
  ]);
  await snapshotRows(org.connection, { ...job, object: "Widget__c" }, rows, { snapshot });
  await addBatch(org.connection, job, rows);
  await closeJob(org.connection, job.id);
  await waitForJob(org.connection, job.id, quick);
  await undoLoad(org.connection, { jobs: [job.id] }, { ...quick, snapshot });
  expect(await org.records()).toMatchObject([
    { Name: "A", Ext__c: "k1" },
    { Name: "B", Ext__c: "k2" },
  ]);
});

test("numbers of more digits than are read are not written back", async () => {
  const rows = ["123456789012345678,1", "100000000000000001,1", "999999999999999,1", "5,99999999999999.99", "5,1.1"];
  const org = await start(`Size__c,Price__c\n${rows.join("\n")}\n`);
  const snapshot = memorySnapshot();
  const csv = `Id,Size__c,Price__c\n${org.ids.map((id) => `${id},7,8`).join("\n")}\n`;
  const load = await loadRows(org.connection, update, csv, { ...quick, snapshot });
  const { records } = await undoLoad(org.connection, load, { ...quick, snapshot });
  expect(records.map(({ fate, why }) => why ?? fate)).toEqual([
    "NotWritable",
    "NotWritable",
    "written-back",
    "NotWritable",
    "written-back",
  ]);
  expect((await org.records()).map(({ Size__c, Price__c }) => [Size__c, Price__c])).toEqual([
    [7, 8],
    [7, 8],
    [999999999999999, 1],
    [7, 8],
    [5, 1.1],
  ]);
});

test("columns that cannot be written back leave what was changed, and what was made is deleted", async () => {
  const org = await start("Name,Ext__c\nA,k1\n");
  const snapshot = memorySnapshot();
  const load = await loadRows(org.connection, upsert, "Ext__c,Name,Once__c\nk1,B,\nk2,C,x\n", {
    ...quick,
    fields: "send",
  });
  await snapshot.append({
    version: 1,
    jobId: load.jobs[0] ?? "",
    firstRow: 1,
    reading: "r",
    at: "2026-11-28T00:00:00.000Z",
    object: "Widget__c",
    fields: ["Name", "Once__c"],
    records: [[org.ids[0] ?? "", "A", null]],
    stamps: [["2026-09-21T00:00:00.000+0000", "005000000000001AAA"]],
  });
  expect(await plan(org, load)).toEqual(["NoSnapshot", "deleted"]);
  expect(await plan(org, load, snapshot)).toEqual(["NotWritable", "deleted"]);
});

test("two columns for one field are refused before rows are sent", async () => {
  const org = await start("Name,Ext__c\nA,k1\nB,k2\n");
  const csv = `Id,Parent__r.Ext__c,Parent__c\n${org.ids[0]},,${org.ids[1]}\n`;
  const options = { ...quick, fields: "send", snapshot: memorySnapshot() } as const;
  expect(await rejection(loadRows(org.connection, update, csv, options))).toMatchObject({
    code: "UnfitColumns",
    message: expect.stringContaining("one of two for the field Parent__c") as string,
  });
  expect((await org.records())[0]).not.toHaveProperty("Parent__c");
});

test("ids with white space at their ends are read all the same", async () => {
  const org = await start("Name\nA\n");
  const snapshot = memorySnapshot();
  const job = await createJob(org.connection, update);
  const rows = `Id,Name\n" ${org.ids[0]} ",B\n`;
  expect(await snapshotRows(org.connection, { ...job, object: "Widget__c" }, rows, { snapshot })).toBe(1);
});

describe("what tells that somebody has changed a record", () => {
  test("is its time alone where the same user has done it", async () => {
    const org = await start("Name,Ext__c\nA,k1\n");
    const snapshot = memorySnapshot();
    const load = await loadRows(org.connection, upsert, "Ext__c,Name\nk1,B\nk2,C\n", { ...quick, snapshot });
    for (const { Id } of await org.records()) await org.edit(String(Id), { Size__c: 5 });
    expect(await plan(org, load, snapshot)).toEqual(["ChangedSince", "ChangedSince"]);
  });

  test("is one field of several with another value, too", async () => {
    const org = await start("Name,Size__c\nA,1\n");
    const snapshot = memorySnapshot();
    const load = await loadRows(org.connection, update, `Id,Name,Size__c\n${org.ids[0]},B,2\n`, { ...quick, snapshot });
    // In the second in which the batch has ended.
    await org.edit(org.ids[0] ?? "", { Size__c: 3 }, 0);
    expect(await plan(org, load, snapshot)).toEqual(["OtherValues"]);
  });

  test("comes first, where a column could not be written back", async () => {
    const org = await start("Name,Ext__c\nA,k1\n");
    const csv = "Ext__c,Name,Once__c\nk1,B,\n";
    const load = await loadRows(org.connection, upsert, csv, { ...quick, fields: "send" });
    await org.edit(org.ids[0] ?? "", { Name: "C" });
    expect(await plan(org, load)).toEqual(["ChangedSince"]);
  });

  test("is not the load itself, by a later batch", async () => {
    const org = await start("Name\nA\n");
    const snapshot = memorySnapshot();
    const csv = `Id,Name\n${org.ids[0]},B\n${org.ids[0]},C\n`;
    const fetch: Connection["fetch"] = async (url, init) => {
      if (init.method === "POST" && url.endsWith("/batch")) org.later();
      return await org.emulator.fetch(url, init);
    };
    const load = await loadRows({ ...org.connection, fetch }, update, csv, {
      ...quick,
      snapshot,
      maxRecords: 1,
      concurrency: 1,
    });
    expect(await plan(org, load, snapshot)).toEqual(["written-back"]);
  });
});

test("a record that an upsert has made and changed is deleted", async () => {
  const org = await start("Name,Ext__c\nA,k1\n");
  const options = { ...quick, snapshot: memorySnapshot(), maxRecords: 1, concurrency: 1 };
  const load = await loadRows(org.connection, upsert, "Ext__c,Name\nk2,B\nk2,C\n", options);
  expect(await plan(org, load, options.snapshot)).toEqual(["deleted"]);
});

test("of a snapshot of two loads the readings of the other one are none of this one's", async () => {
  const org = await start("Name\nA\n");
  const snapshot = memorySnapshot();
  await loadRows(org.connection, update, `Id,Name\n${org.ids[0]},B\n`, { ...quick, snapshot });
  const load = await loadRows(org.connection, update, `Id,Name\n${org.ids[0]},C\n`, { ...quick, snapshot });
  await undoLoad(org.connection, load, { ...quick, snapshot });
  expect(await org.records()).toMatchObject([{ Name: "B" }]);
});

test("a snapshot that has not all of the fields empties none of the others", async () => {
  const org = await start("Name,Size__c\nA,1\n");
  const snapshot = memorySnapshot();
  const load = await loadRows(org.connection, update, `Id,Name,Size__c\n${org.ids[0]},B,2\n`, { ...quick, snapshot });
  const [part] = await snapshot.read();
  if (part === undefined) throw new Error("there is a part");
  const cut = only([{ ...part, fields: ["Name"], records: [[org.ids[0] ?? "", "A"]] }]);
  expect(await plan(org, load, cut)).toEqual(["NoSnapshot"]);
});

test("what somebody changes while the plan is looked at is not deleted", async () => {
  const org = await start("Name\nA\n");
  const load = await loadRows(org.connection, insert, "Name\nB\nC\n", quick);
  const made = (await org.records()).at(-1);
  const { records } = await undoLoad(org.connection, load, {
    ...quick,
    onPlan: async () => await org.edit(String(made?.["Id"]), { Size__c: 1 }),
  });
  expect(records.map(({ fate, why }) => why ?? fate)).toEqual(["deleted", "ChangedSince"]);
  expect(await org.records()).toMatchObject([{ Name: "A" }, { Name: "C" }]);
});

test("what somebody deletes once more while the plan is looked at stays deleted", async () => {
  const org = await start("Name\nA\nB\n");
  const remove = { operation: "delete", object: "Widget__c" } as const;
  const load = await loadRows(org.connection, remove, `Id\n${org.ids.join("\n")}\n`, quick);
  const { records } = await undoLoad(org.connection, load, {
    onPlan: async () => {
      await undoLoad(org.connection, load, {});
      org.later();
      await loadRows(org.connection, remove, `Id\n${org.ids[0]}\n`, quick);
    },
  });
  expect(records.map(({ fate, why }) => why ?? fate)).toEqual(["ChangedSince", "as-before"]);
  expect(await org.records()).toMatchObject([{ Name: "B" }]);
});

test("a journal of taking the same job back in another org is refused", async () => {
  const org = await start("Name\nA\n");
  const load = await loadRows(org.connection, insert, "Name\nB\n", quick);
  const journal = memoryJournal();
  await undoLoad(org.connection, load, { ...quick, journal });
  const entries = (await journal.read()).map((entry) =>
    entry.kind === "begun" ? { ...entry, organizationId: "00D000000000001EAA" } : entry,
  );
  const other = undoLoad(org.connection, load, { ...quick, journal: memoryJournal(entries) });
  expect(await rejection(other)).toMatchObject({
    code: "OtherLoad",
    message: expect.stringContaining("it is of the org 00D000000000001EAA") as string,
  });
});
