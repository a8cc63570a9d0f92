import type { Target } from "../../connection/check-connection.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { maxDataBytes } from "../../requests/api-request.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { TooLarge } from "../../bytes/gzip.ts";
import { stream } from "../../exchange/stream.ts";
import { readQueryResultRequest } from "../../requests/result-requests.ts";
import { noRecords } from "../../replies/salesforce-texts.ts";
import { formatOf, type QueryFormat } from "../../rows/read-query-rows.ts";
import { type RecordBlocks, recordBlocks } from "../../rows/record-blocks.ts";
import { type QueryResultId, queryResultIds } from "./query-result-ids.ts";

/** Whole records of a query's result, as bytes, and how they are written. */
export interface QueryBlock {
  readonly resultId: string;
  /** Whether it is the first one of its result. */
  readonly isFirst: boolean;
  readonly format: QueryFormat;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Streams the results of a query job, one after another, in blocks of whole records; the first one of each begins with
 * what stands before the records.
 *
 * @param concurrency - Of how many batches the lists of results are asked for ahead.
 * @param progress - Says in an error's last words how far the reading had come.
 */
export async function* queryResultBlocks(
  target: Target,
  jobId: string,
  concurrency: number,
  progress: () => string,
  options: CallOptions,
): AsyncGenerator<QueryBlock, void> {
  for await (const id of queryResultIds(target, jobId, concurrency, options)) {
    const { resultId } = id;
    let isFirst = true;
    for await (const { format, bytes } of blocksOf(target, jobId, id, progress, options)) {
      yield { resultId, isFirst, format, bytes };
      isFirst = false;
    }
  }
}

async function* blocksOf(
  target: Target,
  jobId: string,
  { batchId, resultId }: QueryResultId,
  progress: () => string,
  options: CallOptions,
): AsyncGenerator<Pick<QueryBlock, "format" | "bytes">, void> {
  const request = readQueryResultRequest(jobId, batchId, resultId);
  const fail = (why: string): ResponseError => unusable(jobId, resultId, why, progress());
  let format: QueryFormat | undefined;
  let blocks: RecordBlocks | undefined;
  let isNothing = false;
  const whyCut = (): string | undefined => (isNothing ? undefined : blocks?.whyCut());
  try {
    for await (const bytes of stream(target, request, { whyCut, progress }, options)) {
      // The first piece has 1024 bytes at least, or all.
      if (format === undefined || blocks === undefined) {
        const start = new TextDecoder().decode(bytes.subarray(0, 1024));
        isNothing = start.trim() === noRecords;
        format = formatOf(start);
        blocks = recordBlocks(format.scanner(), maxDataBytes);
      }
      const block = blocks.push(bytes);
      if (block !== undefined) yield { format, bytes: block };
    }
  } catch (error) {
    if (error instanceof TooLarge)
      throw unusable(jobId, resultId, `the reply has ${error.message}`, progress(), "ReplyTooLarge");
    throw error;
  }
  const rest = blocks?.rest();
  if (isNothing || format === undefined || rest === undefined) return;
  if (!format.isEnd(new TextDecoder().decode(rest))) throw fail(`the reply is not the ${format.name} of a query`);
}

/** Makes the error of a result that came whole and is yet not what a query gives. */
export const unusable = (
  jobId: string,
  resultId: string,
  why: string,
  progress: string,
  code: ErrorCode = "UnreadableReply",
): ResponseError =>
  new ResponseError(`Cannot read result "${resultId}": ${why}; ${progress}`, { code, status: 200, jobId });
