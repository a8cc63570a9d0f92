import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import type { IngestLoadSpec } from "../../../protocol/ingest-load-spec.ts";
import type { LoadRun } from "../state/load-run.ts";
import type { FailureReasons } from "../../results/failure-reasons.ts";

/** What the steps of a load by Bulk API 2.0 share. */
export interface IngestRun extends LoadRun<IngestLoadSpec> {
  /** The first rows of what an earlier run has begun to send, and what is not there: it goes to a new job. */
  readonly anew: Set<number>;
  /** Jobs that have not ended: `open`, so that they have written nothing, or `closed`. */
  readonly unended: Map<string, "open" | "closed">;
  /** Jobs that were ended before all of their rows were processed, and how many were not. */
  readonly cutShort: Map<string, number>;
  /** What became of the rows of the jobs that have ended. */
  readonly tally: { written: number; unknown: number };
  readonly reasons: FailureReasons;
  /** Ends the waiting for other jobs when one has failed. */
  readonly waits: AbortController;
}

/** How many rows of an ingest job were processed, as far as it says. */
export const isUntouched = ({ numberRecordsProcessed }: IngestJobInfo): boolean => numberRecordsProcessed === 0;
