import type { LoadedBatch } from "../../../protocol/load-result.ts";

/** Batches of one job that stand one after another in the source. */
interface JobStretch {
  readonly jobId: string;
  readonly batches: LoadedBatch[];
}

/** Cuts the batches of a load into stretches of one job each, in the order of their rows. */
export function byJob(batches: readonly LoadedBatch[]): JobStretch[] {
  const stretches: JobStretch[] = [];
  for (const batch of batches.toSorted((one, other) => one.firstRow - other.firstRow)) {
    const last = stretches.at(-1);
    if (last?.jobId === batch.jobId) last.batches.push(batch);
    else stretches.push({ jobId: batch.jobId, batches: [batch] });
  }
  return stretches;
}
