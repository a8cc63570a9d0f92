import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { AddedBatch } from "../../protocol/added-batch.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { listBatchesRequest } from "../../requests/batch-requests.ts";
import { targetForJob } from "../../connection/target-for-job.ts";
import { type BatchJob, checkBatchJob } from "./add-batch.ts";

/** A batch whose rows are in its job twice. */
export interface TwinBatch {
  /** The batch that is one too many: none of those that were added. */
  readonly batch: BatchInfo;
  /** The batch of the load that has the same rows. */
  readonly of: AddedBatch;
}

/**
 * Finds batches of a load that are in its job twice, after the job was closed: a closed job takes no batch, so what it has
 * then is all that will ever come.
 *
 * `addBatches` sends a batch again only where the first one has not come while it looked. A request that was given up may
 * arrive later than that, which nobody can rule out; here it is seen. Where the job has no other batches than those that
 * were added, which is one request, nothing more is read. Others are compared by their rows; one whose rows are those of no
 * batch of the load is somebody else's, and is not named.
 *
 * @param job - The job, as `createJob` or `getJob` gave it.
 * @param added - All batches of the load, as `addBatches` gave them.
 * @returns the batches that are one too many, with those that they repeat; mostly none.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError; ResponseError with
 *   `UnreadableReply` where the rows of another batch cannot be read, so that it is not known.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_request.htm
 * @example
 * ```ts
 * import { addBatches, closeJob, findDuplicateBatches } from "@sfbulk/core";
 *
 * const added = await addBatches(connection, job, "Name\nAcme\nGlobex\n");
 * await closeJob(connection, job.id);
 * for (const { batch, of } of await findDuplicateBatches(connection, job, added)) {
 *   console.error(`Batch ${batch.id} has the rows of ${of.batch.id} once more`);
 * }
 * ```
 */
export async function findDuplicateBatches(
  connection: Connection,
  job: BatchJob,
  added: readonly AddedBatch[],
  options: CallOptions = {},
): Promise<TwinBatch[]> {
  const ours = checkConnection(connection);
  const { id } = checkBatchJob(job);
  checkCallOptions(options);
  // Loaded for who adds batches, who has it by now.
  const { checkAdded, findTwin } = await import("./batch-steps.ts");
  checkAdded(added);
  const target = targetForJob(ours, job.apiVersion);
  const all = await ask(target, listBatchesRequest(id), options);
  const strangers = all.filter((one) => !added.some(({ batch }) => isSameId(batch.id, one.id)));
  const twins: TwinBatch[] = [];
  for (const batch of strangers) {
    const of = await findTwin(target, job, batch, added, options);
    if (of !== undefined) twins.push({ batch, of });
  }
  return twins;
}
