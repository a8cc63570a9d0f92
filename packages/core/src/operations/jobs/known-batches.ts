import type { FetchAdapter } from "../../connection/adapter.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";

/**
 * What is known of a job's batches without asking: it tells a batch whose answer was lost from all others. Moments are
 * those of {@link nextMoment}.
 */
interface KnownJob {
  /** Since when each batch is known not to be one whose answer is still to come. */
  readonly batches: Map<string, number>;
  /** Since when all batches of the job that are not ours are among them; `undefined` where nobody has looked. */
  allSince: number | undefined;
}

const knownBy = new WeakMap<FetchAdapter, Map<string, KnownJob>>();
/** A job that is forgotten is one that was never listed: that costs certainty, and nothing else. */
const maxJobs = 1000;
/** Before anything was sent. */
const always = 0;
let moments = 0;

/** Numbers what happens in its order: no clock tells what came first within one of its ticks. */
export const nextMoment = (): number => ++moments;

/** Notes that the caller has got this batch. */
export function rememberBatch(target: Target, batch: BatchInfo): BatchInfo {
  jobOf(target, batch.jobId).batches.set(nameOf(batch), always);
  return batch;
}

/** Notes which batches a job has now. What was sent before now and is not answered yet may be among them. */
export function rememberListing(target: Target, jobId: string, batches: readonly BatchInfo[]): void {
  const known = jobOf(target, jobId);
  const now = nextMoment();
  for (const batch of batches) {
    const name = nameOf(batch);
    if (!known.batches.has(name)) known.batches.set(name, now);
  }
  known.allSince ??= now;
}

/** Notes a job that was made here: it has no batch that is not ours. */
export function rememberNewJob(target: Target, jobId: string): void {
  jobOf(target, jobId).allSince = always;
}

/** Tells whether a batch is accounted for: whether it cannot be one that was sent at that moment or later. */
export const isKnown = (target: Target, batch: BatchInfo, sentAt: number): boolean =>
  (jobOf(target, batch.jobId).batches.get(nameOf(batch)) ?? Number.POSITIVE_INFINITY) <= sentAt;

/** Tells whether all batches of a job are known that were there at that moment and are not ours. */
export const knowsAllBatches = (target: Target, jobId: string, sentAt: number): boolean =>
  (jobOf(target, jobId).allSince ?? Number.POSITIVE_INFINITY) <= sentAt;

/** Gives what is known of a job, which is used now and so is forgotten last. */
function jobOf({ adapter, origin }: Target, jobId: string): KnownJob {
  const jobs = knownBy.get(adapter) ?? new Map<string, KnownJob>();
  knownBy.set(adapter, jobs);
  const name = `${origin} ${jobId.slice(0, 15)}`;
  const job = jobs.get(name) ?? { batches: new Map<string, number>(), allSince: undefined };
  jobs.delete(name);
  jobs.set(name, job);
  const [oldest] = jobs.keys();
  if (jobs.size > maxJobs && oldest !== undefined) jobs.delete(oldest);
  return job;
}

/** With its time, since an org made for a test gives the same ids as the one before. */
const nameOf = ({ id, createdDate }: BatchInfo): string => `${id.slice(0, 15)} ${createdDate}`;
