import type { Target } from "../../../connection/check-connection.ts";
import { exchange } from "../../../exchange/exchange.ts";
import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import type { RowError } from "../../../protocol/row-result.ts";
import { type IngestResultKind, readIngestJobRequest } from "../../../requests/ingest-requests.ts";
import type { IngestRowResult } from "../../ingest/ingest-results.ts";
import { readIngestResults } from "../../ingest/read-ingest-results.ts";

/** What became of a row of a job, or of several of which nothing tells which they are. */
export interface JobOutcome {
  /** `unprocessed` rows are those that the job did not come to; of `unknown` ones nobody can tell whether they were written. */
  readonly fate: "written" | "failed" | "unprocessed" | "unknown";
  /** The row as it came back; `undefined` where it did not. */
  readonly row: IngestRowResult | undefined;
  /** Why it was not written. */
  readonly errors: readonly RowError[];
  /** How many rows it is about: more than one only where `row` is `undefined`. */
  readonly times: number;
}

/**
 * Tells what became of the rows of a job that has ended, each row once, in Salesforce's order. A row that is in none of the
 * results is unknown, as long as the job has processed more rows than they have; else the job did not come to it.
 *
 * @param rows - How many rows the job has.
 * @param withWritten - Whether the rows that were written are read, one by one, or counted.
 * @throws what is not about the results of this job: no reply, no session, a refusal of everything.
 */
export async function* outcomesOf(
  target: Target,
  job: IngestJobInfo,
  rows: number,
  withWritten: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobOutcome, void, undefined> {
  const { id, state, numberRecordsProcessed: processed, numberRecordsFailed } = job;
  const isComplete = state === "JobComplete" && processed === rows;
  if (processed > rows) {
    yield unknownRows(rows, `job "${id}" has processed ${processed} rows, and was sent ${rows}`);
    return;
  }
  let why: string | undefined;
  const results = async function* (kind: IngestResultKind): AsyncGenerator<IngestRowResult, void, undefined> {
    try {
      yield* readIngestResults(target, job, kind, { signal });
    } catch (error) {
      if (!(await isAboutJob(target, id, error, signal))) throw error;
      // What came before is known.
      why = (error as Error).message;
    }
  };
  let failed = 0;
  if (!isComplete || numberRecordsFailed > 0) {
    for await (const row of results("failed")) {
      failed++;
      yield { fate: "failed", row, errors: row.errors, times: 1 };
    }
  }
  let written = 0;
  if (isComplete && why === undefined && !withWritten) {
    written = rows - failed;
    if (written > 0) yield { fate: "written", row: undefined, errors: [], times: written };
  } else {
    for await (const row of results("successful")) {
      written++;
      yield { fate: "written", row, errors: [], times: 1 };
    }
  }
  const left = Math.max(0, rows - written - failed);
  const isWholeUnknown = state === "JobComplete" || why !== undefined;
  const unknown = isWholeUnknown ? left : Math.min(left, Math.max(0, processed - written - failed));
  if (unknown > 0) yield unknownRows(unknown, why ?? `job "${id}" has results of ${written + failed} rows only`);
  let others = left - unknown;
  if (others === 0) return;
  const errors = [whyNotProcessed(job)];
  for await (const row of results("unprocessed")) {
    if (others === 0) return;
    others--;
    yield { fate: "unprocessed", row, errors, times: 1 };
  }
  if (others > 0) yield { fate: "unprocessed", row: undefined, errors, times: others };
}

/** Tells whether the same became of rows, so that it does not matter which of them is which. */
export function areAlike(outcomes: readonly JobOutcome[]): boolean {
  const [first, ...others] = outcomes.map(({ fate, errors }) => JSON.stringify([fate, errors]));
  return others.every((other) => other === first);
}

/** The code of rows of which the results do not tell what became of them. */
export const unreadable = "RESULTS_UNREADABLE";

const unknownRows = (times: number, message: string): JobOutcome => ({
  fate: "unknown",
  row: undefined,
  errors: [{ statusCode: unreadable, message, fields: [] }],
  times,
});

/** Says why a job did not come to some of its rows: Salesforce gave it up, or somebody has aborted it. */
const whyNotProcessed = ({ state, errorMessage }: IngestJobInfo): RowError =>
  state === "Failed"
    ? { statusCode: "JOB_FAILED", message: errorMessage ?? "The job failed", fields: [] }
    : { statusCode: "NOT_PROCESSED", message: "The job was aborted before it came to the row", fields: [] };

/** Tells whether an error is about the results alone: it came by a reply, and the org tells of the job itself. */
async function isAboutJob(
  target: Target,
  jobId: string,
  error: unknown,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!(error instanceof Error) || (error.name !== "ResponseError" && error.name !== "SalesforceError")) return false;
  return (await exchange(target, readIngestJobRequest(jobId), { signal })).ok;
}
