import { blocksOf } from "../../../async/blocks.ts";
import { type ReadAhead, readAhead } from "../../../async/read-ahead.ts";
import { checkConnection, type Target } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import { ask } from "../../../exchange/ask.ts";
import type { IngestLoadResult, LoadedBatch } from "../../../protocol/load-result.ts";
import { readIngestJobRequest } from "../../../requests/ingest-requests.ts";
import type { IngestLoadRowResult, IngestReadOptions } from "./ingest-row-outcomes.ts";
import { type KeyedJob, keyedJobs } from "./keyed-jobs.ts";
import { areAlike, type JobOutcome, outcomesOf, unreadable } from "./outcomes-of.ts";
import { valuesIn } from "./values-in.ts";

/** What became of a row, without its values: there is one of these for each row of a job. */
type Fate = Pick<IngestLoadRowResult, "id" | "success" | "created" | "errors" | "mayBeWritten">;

/**
 * Reads what became of every row of a load by Bulk API 2.0, some at a time: in the order of the source where it is given,
 * and else in Salesforce's.
 */
export async function* readIngestLoadResults(
  connection: Connection,
  load: IngestLoadResult,
  { source, signal }: IngestReadOptions,
): AsyncGenerator<readonly IngestLoadRowResult[], void, undefined> {
  const target = checkConnection(connection);
  const keyed = source === undefined ? undefined : keyedJobs(load, source, signal);
  try {
    for (const job of load.batches) {
      // Salesforce makes the results while the rows of the source are read.
      const ahead = readAhead((until) => outcomesOfJob(target, job, until), signal);
      try {
        const next = await keyed?.next();
        for await (const results of next?.value === undefined
          ? asTheyCome(job, ahead)
          : inSourceOrder(next.value, ahead)) {
          yield* blocksOf(results);
        }
      } finally {
        await ahead.stop();
      }
    }
    // Whether the source has more rows.
    await keyed?.next();
  } finally {
    await keyed?.return();
  }
}

/** What became of the rows of a job, some at a time. */
type Outcomes = ReadAhead<readonly JobOutcome[]>;

async function* outcomesOfJob(
  target: Target,
  { jobId, rows }: LoadedBatch,
  signal: AbortSignal,
): AsyncGenerator<readonly JobOutcome[], void, undefined> {
  const job = await ask(target, readIngestJobRequest(jobId), { signal });
  yield* outcomesOf(target, job, rows, true, signal);
}

async function* asTheyCome(
  { jobId }: LoadedBatch,
  ahead: Outcomes,
): AsyncGenerator<Iterable<IngestLoadRowResult>, void, undefined> {
  for await (const outcomes of ahead.items()) yield unnumbered(jobId, outcomes);
}

function* unnumbered(jobId: string, outcomes: readonly JobOutcome[]): Generator<IngestLoadRowResult, void, undefined> {
  for (const outcome of outcomes) {
    for (let index = 0; index < outcome.times; index++) yield { jobId, rowNumber: null, ...fateOf(outcome) };
  }
}

async function* inSourceOrder(
  { job: { jobId, firstRow, rows }, columns, keys }: KeyedJob,
  ahead: Outcomes,
): AsyncGenerator<Iterable<IngestLoadRowResult>, void, undefined> {
  const fates: (Fate | undefined)[] = Array.from({ length: rows });
  /** Equal rows by the place of the first of them, and what is left of them. */
  const equal = new Map<number, { readonly places: readonly number[]; readonly found: JobOutcome[] }>();
  const strays: JobOutcome[] = [];
  for await (const outcomes of ahead.items()) {
    for (const outcome of outcomes) {
      const places = outcome.row === undefined ? [] : keys.find(valuesIn(columns, outcome.row.record));
      const [place] = places;
      if (place === undefined) strays.push(outcome);
      else if (places.length > 1) {
        const group = equal.get(place) ?? { places, found: [] };
        equal.set(place, group);
        group.found.push(outcome);
      } else fates[place] = fateOf(outcome);
    }
  }
  for (const { places, found } of equal.values()) {
    const isCertain = found.length === places.length && areAlike(found);
    for (const [index, place] of places.entries()) {
      const outcome = found[index];
      fates[place] = isCertain && outcome !== undefined ? fateOf(outcome) : oneOfEqual(firstRow, places, found);
    }
  }
  const others = restOf(strays, fates.filter((fate) => fate === undefined).length);
  yield numbered(jobId, firstRow, fates, others);
}

function* numbered(
  jobId: string,
  firstRow: number,
  fates: readonly (Fate | undefined)[],
  others: Fate,
): Generator<IngestLoadRowResult, void, undefined> {
  for (const [place, fate] of fates.entries()) yield { jobId, rowNumber: firstRow + place, ...(fate ?? others) };
}

const fateOf = ({ fate, row, errors }: JobOutcome): Fate => ({
  id: row?.id ?? null,
  success: fate === "written",
  created: fate === "written" && row?.created === true,
  errors: [...errors],
  ...(fate === "unknown" ? { mayBeWritten: true } : {}),
});

/** What is known of equal rows that came to different ends. */
function oneOfEqual(firstRow: number, places: readonly number[], found: readonly JobOutcome[]): Fate {
  const written = found.filter(({ fate }) => fate === "written").length;
  const names = places.map((place) => firstRow + place).join(", ");
  const message = `Rows ${names} are equal, and Salesforce does not tell which is which: ${written} of ${places.length} are known to be written`;
  const errors = distinct(found.flatMap((outcome) => outcome.errors));
  return {
    id: null,
    success: false,
    created: false,
    errors: [{ statusCode: unreadable, message, fields: [] }, ...errors],
    // Where none was, each of them was not, whatever the reason.
    ...(written === 0 && found.length === places.length && found.every(({ fate }) => fate !== "unknown")
      ? {}
      : { mayBeWritten: true }),
  };
}

/**
 * What is known of the rows that no result is like: Salesforce may give back other values than it was sent. Where all results
 * that are left say the same, it is so of these rows.
 */
function restOf(strays: readonly JobOutcome[], rows: number): Fate {
  const counted = strays.reduce((sum, { times }) => sum + times, 0);
  const [first] = strays;
  if (first !== undefined && counted === rows && areAlike(strays))
    return { ...fateOf(first), id: null, created: false };
  const message = "No result has the values of this row, and those that are left say different things";
  return {
    id: null,
    success: false,
    created: false,
    errors: [{ statusCode: unreadable, message, fields: [] }, ...distinct(strays.flatMap(({ errors }) => errors))],
    mayBeWritten: true,
  };
}

/** How many reasons one row is given at most, of those that may be its own. */
const mostErrors = 5;

function distinct(errors: readonly JobOutcome["errors"][number][]): Fate["errors"] {
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()].slice(0, mostErrors);
}
