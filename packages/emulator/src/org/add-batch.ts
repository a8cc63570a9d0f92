import type { Batch, BatchContent, Job } from "./job.ts";
import type { Org } from "./org.ts";
import { Refusal } from "./refusal.ts";

const day = 24 * 60 * 60 * 1000;

/** Refuses a batch that its job cannot take: the job has ended, or is a day old. */
export function checkTakesBatches(org: Org, job: Job): void {
  if (job.state !== "Open") {
    // The text is recorded, the code is a guess.
    throw new Refusal(
      "InvalidJobState",
      `Failed to create batch, since the Job is not Open. Current job state is '${job.state}'`,
    );
  }
  if (org.clock.now() - job.createdDate > day) {
    // The limit is documented, code and text are guesses.
    throw new Refusal("InvalidJobState", "Failed to create batch, since the Job is older than 24 hours");
  }
}

/** Adds a batch to a job and settles when it will be processed. */
export function addBatch(org: Org, job: Job, body: Uint8Array<ArrayBuffer>, content: BatchContent): Batch {
  const now = org.clock.now();
  const recent = org.batchTimes.findIndex((time) => time > now - day);
  org.batchTimes.splice(0, recent === -1 ? org.batchTimes.length : recent);
  if (org.batchTimes.length >= org.batchQuota) throw exceededQuota();
  const batch = placeBatch(org, job, body, content, now);
  org.batchTimes.push(now);
  org.changes++;
  return batch;
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
): Batch {
  const before = job.concurrencyMode === "Serial" ? (job.batches.at(-1)?.endsAt ?? 0) : 0;
  const startsAt = Math.max(time + org.queueTime, before);
  const batch: Batch = {
    id: org.ids.next("751"),
    job,
    createdDate: time,
    startsAt,
    endsAt: startsAt + org.processTime,
    body,
    content,
  };
  job.batches.push(batch);
  org.pending.push(batch);
  return batch;
}
