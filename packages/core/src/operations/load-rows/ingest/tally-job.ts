import type { Target } from "../../../connection/check-connection.ts";
import { exchange } from "../../../exchange/exchange.ts";
import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import type { RowError } from "../../../protocol/row-result.ts";
import { type IngestResultKind, readIngestJobRequest } from "../../../requests/ingest-requests.ts";
import type { IngestRowResult } from "../../ingest/ingest-results.ts";
import { readIngestResults } from "../../ingest/read-ingest-results.ts";
import type { FailureReasons } from "../../results/failure-reasons.ts";
import { valuesIn } from "./values-in.ts";
import { whyNotProcessed } from "./why-not-processed.ts";
import type { JobPart } from "./pack-jobs.ts";

/** What became of the rows of a job; those that are in none of these have failed. */
interface JobTally {
  readonly written: number;
  /** Of which it is not known whether they were written. */
  readonly unknown: number;
  /** Which the job did not come to: they have failed as well. */
  readonly notProcessed: number;
}

/** Stands for the number of a row that is not known. */
const nowhere = Infinity;

/**
 * Counts what became of the rows of a job that has ended, and why they were not written. Of a job of which Salesforce says that
 * all rows were written, nothing is read. Whether a row was written that is in none of the results is unknown, as long as the
 * job has processed more rows than are there.
 */
export async function tallyJob(
  target: Target,
  job: IngestJobInfo,
  { firstRow, rows, columns, keys }: Pick<JobPart, "firstRow" | "rows" | "columns" | "keys">,
  reasons: FailureReasons,
  signal: AbortSignal,
): Promise<JobTally> {
  const { state, numberRecordsProcessed: processed, numberRecordsFailed } = job;
  const isComplete = state === "JobComplete" && processed === rows;
  if (isComplete && numberRecordsFailed === 0) return { written: rows, unknown: 0, notProcessed: 0 };
  const numberOf = ({ record }: IngestRowResult): number => {
    const [place] = keys.find(valuesIn(columns, record));
    return place === undefined ? nowhere : firstRow + place;
  };
  /** Counts one of the results; `undefined` where it cannot be read to its end, and then all that came before is known. */
  const count = async (kind: IngestResultKind, note: (row: IngestRowResult) => void): Promise<number | undefined> => {
    let counted = 0;
    try {
      for await (const row of readIngestResults(target, job, kind, { signal })) {
        counted++;
        note(row);
      }
    } catch (error) {
      if (!(await isAboutJob(target, job.id, error, signal))) throw error;
      return undefined;
    }
    return counted;
  };
  const addAll = (many: number, error: RowError, number: (index: number) => number): void => {
    for (let index = 0; index < many; index++) reasons.add([error], number(index));
  };

  let failed = 0;
  const noteFailed = (row: IngestRowResult): void => {
    failed++;
    reasons.add(row.errors, numberOf(row));
  };
  const areFailedRead = (await count("failed", noteFailed)) !== undefined;
  // Which rows were written is of no interest, where it is known how many.
  const written = isComplete && areFailedRead ? rows - failed : await count("successful", () => undefined);
  if (!areFailedRead || written === undefined || written + failed > rows) {
    const unknown = Math.max(0, rows - failed);
    const error = { statusCode: "RESULTS_UNREADABLE", message: "", fields: [] };
    addAll(unknown, error, (index) => (failed === 0 ? firstRow + index : nowhere));
    return { written: 0, unknown, notProcessed: 0 };
  }
  const left = rows - written - failed;
  const unknown = state === "JobComplete" ? left : Math.min(left, Math.max(0, processed - written - failed));
  addAll(unknown, { statusCode: "RESULTS_UNREADABLE", message: "", fields: [] }, () => nowhere);
  const notProcessed = left - unknown;
  if (notProcessed === 0) return { written, unknown, notProcessed };
  const why = whyNotProcessed(job);
  let named = 0;
  const noteUnprocessed = (row: IngestRowResult): void => {
    if (++named <= notProcessed) reasons.add([why], numberOf(row));
  };
  await count("unprocessed", noteUnprocessed);
  const others = notProcessed - Math.min(named, notProcessed);
  addAll(others, why, (index) => (others === rows ? firstRow + index : nowhere));
  return { written, unknown, notProcessed };
}

/** Tells whether an error is about the results alone: it came by a reply, and the org tells of the job itself. */
async function isAboutJob(target: Target, jobId: string, error: unknown, signal: AbortSignal): Promise<boolean> {
  if (!(error instanceof Error) || (error.name !== "ResponseError" && error.name !== "SalesforceError")) return false;
  return (await exchange(target, readIngestJobRequest(jobId), { signal })).ok;
}
