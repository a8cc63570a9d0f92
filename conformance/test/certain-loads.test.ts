import * as sfbulk from "@sfbulk/core";
import { createEmulator } from "@sfbulk/emulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../tools/seeded.mjs";
import { badLine, randomNumbers } from "./mortal-run.ts";

// Random loads into the same jobs over a line of which one request in five goes wrong, some of which arrive later than
// anybody looks. After the close: every row is there once, or the batch that has it once more is named.

/** One load; each has rows of its own. */
interface Load {
  /** Which of the two jobs: one that was created over the bad line, or one that its caller knows nothing of. */
  readonly job: 0 | 1;
  readonly rows: number;
  readonly maxRecords: number;
  readonly concurrency: number;
}

const load: fc.Arbitrary<Load> = fc.record({
  job: fc.constantFrom(0, 1),
  rows: fc.integer({ min: 1, max: 4 }),
  maxRecords: fc.integer({ min: 1, max: 2 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
});
/** Loads of a group run at the same time, one group after the other. */
const program = fc.array(fc.array(load, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 });
const spec = { operation: "insert", object: "Account" } as const;
const line = { requestLost: 0.06, answerLost: 0.06, arrivesLate: 0.06, busy: 0.04 };

/** Gives what a call gives in the end, made again as long as it fails. */
async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await call();
    } catch (error) {
      if (turn > 30) throw error;
    }
  }
}

/** Loads as who goes on after each error: with what was added, and the same source. */
async function loadWhole(
  connection: sfbulk.Connection,
  job: sfbulk.JobInfo,
  csv: string,
  options: sfbulk.AddBatchesOptions,
): Promise<readonly sfbulk.AddedBatch[]> {
  let known: sfbulk.AddBatchesOptions = {};
  return await again(async () => {
    try {
      return await sfbulk.addBatches(connection, job, csv, { ...options, ...known });
    } catch (error) {
      if (!sfbulk.isLoadError(error)) throw error;
      known = { added: error.added };
      throw error;
    }
  });
}

let duplicates = 0;
let resent = 0;

async function play(groups: readonly (readonly Load[])[], isLate: boolean, seed: number): Promise<void> {
  const emulator = createEmulator();
  const { control } = emulator;
  const safe: sfbulk.Connection = {
    instanceUrl: emulator.instanceUrl,
    accessToken: emulator.accessToken,
    fetch: emulator.fetch,
    gzip: false,
    retry: { attempts: 2, baseDelay: 0, maxDelay: 0 },
  };
  const connection: sfbulk.Connection = {
    ...safe,
    fetch: badLine(emulator.fetch, randomNumbers(seed), isLate ? line : { ...line, arrivesLate: 0 }),
  };
  const jobs = [
    await again(async () => await sfbulk.createJob(connection, spec)),
    await sfbulk.createJob(safe, spec),
  ] as const;
  const wanted: [Set<string>, Set<string>] = [new Set(), new Set()];
  const added: [sfbulk.AddedBatch[], sfbulk.AddedBatch[]] = [[], []];
  let number = 0;
  for (const group of groups) {
    await Promise.all(
      group.map(async ({ job, rows, ...options }) => {
        const name = `L${++number}`;
        const names = Array.from({ length: rows }, (_, index) => `${name}R${index + 1}`);
        for (const one of names) wanted[job].add(one);
        added[job].push(...(await loadWhole(connection, jobs[job], `Name\n${names.join("\n")}\n`, options)));
      }),
    );
  }
  for (const which of [0, 1] as const) {
    const { id } = jobs[which];
    await again(async () => await sfbulk.closeJob(connection, id));
    const twins = await again(async () => await sfbulk.findDuplicateBatches(connection, jobs[which], added[which]));
    const bodies = new Map<string, string>();
    for (const batch of await control.batches(id)) {
      bodies.set(batch.id, await sfbulk.getBatchRequest(safe, id, batch.id));
    }
    // No batch was given twice, and one that is named has the rows of the one that it repeats.
    const ids = added[which].map(({ batch }) => batch.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { batch, of } of twins) {
      expect(ids).not.toContain(batch.id);
      expect(bodies.get(batch.id)).toBe(bodies.get(of.batch.id));
      bodies.delete(batch.id);
    }
    // Nothing else than a late arrival is there twice.
    if (!isLate) expect(twins).toEqual([]);
    duplicates += twins.length;
    const rows = [...bodies.values()].flatMap((body) => body.trim().split("\n").slice(1));
    expect(rows.toSorted()).toEqual([...wanted[which]].toSorted());
  }
  resent += (await control.exchanges()).filter(({ operation }) => operation === "getBatchRequest").length;
}

const many = seeded(250, 20_000);

test(`${many.numRuns} programs of the seed ${many.seed}: every row is there once, or its duplicate is named`, async () => {
  await fc.assert(fc.asyncProperty(program, fc.boolean(), fc.integer({ min: 0 }), play), many);
  // What it is about has come about.
  expect(duplicates).toBeGreaterThan(many.numRuns / 100);
  expect(resent).toBeGreaterThan(many.numRuns / 10);
});
