import {
  type Connection,
  type LaterUndo,
  loadRows,
  type LoadResult,
  memorySnapshot,
  planUndo,
  type Snapshot,
  undoLoad,
  type UndoRecord,
} from "@sfbulk/core";
import { beforeEach, describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../emulator/src/index.ts";
import { hurried, rejection } from "./scripted-adapter.ts";

// Several loads change the same records, and are taken back one after the other, the last one first.

const quick = { minInterval: 0, maxInterval: 1 } as const;
const update = { operation: "update", object: "Account" } as const;

let now: number;
let emulator: Emulator;
let connection: Connection;
let ids: readonly string[];
let other: Connection;

beforeEach(async () => {
  now = 1_790_000_000_000;
  emulator = createEmulator({ queueTime: 0, processTime: 0, now: () => now });
  const { instanceUrl, accessToken, fetch, control } = emulator;
  connection = { instanceUrl, accessToken, fetch, retry: { ...hurried, attempts: 2 } };
  other = { ...connection, accessToken: await control.issueToken({ userId: "005000000000002" }) };
  await loadRows(connection, { operation: "insert", object: "Account" }, "Name,Phone\nA,1\nB,2\nC,3\n", quick);
  ids = (await control.records("Account")).map(({ Id }) => String(Id));
  now += 1000;
});

const values = async (): Promise<unknown[][]> =>
  (await emulator.control.records("Account")).map(({ Name, Phone, Website }) => [
    Name,
    Phone ?? null,
    ...(Website === undefined ? [] : [Website]),
  ]);

/** A load of some of the three records, with what is known of it. */
interface Loaded {
  readonly load: LoadResult;
  readonly snapshot: Snapshot;
}

/** Changes the first records by a load with a snapshot, a second after what was before. */
async function changed(column: string, cells: readonly string[], by = connection, maxRecords = 100): Promise<Loaded> {
  now += 1000;
  const snapshot = memorySnapshot();
  const rows = cells.map((cell, index) => `${ids[index % 3] ?? ""},${cell}\n`).join("");
  const options = { ...quick, snapshot, maxRecords, concurrency: 1 };
  return { load: await loadRows(by, update, `Id,${column}\n${rows}`, options), snapshot };
}

/** Takes a load back, and gives what a load before it is told of that. */
async function undone({ load, snapshot }: Loaded, later: readonly LaterUndo[] = []): Promise<LaterUndo> {
  now += 1000;
  const { steps } = await undoLoad(connection, load, { ...quick, snapshot, later });
  return { jobs: load.jobs, snapshot, steps };
}

const fates = (records: readonly UndoRecord[]): string[] => records.map(({ fate, why }) => why ?? fate);

const fatesOf = async ({ load, snapshot }: Loaded, later: readonly LaterUndo[] = []): Promise<string[]> =>
  fates((await planUndo(connection, load, { snapshot, later })).records);

/** Changes a record as the user of the loads. */
async function edit(index: number, change: object, by = emulator.accessToken, gap = 1000): Promise<void> {
  now += gap;
  await emulator.fetch(`${emulator.instanceUrl}/services/data/v68.0/sobjects/Account/${ids[index] ?? ""}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${by}`, "content-type": "application/json" },
    redirect: "manual",
    signal: new AbortController().signal,
    body: new TextEncoder().encode(JSON.stringify(change)),
  });
}

const before = [
  ["A", "1"],
  ["B", "2"],
  ["C", "3"],
];

