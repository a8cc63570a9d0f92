import { checkConnection, type Target } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import { ask } from "../../../exchange/ask.ts";
import type { IngestLoadResult } from "../../../protocol/load-result.ts";
import { readIngestJobRequest } from "../../../requests/ingest-requests.ts";
import type { IngestFailedRow, IngestReadOptions } from "./ingest-row-outcomes.ts";
import { type KeyedJob, keyedJobs } from "./keyed-jobs.ts";
import { areAlike, type JobOutcome, outcomesOf } from "./outcomes-of.ts";
import { valuesIn } from "./values-in.ts";

/** A row that was not written, and may be one of several equal ones. */
interface EqualRow {
  readonly outcome: JobOutcome;
  readonly row: IngestFailedRow;
}

/** Reads the rows of a load by Bulk API 2.0 that were not written, job by job, with their numbers where the source is given. */
export async function* readFailedIngestRows(
  connection: Connection,
  load: IngestLoadResult,
  { source, signal }: IngestReadOptions,
): AsyncGenerator<IngestFailedRow, void, undefined> {
  const target = checkConnection(connection);
  if (load.summary.written === load.summary.rows) return;
  const jobs = source === undefined ? load.batches.map((job) => ({ job })) : keyedJobs(load, source, signal);
  for await (const one of jobs) yield* failedRowsOf(target, one, signal);
}

async function* failedRowsOf(
  target: Target,
  { job: { jobId, firstRow, rows }, keys, columns }: Pick<KeyedJob, "job"> & Partial<KeyedJob>,
  signal: AbortSignal | undefined,
): AsyncGenerator<IngestFailedRow, void, undefined> {
  const job = await ask(target, readIngestJobRequest(jobId), { signal });
  /** By the place of the first of them. */
  const equal = new Map<number, { readonly places: readonly number[]; readonly found: EqualRow[] }>();
  for await (const outcomes of outcomesOf(target, job, rows, false, signal)) {
    for (const outcome of outcomes) {
      const { fate, row, errors, times } = outcome;
      if (fate === "written") continue;
      const record = row?.record ?? {};
      const failed = { jobId, rowNumber: null, id: row?.id ?? null, record, errors };
      const isUnknown = fate === "unknown" ? { mayBeWritten: true as const } : {};
      const places = row === undefined || keys === undefined ? [] : keys.find(valuesIn(columns ?? [], record));
      const [place] = places;
      if (place === undefined || places.length > 1) {
        if (place !== undefined) {
          const group = equal.get(place) ?? { places, found: [] };
          equal.set(place, group);
          group.found.push({ outcome, row: failed });
          continue;
        }
        for (let index = 0; index < times; index++) {
          signal?.throwIfAborted();
          // All rows of a job have the numbers that they have.
          const rowNumber = keys !== undefined && times === rows ? firstRow + index : null;
          yield { ...failed, ...isUnknown, rowNumber };
        }
        continue;
      }
      signal?.throwIfAborted();
      yield { ...failed, rowNumber: firstRow + place };
    }
  }
  for (const { places, found } of equal.values()) {
    const numbers = places.map((place) => firstRow + place);
    const isCertain = found.length === numbers.length && areAlike(found.map(({ outcome }) => outcome));
    for (const [index, { row }] of found.entries()) {
      signal?.throwIfAborted();
      yield isCertain ? { ...row, rowNumber: numbers[index] ?? null } : { ...row, oneOf: numbers };
    }
  }
}
