import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { AddedBatch } from "../../protocol/added-batch.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { listBatchesRequest } from "../../requests/batch-requests.ts";
import type { BatchJob } from "./add-batch.ts";
import { checkAdded } from "./add-batches-options.ts";
import type { TwinBatch } from "./find-duplicate-batches.ts";
import { findTwin } from "./find-twin.ts";

/** Finds the batches that `findDuplicateBatches` finds. What was added is checked here, before anything is sent. */
export async function findTwins(
  target: Target,
  job: BatchJob,
  added: readonly AddedBatch[],
  options: CallOptions,
): Promise<TwinBatch[]> {
  checkAdded(added);
  const all = await ask(target, listBatchesRequest(job.id), options);
  const strangers = all.filter((one) => !added.some(({ batch }) => isSameId(batch.id, one.id)));
  const twins: TwinBatch[] = [];
  for (const batch of strangers) {
    const of = await findTwin(target, job, batch, added, options);
    if (of !== undefined) twins.push({ batch, of });
  }
  return twins;
}
