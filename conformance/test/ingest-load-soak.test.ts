import {
  abortIngestJob,
  closeIngestJob,
  type Connection,
  type IngestLoadResult,
  isLoadError,
  isSfbulkError,
  loadRows,
  memoryJournal,
} from "@sfbulk/core";
import { createEmulator, type Emulator } from "@sfbulk/emulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../tools/seeded.mjs";
import { badLine, mortalRun, randomNumbers } from "./mortal-run.ts";

// Loads by Bulk API 2.0 over a bad line, in runs that die anywhere and are called again, cut in any place, while somebody
// aborts or closes their jobs now and then. Whatever happens: no row is there twice, and each one is there, was refused, or
// is named as not processed; and the summary is true.

const many = seeded(40, 2000);
const mostRuns = 80;

/** What a load is made of. */
interface Story {
  readonly rows: number;
  readonly maxBytes: number;
  readonly concurrency: number;
  /** Whether somebody else meddles with the jobs. */
  readonly isMeddled: boolean;
  readonly delimiter: "," | ";" | "\t";
  readonly lineEnd: "\n" | "\r\n";
  readonly seed: number;
}

const story: fc.Arbitrary<Story> = fc.record({
  rows: fc.integer({ min: 1, max: 20 }),
  maxBytes: fc.integer({ min: 60, max: 300 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  isMeddled: fc.boolean(),
  delimiter: fc.constantFrom(",", ";", "\t"),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  seed: fc.integer({ min: 0 }),
});

const seen = { deaths: 0, errors: 0, aborted: 0 };

async function play({ rows, maxBytes, concurrency, isMeddled, delimiter, lineEnd, seed }: Story): Promise<void> {
  const random = randomNumbers(seed);
  const emulator = createEmulator({
    seed: seed + 1,
    queueTime: random() < 0.5 ? 0 : 4,
    processTime: random() < 0.5 ? 0 : 2,
  });
  const line = badLine(emulator.fetch, random, { requestLost: 0.05, answerLost: 0.06, arrivesLate: 0.03, busy: 0.06 });
  const journal = memoryJournal();
  // A row without a name is refused.
  const names = Array.from({ length: rows }, (_, index) => (random() < 0.1 ? "" : `Row ${index + 1}`));
  const source = [["Name", "Phone"], ...names.map((name, index) => [name, index + 1])]
    .map((cells) => `${cells.join(delimiter)}${lineEnd}`)
    .join("");
  const connectionOf = (fetch: Connection["fetch"]): Connection => ({
    instanceUrl: emulator.instanceUrl,
    accessToken: emulator.accessToken,
    ...(fetch === undefined ? {} : { fetch }),
    retry: { attempts: 3, baseDelay: 0, maxDelay: 0 },
  });
  const options = { api: "2.0", maxBytes, concurrency, minInterval: 1, maxInterval: 2 } as const;
  let result: IngestLoadResult | undefined;
  let isCutShort = false;
  for (let run = 1; result === undefined; run++) {
    expect(run, "the load comes to its end").toBeLessThan(mostRuns);
    const steps = random() < 0.8 ? 1 + Math.floor(random() * (20 + 6 * rows)) : Infinity;
    const mortal = mortalRun(line, journal, steps, random() < 0.5);
    const load = loadRows(connectionOf(mortal.fetch), { operation: "insert", object: "Account" }, source, {
      ...options,
      journal: mortal.journal,
      onError: random() < 0.8 ? "leave" : "abort",
    });
    try {
      const outcome = await Promise.race([load, mortal.death]);
      if (outcome === "dead") {
        seen.deaths++;
        if (isMeddled) await meddle(connectionOf(emulator.fetch), emulator, random);
      } else result = outcome;
    } catch (error) {
      if (!isLoadError(error)) throw error;
      seen.errors++;
      result = error.result as IngestLoadResult | undefined;
      isCutShort = error.code === "BatchesNotProcessed" && result !== undefined;
    }
  }

  const { control } = emulator;
  await control.advance(60_000);
  const held = (await control.records("Account")).map(({ Phone }) => Number(Phone));
  expect(new Set(held).size, "no row is there twice").toBe(held.length);
  const refused = names.flatMap((name, index) => (name === "" ? [index + 1] : []));
  for (const row of held) expect(refused).not.toContain(row);
  const missing = names.length - refused.length - held.length;
  const { summary } = result;
  expect(summary.rows).toBe(rows);
  expect(summary.written + summary.failed + summary.unknown).toBe(rows);
  if (summary.unknown === 0) expect(summary.written).toBe(held.length);
  const notProcessed = summary.reasons.find(({ statusCode }) => statusCode === "NOT_PROCESSED")?.rows ?? 0;
  // Nothing is missing but what is said to be.
  if (isCutShort) expect(missing).toBeLessThanOrEqual(notProcessed);
  else {
    expect(missing).toBe(0);
    expect(notProcessed).toBe(0);
  }
  const reason = summary.reasons.find(({ statusCode }) => statusCode === "REQUIRED_FIELD_MISSING");
  if (summary.unknown === 0 && !isCutShort) {
    expect(reason?.rows ?? 0).toBe(refused.length);
    expect(reason?.firstRow).toBe(refused[0]);
  }

  // The jobs of the result hold all rows, each once, and none that was made is open but those that are named.
  let next = 1;
  for (const { firstRow, rows: count, jobId } of result.batches) {
    expect(firstRow).toBe(next);
    next += count;
    expect((await control.bulk2Job(jobId))?.state).not.toBe("Open");
  }
  expect(next).toBe(rows + 1);
  expect(result.jobs.toSorted()).toEqual(result.batches.map(({ jobId }) => jobId).toSorted());
  for (const { id, state } of await control.bulk2Jobs()) {
    if (state === "Aborted") seen.aborted++;
    if (state === "Open" && result.leftOpen !== null) expect(result.leftOpen).toContain(id);
  }

  // The same call tells the end again, and sends nothing.
  if (isCutShort || summary.unknown > 0) return;
  const changes = async (): Promise<number> =>
    (await control.exchanges()).filter(({ method }) => method !== "GET").length;
  const before = await changes();
  const again = await loadRows(connectionOf(emulator.fetch), { operation: "insert", object: "Account" }, source, {
    ...options,
    journal,
  });
  expect({ ...again, preflight: undefined }).toEqual({ ...result, preflight: undefined });
  expect(await changes()).toBe(before);
}

/** Aborts or closes a job that is not at its end, as somebody else might. */
async function meddle(connection: Connection, { control }: Emulator, random: () => number): Promise<void> {
  if (random() < 0.4) return;
  const job = (await control.bulk2Jobs()).find(({ state }) => state === "Open" || state === "UploadComplete");
  if (job === undefined) return;
  try {
    await (random() < 0.7 ? abortIngestJob : closeIngestJob)(connection, job.id);
  } catch (error) {
    if (!isSfbulkError(error)) throw error;
  }
}

test(`${many.numRuns} loads of the seed ${many.seed}: every row is there once, or named`, async () => {
  await fc.assert(fc.asyncProperty(story, play), { ...many, endOnFailure: true });
  // What it is about has come about.
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
});
