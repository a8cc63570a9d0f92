import {
  abortJobs,
  type AbortOutcome,
  closeJobs,
  type CloseOutcome,
  type Connection,
  type ListedJob,
} from "@sfbulk/core";
import type { EndingVerb, NotEnded } from "./jobs-model.ts";

/** What is told of the ending of jobs. */
export interface EndingWatch {
  readonly signal: AbortSignal;
  /** Is called with all that is known, whenever a job is settled. */
  readonly onOutcome: (outcomes: readonly (CloseOutcome | AbortOutcome)[]) => void;
  /** Is told what stopped it, unless it was the signal. */
  readonly onError: (error: Error) => void;
}

/** Closes or aborts jobs, and gives what became of each that was asked for. */
export async function endListedJobs(
  connection: Connection,
  verb: EndingVerb,
  jobs: readonly ListedJob[],
  { signal, onOutcome, onError }: EndingWatch,
): Promise<readonly (CloseOutcome | AbortOutcome)[]> {
  const outcomes: (CloseOutcome | AbortOutcome)[] = [];
  try {
    const end = verb === "close" ? closeJobs : abortJobs;
    for await (const outcome of end(connection, jobs, { signal })) {
      outcomes.push(outcome);
      onOutcome(outcomes);
    }
  } catch (error) {
    if (!signal.aborted) onError(error as Error);
  }
  return outcomes;
}

/** Gives the jobs that were not ended, each with the reason. */
export function notEndedOf(
  jobs: readonly ListedJob[],
  outcomes: readonly (CloseOutcome | AbortOutcome)[],
): readonly NotEnded[] {
  const told = new Map(outcomes.map((one) => [one.jobId, one.outcome === "failed" ? one.error.message : ""]));
  return jobs.flatMap(({ id }) => {
    const why = told.get(id) ?? "stopped before its turn, or while it was asked";
    return why === "" ? [] : [{ jobId: id, why }];
  });
}
