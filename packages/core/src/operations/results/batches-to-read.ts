import type { Target } from "../../connection/check-connection.ts";
import { ResponseError } from "../../errors/response-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { finishedBatches, whyWait } from "./finished-batches.ts";
import type { NumberedBatch } from "./job-rows-options.ts";

/** A batch to read. */
export interface BatchToRead {
  readonly info: BatchInfo;
  readonly firstRow: number | undefined;
  readonly rows: number | undefined;
}

/**
 * Finds the batches to read, and sees that all of them have ended.
 *
 * @throws SalesforceError with `InvalidBatch` where one has not; ResponseError where the job has not the batches named.
 */
export async function batchesToRead(
  target: Target,
  jobId: string,
  wanted: readonly NumberedBatch[] | undefined,
  options: CallOptions,
): Promise<BatchToRead[]> {
  const isWanted = ({ id }: BatchInfo): boolean =>
    wanted === undefined || wanted.some(({ batch }) => isSameId(batch.id, id));
  const all = await finishedBatches(
    target,
    jobId,
    (batch, others) => (isWanted(batch) ? whyWait(batch, others) : undefined),
    options,
  );
  if (wanted === undefined) return all.map((info) => ({ info, firstRow: undefined, rows: undefined }));
  const byId = new Map(all.map((info) => [info.id.slice(0, 15), info]));
  return wanted.map(({ batch, firstRow, rows }) => {
    const info = byId.get(batch.id.slice(0, 15));
    if (info !== undefined) return { info, firstRow, rows };
    throw new ResponseError(`Cannot read the rows of job "${jobId}": it has no batch "${batch.id}"`, {
      code: "UnknownBatch",
      status: 200,
      jobId,
    });
  });
}
