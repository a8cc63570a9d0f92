import {
  abortJob,
  type AnyLoadResult,
  closeJob,
  type Connection,
  type IngestLoadSpec,
  isLoadError,
  type JobSpec,
  type Journal,
  type LaterUndo,
  loadRows,
  memoryJournal,
  memorySnapshot,
  planUndo,
  type Snapshot,
  undoLoad,
  type UndoneLoad,
  type UndoResult,
  waitForJob,
} from "@sfbulk/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../tools/seeded.mjs";
import { type LaterLoad, laterLoad } from "./later-load.ts";
import { mortalRun, randomNumbers } from "./mortal-run.ts";
import { type Operation, rowsOf } from "./undo-rows.ts";
import { valuesOf, type Witness, witness } from "./undo-witness.ts";

// Random loads, by runs that die, with edits by others before, meanwhile and later; then they are taken back, by runs that die.
// Every record that nobody has touched since is as it was before, every other one is as it is, and told. Now and then another load
// writes the same records behind it, and is taken back before it, or, as it should not be, after it.

/** Does something by runs that may die, until one has come to its end. */
async function byMortalRuns<T>(
  { fetch, connection }: Witness,
  journal: Journal,
  random: () => number,
  work: (connection: Connection, journal: Journal) => Promise<T>,
  between: () => Promise<"go on" | "give up">,
): Promise<T | undefined> {
  for (let runs = 1; ; runs++) {
    expect(runs, "it comes to its end").toBeLessThan(40);
    const steps = runs < 5 && random() < 0.6 ? 1 + Math.floor(random() * 25) : Infinity;
    const run = mortalRun(fetch, journal, steps, random() < 0.5);
    const ended = work({ ...connection, fetch: run.fetch }, run.journal);
    const outcome = await Promise.race([ended, run.death.then(() => undefined)]);
    // Of a run that is dead nobody hears any more.
    ended.catch(() => undefined);
    if (outcome !== undefined) return outcome;
    if ((await between()) === "give up") return undefined;
  }
}

/** Loads, and gives what is to be taken back: all of the load, or what a run that died has left of it. */
async function load(
  org: Witness,
  operation: Operation,
  random: () => number,
  withSnapshot: boolean,
  snapshot: ReturnType<typeof memorySnapshot>,
): Promise<UndoneLoad | undefined> {
  const ids = [...(await org.all()).keys()];
  const source = rowsOf(operation, ids, random);
  const journal = memoryJournal();
  const api: "1.0" | "2.0" = random() < 0.7 ? "1.0" : "2.0";
  const isHalf = random() < 0.15;
  const key = operation === "upsert" ? { externalIdFieldName: "Ext__c" } : {};
  const shared = { minInterval: 0, maxInterval: 1, values: "send", fields: "send" } as const;
  const kept = withSnapshot && (operation === "update" || operation === "upsert") ? { snapshot } : {};
  const maxRecords = 1 + Math.floor(random() * 3);
  const spec = { operation, object: "Account", ...key } as JobSpec & IngestLoadSpec;
  const once = async (connection: Connection, its: Journal): Promise<AnyLoadResult | undefined> => {
    try {
      return api === "1.0"
        ? await loadRows(connection, spec, source, { ...shared, ...kept, journal: its, maxRecords })
        : await loadRows(connection, spec, source, { ...shared, ...kept, journal: its, api, maxBytes: 330 });
    } catch (error) {
      // A job that was aborted: what it did not process is sent again.
      if (isLoadError(error) && error.code === "BatchesNotProcessed") return undefined;
      throw error;
    }
  };
  const result = await byMortalRuns(org, journal, random, once, async () => {
    for (const id of ids) if (random() < 0.15) await org.touch(id);
    const open = (await org.emulator.control.jobs()).find(({ state }) => state === "Open");
    if (open !== undefined && random() < 0.2) await (random() < 0.5 ? abortJob : closeJob)(org.connection, open.id);
    return isHalf ? "give up" : "go on";
  });
  if (result !== undefined) return result;
  const jobs = (await journal.read()).flatMap((entry) => (entry.kind === "job-created" ? [entry.jobId] : []));
  for (const id of jobs) {
    if (api === "2.0") {
      const job = await org.emulator.control.bulk2Job(id);
      if (job?.state === "Open") await abortOpen(org, id);
    } else {
      const job = await org.emulator.control.job(id);
      if (job?.state === "Open") await (random() < 0.5 ? abortJob : closeJob)(org.connection, id);
      await waitForJob(org.connection, id, { minInterval: 0, maxInterval: 1 });
    }
  }
  return jobs.length === 0 ? undefined : { api, jobs };
}

async function abortOpen({ connection }: Witness, id: string): Promise<void> {
  const { abortIngestJob } = await import("@sfbulk/core");
  await abortIngestJob(connection, id);
}

/** A load that is taken back, and what is known of it. */
interface Taken {
  readonly org: Witness;
  readonly operation: Operation;
  readonly done: UndoneLoad;
  readonly snapshot: { readonly snapshot?: Snapshot };
  /** A load behind it that is taken back already. */
  readonly later: readonly LaterUndo[];
  /** Records that such a load has written, and that it is not known to have given back. */
  readonly held: ReadonlySet<string>;
  /** Records of which it cannot be told whether somebody has changed them before such a load. */
  readonly doubtful: ReadonlySet<string>;
}

