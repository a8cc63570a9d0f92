import type { Batch, BatchContent, Job } from "../state/job.ts";
import type { Org } from "../state/org.ts";
import { notTheirs } from "../state/not-theirs.ts";
import { Refusal } from "../state/refusal.ts";
import type { Session } from "../state/session.ts";
import { countLastDay, day } from "../state/last-day.ts";

/** Refuses a batch that its job cannot take: the job is another user's, has ended, or is a day old. */
export function checkTakesBatches(org: Org, session: Session, job: Job): void {
  // That InvalidUser is for another user's job is documented; that adding a batch is such a case is a guess.
  if (job.createdById !== session.userId) throw notTheirs("add a Batch to");
  if (job.state !== "Open") {
    // The message is recorded, the code is a guess.
    throw new Refusal(
      "InvalidJobState",
      `Failed to create batch, since the Job is not Open. Current job state is '${job.state}'`,
    );
  }
  if (org.clock.now() - job.createdDate > day) {
    // The limit is documented, code and message are guesses.
    throw new Refusal("InvalidJobState", "Failed to create batch, since the Job is older than 24 hours");
  }
}

/** Adds a batch to a job and settles when it will be processed. */
export function addBatch(org: Org, job: Job, body: Uint8Array<ArrayBuffer>, content: BatchContent): Batch {
  const now = org.clock.now();
  useBatches(org, 1);
  const batch = placeBatch(org, job, body, content, now);
  org.changes++;
  return batch;
}

/**
 * Counts batches against the quota of 24 hours, which both APIs share (documented).
 *
 * @throws Refusal where there are not so many left.
 */
export function useBatches(org: Org, count: number): void {
  const now = org.clock.now();
  if (countLastDay(org.batchTimes, now) + count > org.batchQuota) throw exceededQuota();
  for (let one = 0; one < count; one++) org.batchTimes.push(now);
}

/** Says that the org has used up its batches, in the words that several clients look for. */
export const exceededQuota = (): Refusal => new Refusal("ExceededQuota", "ApiBatchItems Limit exceeded");

/** Puts a batch into a job as if it had been added at that time. */
export function placeBatch(
  org: Org,
  job: Job,
  body: Uint8Array<ArrayBuffer>,
  content: BatchContent,
  time: number,
  isChunk = false,
): Batch {
  const before = job.concurrencyMode === "Serial" ? (job.batches.at(-1)?.endsAt ?? 0) : 0;
  const startsAt = Math.max(time + org.queueTime, before);
  const isParent = job.pkChunking !== null && content.kind === "query" && !isChunk;
  const batch: Batch = {
    id: org.ids.next("751"),
    job,
    createdDate: time,
    startsAt,
    // A query to be split is not processed itself: it is split when its turn has come.
    endsAt: isParent ? startsAt : startsAt + org.processTime,
    body,
    content,
    isChunk,
  };
  job.batches.push(batch);
  org.pending.push(batch);
  return batch;
}
