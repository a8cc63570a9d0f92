import { readAhead } from "../../../async/read-ahead.ts";
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
 * Tells what became of the rows of a job that has ended, some at a time, each row once, in Salesforce's order. A row that is in
 * none of the results is unknown, as long as the job has processed more rows than they have; else the job did not come to it.
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
): AsyncGenerator<readonly JobOutcome[], void, undefined> {
  const { id, state, numberRecordsProcessed: processed, numberRecordsFailed } = job;
  const isComplete = state === "JobComplete" && processed === rows;
  if (processed > rows) {
    yield [unknownRows(rows, `job "${id}" has processed ${processed} rows, and was sent ${rows}`)];
    return;
  }
  const broken = new Map<IngestResultKind, string>();
  const results = async function* (
    kind: IngestResultKind,
    until: AbortSignal | undefined = signal,
  ): AsyncGenerator<readonly IngestRowResult[], void, undefined> {
    try {
      yield* readIngestResults(target, job, kind, { signal: until });
    } catch (error) {
      if (!(await isAboutJob(target, id, error, until))) throw error;
      // What came before is known.
      broken.set(kind, (error as Error).message);
    }
  };
  // Salesforce takes its time for each: while one comes, it makes the other.
  const ahead = withWritten || !isComplete ? readAhead((until) => results("successful", until), signal) : undefined;
  let failed = 0;
  let written = 0;
  try {
    if (!isComplete || numberRecordsFailed > 0) {
      for await (const found of results("failed")) {
        failed += found.length;
        yield found.map((row) => ({ fate: "failed", row, errors: row.errors, times: 1 }));
      }
    }
    if (ahead === undefined && !broken.has("failed")) {
      written = rows - failed;
      if (written > 0) yield [{ fate: "written", row: undefined, errors: [], times: written }];
    } else {
      for await (const found of ahead?.items() ?? results("successful")) {
        written += found.length;
        yield found.map((row) => ({ fate: "written", row, errors: [], times: 1 }));
      }
    }
  } finally {
    await ahead?.stop();
  }
  const why = broken.get("successful") ?? broken.get("failed");
  const left = Math.max(0, rows - written - failed);
  const isWholeUnknown = state === "JobComplete" || why !== undefined;
  const unknown = isWholeUnknown ? left : Math.min(left, Math.max(0, processed - written - failed));
  if (unknown > 0) yield [unknownRows(unknown, why ?? `job "${id}" has results of ${written + failed} rows only`)];
  let others = left - unknown;
  if (others === 0) return;
  const errors = [whyNotProcessed(job)];
  for await (const found of results("unprocessed")) {
    if (others === 0) return;
    const own = found.slice(0, others);
    others -= own.length;
    yield own.map((row) => ({ fate: "unprocessed", row, errors, times: 1 }));
  }
  if (others > 0) yield [{ fate: "unprocessed", row: undefined, errors, times: others }];
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