/** Takes a load back by runs that may die, while others go on, and sees that each record is as it has to be. */
async function takeBack(
  { org, operation, done, snapshot, later, held, doubtful }: Taken,
  random: () => number,
): Promise<UndoResult> {
  const untouched = await org.all();
  const plan = await planUndo(org.connection, done, { ...snapshot, later });
  expect(await org.all(), "a plan changes nothing").toEqual(untouched);
  /** Records as they are once somebody has touched them last. */
  const last = new Map([...untouched].filter(([id]) => org.touched.has(id) || held.has(id)));
  const options = { ...snapshot, later, minInterval: 0, maxInterval: 1 } as const;
  const result = await byMortalRuns<UndoResult>(
    org,
    memoryJournal(),
    random,
    async (connection, journal) => await undoLoad(connection, done, { ...options, journal }),
    async () => {
      for (const [id, record] of await org.all()) {
        if (random() > 0.1 || !org.before.has(id)) continue;
        await org.touch(id);
        const present = (await org.all()).get(id);
        if (present !== undefined && JSON.stringify(present) !== JSON.stringify(record)) last.set(id, present);
      }
      return "go on";
    },
  );
  if (result === undefined) throw new Error("it came to no end");
  const present = await org.all();
  const told = new Map(result.records.map((record) => [record.id ?? "", record]));
  for (const [id, record] of present) {
    const was = operation === "delete" ? (org.rewritten.get(id) ?? org.before.get(id)) : org.before.get(id);
    const fate = told.get(id);
    if (!org.before.has(id)) {
      expect(record, "what the load has not written is as it was").toEqual(untouched.get(id));
      expect(fate).toBeUndefined();
      continue;
    }
    expect(fate, `${operation} of ${id} is told`).toBeDefined();
    const touch = last.get(id);
    if (touch !== undefined) {
      expect(record, "what somebody has touched since is as it is").toEqual(touch);
      expect(["left", "as-before"]).toContain(fate?.fate);
      continue;
    }
    // Somebody has changed it between two rows of the load: what was before is neither the one nor the other.
    if (org.rewritten.has(id) && operation !== "delete") continue;
    if (was === undefined) {
      expect(record["IsDeleted"], "what the load has made is gone").toBe(true);
      continue;
    }
    if (fate?.fate === "left") {
      const isWithout = operation !== "delete" && snapshot.snapshot === undefined;
      if (fate.why === "ChangedSince" && doubtful.has(id)) {
        expect(record).toEqual(untouched.get(id));
        continue;
      }
      // A value of its own that another record has by now cannot be had back.
      expect(fate.why, fate.message ?? "").toBe(isWithout ? "NoSnapshot" : "Refused");
      if (!isWithout) expect(fate.message).toMatch(/duplicate/);
      expect(record).toEqual(untouched.get(id));
      continue;
    }
    expect(valuesOf(record), `what nobody has touched is as it was before the ${operation}`).toEqual(valuesOf(was));
  }
  const { summary } = result;
  expect(summary.records).toBe(result.records.length);
  expect(summary.deleted + summary.writtenBack + summary.undeleted + summary.asBefore + summary.left).toBe(
    summary.records,
  );
  expect(plan.summary.records).toBe(summary.records);
  // Once more there is nothing to do.
  const again = await undoLoad(org.connection, done, options);
  expect(again.summary.deleted + again.summary.undeleted).toBe(0);
  expect(await org.all()).toEqual(present);
  return result;
}

async function story(seed: number): Promise<void> {
  const random = randomNumbers(seed);
  const org = await witness(random);
  const operations = ["insert", "update", "upsert", "delete"] as const;
  const operation = operations[Math.floor(random() * 4)] ?? "insert";
  const kept = memorySnapshot();
  const withSnapshot = random() < 0.85;
  const done = await load(org, operation, random, withSnapshot, kept);
  await org.endLoad();
  if (done === undefined) return;
  const touchSome = async (): Promise<void> => {
    for (const id of (await org.all()).keys()) if (random() < 0.25) await org.touch(id);
  };
  await touchSome();
  const snapshot = withSnapshot && (await kept.read()).length > 0 ? { snapshot: kept } : {};
  const none: ReadonlySet<string> = new Set();
  const first = { org, operation, done, snapshot, later: [], held: none, doubtful: none };
  const second: LaterLoad | undefined =
    operation !== "delete" && random() < 0.4 ? await laterLoad(org, random) : undefined;
  if (second === undefined) {
    await takeBack(first, random);
    return;
  }
  await touchSome();
  // In the wrong order all that the second one has written counts as changed by somebody.
  if (random() < 0.4) await takeBack({ ...first, held: second.written }, random);
  const { later, held, doubtful } = await second.takeBack();
  await touchSome();
  await takeBack({ ...first, later: [later], held, doubtful }, random);
}

test(
  "what nobody has touched since is as it was before, and the rest is left and told",
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), story), {
      ...seeded(12, 300),
      endOnFailure: true,
    });
  },
);
