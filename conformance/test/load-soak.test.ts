import {
  abortJob,
  closeJob,
  type Connection,
  isLoadError,
  isSfbulkError,
  loadResults,
  type LoadResult,
  loadRows,
  memoryJournal,
} from "@sfbulk/core";
import { createEmulator } from "@sfbulk/emulator";
import { expect, test } from "vitest";
import { isLong } from "../../tools/is-long.mjs";
import { badLine, mortalRun, randomNumbers } from "./mortal-run.ts";

// Loads over a bad line, in runs that die anywhere and are called again, while somebody aborts or closes their job now and
// then. Whatever happens: every row is there once, or its duplicate is named, and the summary is true.
//
// The long run does 200 loads of 50 batches. SOAK says how many others, SEED repeats a run.

const soak = process.env["SOAK"] ?? (isLong ? "200x50" : "8x10");
const [loads = 0, batches = 0] = soak.split("x").map(Number);
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const rowsOfBatch = 3;
const mostRuns = 60;

interface Story {
  readonly deaths: number;
  readonly errors: number;
  readonly duplicates: number;
  readonly jobs: number;
}

async function loadOnce(random: () => number, number: number): Promise<Story> {
  const emulator = createEmulator({ seed: number + 1, queueTime: random() < 0.5 ? 0 : 4, processTime: 0 });
  const line = badLine(emulator.fetch, random, { requestLost: 0.05, answerLost: 0.06, arrivesLate: 0.03, busy: 0.06 });
  const journal = memoryJournal();
  const count = batches * rowsOfBatch - 1;
  // A row without a name is refused.
  const names = Array.from({ length: count }, (_, index) => (random() < 0.1 ? "" : `Row ${index + 1}`));
  const csv = `Name,Phone\n${names.map((name, index) => `${name},${index + 1}`).join("\n")}\n`;
  const connectionOf = (fetch: Connection["fetch"]): Connection => ({
    instanceUrl: emulator.instanceUrl,
    accessToken: emulator.accessToken,
    ...(fetch === undefined ? {} : { fetch }),
    retry: { attempts: 3, baseDelay: 0, maxDelay: 0 },
  });
  const safe = connectionOf(emulator.fetch);
  let deaths = 0;
  let errors = 0;
  let duplicateRows = new Set<number>();
  let result: LoadResult | undefined;
  for (let run = 1; result === undefined; run++) {
    expect(run, "the load comes to its end").toBeLessThan(mostRuns);
    const steps = random() < 0.8 ? 1 + Math.floor(random() * batches * 3) : Infinity;
    const mortal = mortalRun(line, journal, steps, random() < 0.5);
    const load = loadRows(connectionOf(mortal.fetch), { operation: "insert", object: "Account" }, csv, {
      journal: mortal.journal,
      maxRecords: rowsOfBatch,
      concurrency: 1 + Math.floor(random() * 5),
      minInterval: 1,
      maxInterval: 2,
      onError: random() < 0.8 ? "leave" : random() < 0.5 ? "close" : "abort",
    });
    try {
      const outcome = await Promise.race([load, mortal.death]);
      if (outcome === "dead") {
        deaths++;
        await meddle(safe, emulator.control.jobs, random);
      } else result = outcome;
    } catch (error) {
      if (!isLoadError(error)) throw error;
      errors++;
      if (error.code !== "DuplicateBatch" || error.result === undefined) continue;
      result = error.result as LoadResult;
      const size = (firstRow: number): number => Math.min(rowsOfBatch, count - firstRow + 1);
      duplicateRows = new Set(
        error.duplicates.flatMap(({ firstRow }) =>
          firstRow === null ? [] : Array.from({ length: size(firstRow) }, (_, index) => firstRow + index),
        ),
      );
    }
  }
  // The same call tells the end again, and sends nothing.
  const before = (await emulator.control.exchanges()).filter(({ method }) => method === "POST").length;
  const told = await loadRows(safe, { operation: "insert", object: "Account" }, csv, { journal }).catch(
    (error: unknown) => (isLoadError(error) ? (error.result as LoadResult | undefined) : undefined),
  );
  // What was found out before is told without values of rows, which no journal has.
  const plain = (one: LoadResult | undefined): object => ({ ...one, preflight: undefined });
  // Rows whose results could not be read are unknown, never guessed; over a good line the same call knows them.
  const { unknown } = result.summary;
  if (unknown === 0) expect(plain(told)).toEqual(plain(result));
  else expect({ ...plain(told), summary: undefined }).toEqual({ ...plain(result), summary: undefined });
  const summary = told?.summary;
  expect((await emulator.control.exchanges()).filter(({ method }) => method === "POST")).toHaveLength(before);

  const held = new Map<number, number>();
  if (process.env["SHOW"] === String(number)) {
    console.log(JSON.stringify(await journal.read(), null, 0).replaceAll("},{", "},\n{"));
    for (const { id, state } of await emulator.control.jobs())
      console.log(id, state, await emulator.control.batches(id));
  }
  for (const { Phone } of await emulator.control.records("Account")) {
    held.set(Number(Phone), (held.get(Number(Phone)) ?? 0) + 1);
  }
  for (const [index, name] of names.entries()) {
    const row = index + 1;
    const times = held.get(row) ?? 0;
    if (name === "") expect(times, `row ${row} was refused`).toBe(0);
    else if (duplicateRows.has(row)) expect(times, `row ${row} is named as a duplicate`).toBeGreaterThan(1);
    else expect(times, `row ${row} of load ${number}`).toBe(1);
  }
  const failed = names.filter((name) => name === "").length;
  expect(summary).toMatchObject({ rows: count, written: count - failed, failed, unknown: 0 });
  expect(result.summary.written + result.summary.failed + unknown).toBe(count);
  expect(result.summary.written).toBeLessThanOrEqual(count - failed);
  expect(result.summary.failed).toBeLessThanOrEqual(failed);
  let row = 0;
  for await (const { rowNumber, success } of loadResults(safe, result)) {
    expect(rowNumber).toBe(++row);
    expect(success).toBe(names[row - 1] !== "");
  }
  expect(row).toBe(count);
  const open = (await emulator.control.jobs()).filter(({ state }) => state === "Open").map(({ id }) => id);
  // Where the org could not be asked for its jobs, that is said.
  if (result.leftOpen !== null) for (const id of open) expect(result.leftOpen).toContain(id);
  return { deaths, errors, duplicates: duplicateRows.size, jobs: result.jobs.length };
}

