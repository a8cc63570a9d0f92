import type { Target } from "../../connection/check-connection.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { stream } from "../../exchange/stream.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { readBatchRowsRequest } from "../../requests/batch-requests.ts";
import { areSameRows, beginsAlike, type ComparableRows, readRows } from "../../rows/compare-rows.ts";
import type { BatchJob } from "./add-batch.ts";

/** A batch of the load that may have the same rows as another one. */
export interface Candidate {
  readonly batch: Pick<BatchInfo, "id" | "createdDate">;
  /** How many rows it has. */
  readonly rows: number;
}

/**
 * Finds the batch that has the same rows as another one of its job. Of those with as many rows, the nearest in time comes
 * first, and of each no more is read than shows that it is another.
 *
 * @throws the errors of an exchange; ResponseError where rows do not come whole.
 */
export async function findTwin<One extends Candidate>(
  target: Target,
  job: Pick<BatchJob, "id" | "contentType">,
  stranger: BatchInfo,
  candidates: readonly One[],
  options: CallOptions,
): Promise<One | undefined> {
  const rows = await readStranger(target, job, stranger, options);
  const away = ({ batch }: One): number => Math.abs(Date.parse(batch.createdDate) - Date.parse(stranger.createdDate));
  const alike = candidates.filter((one) => one.rows === rows.rows.length);
  for (const one of alike.toSorted((first, second) => away(first) - away(second))) {
    if (await hasRows(target, job, one, rows, options)) return one;
  }
  return undefined;
}

/** How often rows are read at most, until they come whole. */
const maxReadings = 4;

/** Reads the rows of a batch of which it is not known how many there are: until they come twice in the same number. */
async function readStranger(
  target: Target,
  { id: jobId, contentType }: Pick<BatchJob, "id" | "contentType">,
  { id }: BatchInfo,
  options: CallOptions,
): Promise<ComparableRows> {
  let before: ComparableRows | undefined;
  for (let reading = 1; reading <= maxReadings; reading++) {
    const rows = readRows(contentType, await ask(target, readBatchRowsRequest(jobId, id), options));
    if (rows !== undefined && before?.rows.length === rows.rows.length) return rows;
    before = rows;
  }
  throw unreadable(jobId, id);
}

/** Tells whether a batch, of which it is known how many rows it has, has these. */
async function hasRows(
  target: Target,
  { id: jobId, contentType }: Pick<BatchJob, "id" | "contentType">,
  { batch: { id }, rows: count }: Candidate,
  wanted: ComparableRows,
  options: CallOptions,
): Promise<boolean> {
  for (let reading = 1; reading <= maxReadings; reading++) {
    const decoder = new TextDecoder();
    let text = "";
    // Whether it is whole is seen by the number of rows.
    const how = { whyCut: () => undefined, progress: () => "it was to be compared with another batch" };
    for await (const bytes of stream(target, readBatchRowsRequest(jobId, id), how, options)) {
      const isFirst = text === "";
      text += decoder.decode(bytes, { stream: true });
      if (isFirst && !beginsAlike(contentType, wanted, text)) return false;
    }
    const rows = readRows(contentType, text);
    if (rows?.rows.length === count) return areSameRows(rows, wanted);
  }
  throw unreadable(jobId, id);
}

const unreadable = (jobId: string, batchId: string): ResponseError =>
  new ResponseError(
    `Cannot tell whether rows of job "${jobId}" are there twice: those of batch "${batchId}" do not come whole`,
    { code: "UnreadableReply", status: 200, jobId },
  );
