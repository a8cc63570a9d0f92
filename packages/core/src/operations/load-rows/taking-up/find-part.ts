import { pause } from "../../../async/pause.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import { findEarlierBatch } from "../../loading/find-earlier-batch.ts";
import { listBatches } from "../../batches/list-batches.ts";
import { infoOf, type BatchRun, noteBatch } from "../state/load-run.ts";
import type { KnownPart } from "../state/load-state.ts";
import type { BatchPart } from "../source/open-parts.ts";
import { settleDelays } from "./take-up-jobs.ts";

/**
 * Tells whether a batch that an earlier run has sent, or was about to send, is there. One whose answer was lost is looked
 * for by its rows. One that was not processed, because its job was aborted, counts as not sent.
 */
export async function isThere(run: BatchRun, part: BatchPart, known: KnownPart): Promise<boolean> {
  const batch = known.batchId === undefined ? await findPart(run, part, known) : infoOf(run, known.batchId);
  return batch !== undefined && batch.state !== "NotProcessed";
}

async function findPart(
  run: BatchRun,
  part: BatchPart,
  { jobId, firstRow }: KnownPart,
): Promise<BatchInfo | undefined> {
  const { connection, log, signal, target } = run;
  let batches = run.listed.get(jobId) ?? [];
  for (let looks = 1; ; looks++) {
    const found = await findAmong(run, jobId, batches, part);
    if (found !== undefined) {
      await log.write({ kind: "batch-added", jobId, firstRow, batchId: found.id });
      return found;
    }
    // Nothing comes into a job that takes no more.
    if (jobId !== run.current?.job.id || looks === 2) return undefined;
    await pause(target.baseDelay * settleDelays * 2, signal);
    batches = await listBatches(connection, jobId, { signal });
    run.listed.set(jobId, batches);
    for (const batch of batches) noteBatch(run, batch);
  }
}

/** Looks for the rows of a part among the batches of a job that are nobody's yet. */
async function findAmong(
  run: BatchRun,
  jobId: string,
  batches: readonly BatchInfo[],
  part: BatchPart,
): Promise<BatchInfo | undefined> {
  const { load, log, signal, target } = run;
  const unclaimed = batches.filter(({ id }) => !log.state.batchIds.has(id.slice(0, 15)));
  const job = { id: jobId, contentType: load.spec.contentType };
  return await findEarlierBatch(target, job, unclaimed, part, { signal });
}

/**
 * Makes what looks for batches that the journal knows nothing of: one that is put back from a copy is behind, and what was sent after
 * the copy was made is in its jobs all the same. They are looked for where the journal ends, as long as they follow each other.
 */
export function unknownBatches(run: BatchRun): (part: BatchPart) => Promise<KnownPart | undefined> {
  const { log, listed, load } = run;
  let misses = 0;
  return async (part) => {
    const { firstRow, rows, bytes, hash } = part;
    for (const [jobId, batches] of listed) {
      // Batches that are sent at the same time come in any order.
      const found = misses > load.concurrency ? undefined : await findAmong(run, jobId, batches, part);
      if (found === undefined || found.state === "NotProcessed") continue;
      await log.write({ kind: "adding-batch", jobId, firstRow, rows, bytes, hash });
      await log.write({ kind: "batch-added", jobId, firstRow, batchId: found.id });
      return log.state.parts.get(firstRow);
    }
    misses++;
    return undefined;
  };
}