/** Aborts or closes an open job, as somebody else might. */
async function meddle(
  connection: Connection,
  jobs: () => Promise<readonly { readonly id: string; readonly state: string; readonly numberBatchesTotal: number }[]>,
  random: () => number,
): Promise<void> {
  if (random() < 0.6) return;
  const job = (await jobs()).find(({ state, numberBatchesTotal }) => state === "Open" && numberBatchesTotal > 0);
  if (job === undefined) return;
  try {
    await (random() < 0.5 ? abortJob : closeJob)(connection, job.id);
  } catch (error) {
    if (!isSfbulkError(error)) throw error;
  }
}

test(
  `loads end well over a bad line, in runs that die (${loads} of ${batches} batches, SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    const random = randomNumbers(seed);
    const stories: Story[] = [];
    for (let number = 0; number < loads; number++) stories.push(await loadOnce(random, number));
    const sum = (name: keyof Story): number => stories.reduce((total, story) => total + story[name], 0);
    if (process.env["SOAK"] !== undefined) {
      console.log({
        seed,
        deaths: sum("deaths"),
        errors: sum("errors"),
        duplicates: sum("duplicates"),
        jobs: sum("jobs"),
      });
    }
    expect(sum("deaths")).toBeGreaterThan(0);
    expect(sum("errors")).toBeGreaterThan(0);
  },
);