describe("two loads of the same records, the later one taken back first", () => {
  test.each(["Phone", "Name"])(
    "each record is as it was before the first one, where the second one was of %s",
    async (column) => {
      const first = await changed("Phone", ["a1", "a2", "a3"]);
      const second = await changed(column, ["b1", "b2"], other);
      expect(await fatesOf(first)).toEqual(["ChangedSince", "ChangedSince", "written-back"]);
      const later = [await undone(second)];
      expect(await values()).toEqual([
        ["A", "a1"],
        ["B", "a2"],
        ["C", "a3"],
      ]);
      // Who does not say so is told of a change by himself.
      expect(await fatesOf(first)).toEqual(["ChangedSince", "ChangedSince", "written-back"]);
      expect(await fatesOf(first, later)).toEqual(["written-back", "written-back", "written-back"]);
      await undone(first, later);
      expect(await values()).toEqual(before);
    },
  );

  test("what somebody has changed between them, or behind them, is left", async () => {
    const first = await changed("Phone", ["a1", "a2", "a3"]);
    await edit(0, { Website: "between.example" });
    const second = await changed("Phone", ["b1", "b2", "b3"]);
    const later = [await undone(second)];
    // At the very time, but by somebody else.
    await edit(2, { Website: "w.example" }, await emulator.control.issueToken({ userId: "005000000000002" }), 0);
    expect(await fatesOf(first, later)).toEqual(["ChangedSince", "written-back", "ChangedSince"]);
    await edit(1, { Website: "behind.example" });
    expect(await fatesOf(first, later)).toEqual(["ChangedSince", "ChangedSince", "ChangedSince"]);
    await undone(first, later);
    expect(await values()).toEqual([
      ["A", "a1", "between.example"],
      ["B", "a2", "behind.example"],
      ["C", "a3", "w.example"],
    ]);
  });

  test("what somebody has changed between them at the time of all that came later", async () => {
    const first = await changed("Phone", ["a1"], other);
    await edit(0, { Website: "between.example" });
    now -= 1000;
    const second = await changed("Phone", ["b1"]);
    now -= 1000;
    const later = [await undone(second)];
    expect(await fatesOf(first, later)).toEqual(["ChangedSince"]);
  });

  test("what the later one could not bring back, at the time of its own", async () => {
    await edit(0, { Ext__c: "e1" });
    const first = await changed("Phone", ["a1"]);
    const second = await changed("Ext__c", ["e2"]);
    await loadRows(connection, { operation: "insert", object: "Account" }, "Name,Ext__c\nD,e1\n", quick);
    now -= 1000;
    const later = await undone(second);
    expect(later.steps).toMatchObject([{ summary: { failed: 1 } }]);
    expect(await fatesOf(first, [later])).toEqual(["ChangedSince"]);
  });

  test("what the later one has not brought back is left, and so is what another user has written", async () => {
    const first = await changed("Phone", ["a1", "a2", "a3"]);
    const second = await changed("Phone", ["b1", "b2", "b3"]);
    await edit(0, { Website: "w.example" });
    const later = [await undone(second)];
    expect(await fatesOf(first, later)).toEqual(["ChangedSince", "written-back", "written-back"]);
    // The same load, told to be of the other one's taking back.
    const third = await changed("Website", ["x", "y"], other);
    const { jobs } = third.load;
    const wrong = {
      jobs,
      snapshot: third.snapshot,
      steps: [{ operation: "update", jobs: later[0]?.steps[0]?.jobs ?? [] }],
    } as const;
    expect(await fatesOf(first, [...later, wrong])).toEqual(["ChangedSince", "ChangedSince", "written-back"]);
  });

  test("a record that is in the later one twice, in batches of their own, and in the first one twice", async () => {
    const first = await changed("Phone", ["a1", "a2", "a3", "a4"], connection, 1);
    const second = await changed("Phone", ["b1", "b2", "b3", "b4"], connection, 1);
    await undone(first, [await undone(second)]);
    expect(await values()).toEqual(before);
  });

  test("a reading of a batch that was sent a second time: what was changed between is left", async () => {
    const first = await changed("Phone", ["a1", "a2", "a3"]);
    const second = await changed("Phone", ["b1", "b2", "b3"]);
    const later = await undone(second);
    const [part] = await second.snapshot.read();
    if (part === undefined) throw new Error("there is a part");
    const again = {
      ...part,
      reading: "again",
      stamps: part.stamps.map(() => ["2027-01-01T00:00:00.000+0000", "005000000000001AAA"] as const),
    };
    const other2: Snapshot = { read: () => Promise.resolve([part, again]), append: () => Promise.resolve() };
    expect(await fatesOf(first, [{ ...later, snapshot: other2 }])).toEqual([
      "ChangedSince",
      "ChangedSince",
      "ChangedSince",
    ]);
    // Of the rows of another batch, and behind it, it is the load's own.
    const behind: Snapshot = {
      read: () => Promise.resolve([part, { ...again, firstRow: 4 }]),
      append: () => Promise.resolve(),
    };
    expect(await fatesOf(first, [{ ...later, snapshot: behind }])).toEqual([
      "written-back",
      "written-back",
      "written-back",
    ]);
    // Another job of the same load has sent them once more: the latest of the two counts, in whatever order they stand.
    const jobs = [...later.jobs, "750000000000999AAA"];
    const moved = { ...again, jobId: "750000000000999AAA" };
    for (const parts of [
      [moved, part],
      [part, moved],
    ]) {
      const both: Snapshot = { read: () => Promise.resolve(parts), append: () => Promise.resolve() };
      expect(await fatesOf(first, [{ ...later, jobs, snapshot: both }])).toEqual([
        "ChangedSince",
        "ChangedSince",
        "ChangedSince",
      ]);
    }
  });

  test("a row that was refused explains no change, where its result names the record", async () => {
    const first = await changed("Phone", ["a1", "a2", "a3"]);
    const second = await changed("Phone", ["b1", "b2", "b3"]);
    const later = [await undone(second)];
    expect(await fatesOf(first, later)).toEqual(["written-back", "written-back", "written-back"]);
    // Newer API versions name it on a failed row too.
    const job = later[0]?.steps[0]?.jobs[0]?.slice(0, 15) ?? "";
    const refusing: Connection = {
      ...connection,
      fetch: async (url, init) => {
        if (!url.includes(job) || !url.endsWith("/result")) return await emulator.fetch(url, init);
        const headers = { ...init.headers, "accept-encoding": "identity" };
        const response = await emulator.fetch(url, { ...init, headers });
        const text = new TextDecoder().decode(new Uint8Array(await response.arrayBuffer()));
        expect(text).toContain('"true","false"');
        return new Response(text.replace('"true","false",""', '"false","false","X:refused"'), { status: 200 });
      },
    };
    const { records } = await planUndo(refusing, first.load, { snapshot: first.snapshot, later });
    expect(fates(records)).toEqual(["ChangedSince", "written-back", "written-back"]);
  });
});

