import type { Target } from "../../../connection/check-connection.ts";
import { ResponseError } from "../../../errors/response-error.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
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
  const named = wanted && new Set(wanted.map(({ batch }) => batch.id.slice(0, 15)));
  const isWanted = ({ id }: BatchInfo): boolean => named === undefined || named.has(id.slice(0, 15));
  const all = await finishedBatches(
    target,
    jobId,
    (batch, others) => (isWanted(batch) ? whyWait(batch, others) : undefined),
    options,
  );
  if (wanted === undefined) return all.map((info) => ({ info, firstRow: undefined, rows: undefined }));
  const infos = findNamed(
    jobId,
    all,
    wanted.map(({ batch }) => batch.id),
  );
  return wanted.flatMap(({ firstRow, rows }, index) => {
    const info = infos[index];
    return info === undefined ? [] : [{ info, firstRow, rows }];
  });
}

/**
 * Finds batches among those of a job, in the order in which they are named.
 *
 * @throws ResponseError where the job has not one of them.
 */
export function findNamed(jobId: string, all: readonly BatchInfo[], ids: readonly string[]): BatchInfo[] {
  const byId = new Map(all.map((info) => [info.id.slice(0, 15), info]));
  return ids.map((id) => {
    const info = byId.get(id.slice(0, 15));
    if (info !== undefined) return info;
    throw new ResponseError(`Cannot read the rows of job "${jobId}": it has no batch "${id}"`, {
      code: "UnknownBatch",
      status: 200,
      jobId,
    });
  });
}
