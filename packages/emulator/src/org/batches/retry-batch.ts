import type { Org } from "../state/org.ts";
import type { Batch } from "../state/job.ts";

/** How often a batch is tried (documented, both). */
const tries = { ingest: 10, query: 15 } as const;

/** What is said in the end. The code is documented, the words are guesses. */
const givenUp = {
  ingest: "TooManyLockFailure : Too many lock failure. Trying again later.",
  query: "InternalServerError : Retried more than fifteen times",
} as const;

/**
 * Has attempts to process a batch fail, each of which takes its time. The server tries again until it has tried often enough;
 * where the job has `Sforce-Disable-Batch-Retry`, it does not. That a batch is `InProgress` all the while is a guess.
 */
export function retryBatch(org: Org, batch: Batch, failing: number): void {
  const kind = batch.content.kind === "query" ? "query" : "ingest";
  const most = batch.job.retriesNothing === true ? 1 : tries[kind];
  batch.retries = Math.min(failing, most - 1);
  batch.endsAt += batch.retries * org.processTime;
  if (failing >= most) batch.doom = { stateMessage: givenUp[kind], chunk: null };
}

/** Counts how often a batch has been tried again up to a moment. */
export function retriesOf({ startsAt, endsAt, retries = 0 }: Batch, now: number): number {
  if (retries === 0 || now < startsAt) return 0;
  const attempt = (endsAt - startsAt) / (retries + 1);
  return attempt === 0 ? retries : Math.min(retries, Math.floor((now - startsAt) / attempt));
}