describe("more than two", () => {
  test("three loads, the last one first", async () => {
    const loads = [
      await changed("Phone", ["a1", "a2"]),
      await changed("Name", ["b1"]),
      await changed("Phone", ["c1", "c2"]),
    ];
    const later: LaterUndo[] = [];
    for (const one of loads.toReversed()) later.push(await undone(one, later));
    expect(await values()).toEqual(before);
  });

  test.each([1000, 10])(
    "what was taken back, written again by taking that back, and taken back once more: %i ms",
    async (gap) => {
      const first = await changed("Phone", ["a1", "a2", "a3"]);
      const second = await changed("Phone", ["b1", "b2"]);
      now += 1000;
      const undoing = async (one: Loaded, known: readonly LaterUndo[] = []): Promise<readonly [LaterUndo, Loaded]> => {
        now += gap;
        const keep = memorySnapshot();
        const { steps } = await undoLoad(connection, one.load, {
          ...quick,
          snapshot: one.snapshot,
          keep,
          later: known,
        });
        const [step] = steps;
        if (step === undefined) throw new Error("there is a step");
        return [
          { jobs: one.load.jobs, snapshot: one.snapshot, steps },
          { load: { ...one.load, jobs: step.jobs, batches: step.batches }, snapshot: keep },
        ];
      };
      const [back, redoing] = await undoing(second);
      const [again, third] = await undoing(redoing);
      // The second load stands as it was.
      expect(await fatesOf(first, [back])).toEqual(["ChangedSince", "ChangedSince", "written-back"]);
      expect(await fatesOf(first, [back, again])).toEqual(["ChangedSince", "ChangedSince", "written-back"]);
      const [last] = await undoing(third);
      expect(await values()).toEqual([
        ["A", "a1"],
        ["B", "a2"],
        ["C", "a3"],
      ]);
      expect(await fatesOf(first, [last])).toEqual(["ChangedSince", "ChangedSince", "written-back"]);
      await undone(first, [again, last, back]);
      expect(await values()).toEqual(before);
    },
  );

  test("what a load has made, and a later one has changed, is deleted once that is taken back", async () => {
    now += 1000;
    const made = await loadRows(connection, { operation: "insert", object: "Account" }, "Name\nD\nE\n", quick);
    ids = (await emulator.control.records("Account")).slice(3).map(({ Id }) => String(Id));
    await edit(1, { Website: "w.example" });
    const later = [await undone(await changed("Phone", ["x", "y"]))];
    expect(fates((await planUndo(connection, made, {})).records)).toEqual(["ChangedSince", "ChangedSince"]);
    const { records } = await undoLoad(connection, made, { ...quick, later });
    expect(fates(records)).toEqual(["deleted", "ChangedSince"]);
    expect(await values()).toHaveLength(4);
  });
});

