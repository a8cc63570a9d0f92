import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import type { Target } from "../../connection/check-connection.ts";
import { ResponseError } from "../../errors/response-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { settledBatches, whyWait } from "./settled-batches.ts";

/** Names a batch whose rows are to be read, as `addBatches` gives it. */
export interface NumberedBatch {
  /** The batch, or just its id. */
  readonly batch: Pick<BatchInfo, "id">;
  /** The number of its first row, from 1. Default: one more than the last row of the batch before. */
  readonly firstRow?: number;
  /** How many rows it has. Where it is given, it is checked against what Salesforce holds. */
  readonly rows?: number;
}

/** Options of reading a job's rows. */
export interface JobRowsOptions extends CallOptions {
  /**
   * The batches to read, in their order. Salesforce promises no order of its list of batches; so without this they are
   * read in the order of `createdDate`, which has whole seconds, and within a second of their ids, which is a guess.
   */
  readonly batches?: readonly NumberedBatch[];
  /** How many batches are read at once, and held in memory, 10 MB each at most. From 1 to 50. Default: 2. */
  readonly concurrency?: number;
}

/** A batch to read. */
export interface BatchToRead {
  readonly info: BatchInfo;
  readonly firstRow: number | undefined;
  readonly rows: number | undefined;
}

/**
 * Checks the options of a reading.
 *
 * @throws TypeError before anything is sent.
 */
export function checkRowsOptions({ batches, concurrency, signal }: JobRowsOptions): {
  readonly batches: readonly NumberedBatch[] | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
} {
  const seen = new Set<string>();
  for (const { batch, firstRow, rows } of batches ?? []) {
    const short = checkId(batch.id, "751", "batches").slice(0, 15);
    if (seen.has(short)) throw new TypeError(`Cannot use batches: "${batch.id}" stands in it twice`);
    seen.add(short);
    checkWholeNumber("batches.firstRow", firstRow, 1, 1);
    checkWholeNumber("batches.rows", rows, 0, 0);
  }
  return { batches, concurrency: checkWholeNumber("concurrency", concurrency, 2, 1, 50), signal };
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
  const all = await settledBatches(
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
      status: 200,
      jobId,
    });
  });
}
