import { turns } from "../../../async/turns.ts";
import type { Target } from "../../../connection/check-connection.ts";
import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import type { FailureReasons } from "../../results/failure-reasons.ts";
import { outcomesOf } from "./outcomes-of.ts";
import type { RowKeys } from "./row-keys.ts";
import { valuesIn } from "./values-in.ts";

/** What became of the rows of a job; those that are in none of these were refused. */
interface JobTally {
  readonly written: number;
  /** Of which it is not known whether they were written. */
  readonly unknown: number;
  /** Which the job did not come to. */
  readonly notProcessed: number;
}

/** The rows of a job, and what they are told by when their results come back. */
export interface TalliedRows {
  /** The number of the first of them in the source, counted from 1. */
  readonly firstRow: number;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly keys: RowKeys;
}

/** Stands for the number of a row that is not known: it is larger than any. */
const nowhere = Infinity;

/**
 * Counts what became of the rows of a job that has ended, and why they were not written. Of a job of which Salesforce says that
 * all rows were written, nothing is read.
 */
export async function tallyJob(
  target: Target,
  job: IngestJobInfo,
  { firstRow, rows, columns, keys }: TalliedRows,
  reasons: FailureReasons,
  signal: AbortSignal,
): Promise<JobTally> {
  const counts = { written: 0, failed: 0, unprocessed: 0, unknown: 0 };
  const turnEnd = turns();
  for await (const outcomes of outcomesOf(target, job, rows, false, signal)) {
    for (const { fate, row, errors, times } of outcomes) {
      counts[fate] += times;
      if (fate === "written") continue;
      // All rows of a job have the numbers that they have.
      const isAll = times === rows;
      const [place = nowhere] = row === undefined ? [] : keys.find(valuesIn(columns, row.record));
      for (let index = 0; index < times; index++) {
        reasons.add(errors, isAll ? firstRow + index : firstRow + place);
        const over = turnEnd();
        if (over !== undefined) await over;
      }
    }
  }
  return { written: counts.written, unknown: counts.unknown, notProcessed: counts.unprocessed };
}
