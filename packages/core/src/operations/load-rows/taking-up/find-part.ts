import { pause } from "../../../async/pause.ts";
import { normaliseVersion } from "../../../connection/api-version.ts";
import type { Target } from "../../../connection/check-connection.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import { findEarlierBatch } from "../../loading/find-earlier-batch.ts";
import { ask } from "../../../exchange/ask.ts";
import { listBatchesRequest } from "../../../requests/batch-requests.ts";
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
  const { load, log, signal, target } = run;
  const { contentType } = load.spec;
  let batches = run.listed.get(jobId) ?? [];
  for (let looks = 1; ; looks++) {
    const unclaimed = batches.filter(({ id }) => !log.state.batchIds.has(id.slice(0, 15)));
    const job = { id: jobId, contentType };
    const found = await findEarlierBatch(targetOfJob(run, target, jobId), job, unclaimed, part, { signal });
    if (found !== undefined) {
      await log.write({ kind: "batch-added", jobId, firstRow, batchId: found.id });
      return found;
    }
    // Nothing comes into a job that takes no more.
    if (jobId !== run.current?.job.id || looks === 2) return undefined;
    await pause(target.baseDelay * settleDelays * 2, signal);
    batches = await ask(targetOfJob(run, target, jobId), listBatchesRequest(jobId), { signal });
    run.listed.set(jobId, batches);
    for (const batch of batches) noteBatch(run, batch);
  }
}

/**
 * Makes what looks for batches that the journal knows nothing of: one that is put back from a copy is behind, and what was sent after
 * the copy was made is in its jobs all the same. They are looked for where the journal ends, as long as they follow each other.
 */
export function unknownBatches(run: BatchRun): (part: BatchPart) => Promise<KnownPart | undefined> {
  const { log, listed, load, signal, target } = run;
  let misses = 0;
  return async (part) => {
    // Batches that are sent at the same time come in any order.
    if (misses > load.concurrency) return undefined;
    const { firstRow, rows, hash } = part;
    for (const [jobId, batches] of listed) {
      const unclaimed = batches.filter(
        ({ id, state }) => state !== "NotProcessed" && !log.state.batchIds.has(id.slice(0, 15)),
      );
      const job = { id: jobId, contentType: load.spec.contentType };
      const found = await findEarlierBatch(targetOfJob(run, target, jobId), job, unclaimed, part, { signal });
      if (found === undefined) continue;
      await log.write({ kind: "adding-batch", jobId, firstRow, rows, bytes: part.body.length, hash });
      await log.write({ kind: "batch-added", jobId, firstRow, batchId: found.id });
      misses = 0;
      return log.state.parts.get(firstRow);
    }
    misses++;
    return undefined;
  };
}

/** Batches are asked for in the version of their job. */
export function targetOfJob({ log }: BatchRun, target: Target, jobId: string): Target {
  const version = log.state.jobs.get(jobId)?.apiVersion;
  return version === undefined ? target : { ...target, version: normaliseVersion(version) };
}