test("what was over before the load, or of other records, is not read", async () => {
  const older = [await undone(await changed("Phone", ["o1", "o2", "o3"]))];
  now += 1000;
  const snapshot = memorySnapshot();
  await loadRows(connection, { operation: "insert", object: "Contact" }, "LastName\nA\n", quick);
  const [contact] = await emulator.control.records("Contact");
  const csv = `Id,LastName\n${String(contact?.["Id"])},B\n`;
  const elsewhere = await loadRows(connection, { operation: "update", object: "Contact" }, csv, { ...quick, snapshot });
  const first = await changed("Phone", ["a1", "a2", "a3"]);
  older.push(await undone({ load: elsewhere, snapshot }));
  const asked = async (later: readonly LaterUndo[]): Promise<number> => {
    const calls = (await emulator.control.exchanges()).length;
    expect(await fatesOf(first, later)).toEqual(["written-back", "written-back", "written-back"]);
    return (await emulator.control.exchanges()).length - calls;
  };
  // What was deleted is there no more: it is not asked for at all.
  const deleted = older.map(({ jobs, snapshot: kept }): LaterUndo => {
    return { jobs, snapshot: kept, steps: [{ operation: "delete", jobs }] };
  });
  expect((await asked(deleted)) - (await asked([]))).toBe(0);
  // Each of their jobs is asked for, and nothing else of it.
  expect((await asked(older)) - (await asked([]))).toBe(2);
});

test("what is no later load is refused before anything is sent", async () => {
  const first = await changed("Phone", ["a1"]);
  const second = await changed("Phone", ["b1"]);
  const { jobs, snapshot, steps } = await undone(second);
  const tried = async (later: unknown): Promise<unknown> =>
    await rejection(planUndo(connection, first.load, { snapshot: first.snapshot, later: later as LaterUndo[] }));
  await expect(tried({ jobs, snapshot, steps })).resolves.toMatchObject({ code: "InvalidArgument" });
  await expect(tried([{ jobs, steps }])).resolves.toMatchObject({ code: "InvalidArgument" });
  await expect(tried([{ jobs: ["x"], snapshot, steps }])).resolves.toMatchObject({ name: "TypeError" });
  await expect(tried([{ jobs, snapshot, steps: [{ operation: "insert", jobs }] }])).resolves.toMatchObject({
    name: "TypeError",
  });
  await expect(tried([{ jobs, snapshot: first.snapshot, steps }])).resolves.toMatchObject({
    code: "NotUndoable",
    message: `Cannot take the load back: the snapshot in later has nothing of job "${jobs[0]}": it is of another load`,
  });
});
