import type { FetchAdapter } from "../../connection/adapter.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";

/** What is known of the batches of jobs without asking: it tells a batch whose answer was lost from all others. */
interface Known {
  /** Batches that were answered for, or listed before anything was sent. */
  readonly batches: Set<string>;
  /** Jobs of which every batch that was there is known: made here, or listed before anything was sent. */
  readonly jobs: Set<string>;
}

const knownBy = new WeakMap<FetchAdapter, Known>();
const maxRemembered = 10_000;

function knownOf({ adapter }: Target): Known {
  const known = knownBy.get(adapter) ?? { batches: new Set(), jobs: new Set() };
  knownBy.set(adapter, known);
  return known;
}

/** Notes that the caller has got this batch. */
export function rememberBatch(target: Target, batch: BatchInfo): BatchInfo {
  remember(knownOf(target).batches, nameOf(batch));
  return batch;
}

/** Notes which batches a job has before the first one is sent to it. */
export function rememberListing(target: Target, jobId: string, batches: readonly BatchInfo[]): void {
  for (const batch of batches) rememberBatch(target, batch);
  rememberNewJob(target, jobId);
}

/** Notes a job that was made here: it has no batch that is not ours. */
export const rememberNewJob = (target: Target, jobId: string): void =>
  remember(knownOf(target).jobs, jobId.slice(0, 15));

/** Tells whether this batch is accounted for. */
export const isKnown = (target: Target, batch: BatchInfo): boolean => knownOf(target).batches.has(nameOf(batch));

/** Tells whether all batches of a job are known that were there before ours. */
export const knowsAllBatches = (target: Target, jobId: string): boolean => knownOf(target).jobs.has(jobId.slice(0, 15));

/** With its time, since an org made for a test gives the same ids as the one before. */
const nameOf = ({ id, createdDate }: BatchInfo): string => `${id.slice(0, 15)} ${createdDate}`;

function remember(names: Set<string>, name: string): void {
  names.add(name);
  if (names.size <= maxRemembered) return;
  const [oldest] = names;
  if (oldest !== undefined) names.delete(oldest);
}
