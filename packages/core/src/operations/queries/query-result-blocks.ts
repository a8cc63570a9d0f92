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
import { type CutOptions, type RecordBlocks, recordBlocks } from "../../rows/record-blocks.ts";

/** Names one result of a query, and says what is known of it. */
export interface QueryResultPlace {
  readonly jobId: string;
  readonly batchId: string;
  readonly resultId: string;
  /** How many records it must have at least; `undefined` where that cannot be told. */
  readonly records: number | undefined;
  /** Says in an error's last words how far the reading had come. */
  readonly progress: () => string;
}

/** Whole records of a query's result, as bytes, and how they are written. */
export interface QueryBlock {
  readonly format: QueryFormat;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many records the result had up to the end of this block. */
  readonly records: number;
}

/**
 * Streams one result of a query in blocks of whole records; the first one begins with what stands before the records.
 *
 * @param turn - Waits until what comes before has been given, which an error counts.
 */
export async function* queryResultBlocks(
  target: Target,
  result: QueryResultPlace,
  turn: () => Promise<void>,
  options: CallOptions & CutOptions,
): AsyncGenerator<QueryBlock, void> {
  const { jobId, batchId, resultId, records: expected } = result;
  const request = readQueryResultRequest(jobId, batchId, resultId);
  let format: QueryFormat | undefined;
  let blocks: RecordBlocks | undefined;
  let isNothing = false;
  const whyCut = (): string | undefined => (isNothing ? undefined : blocks?.whyCut());
  const count = (): number => (isNothing ? 0 : (blocks?.records() ?? 0));
  const whyShort = (): string | undefined =>
    expected !== undefined && count() < expected ? `it has ${count()} of ${expected} records` : undefined;
  const progress = async (): Promise<string> => {
    await turn();
    return result.progress();
  };
  try {
    for await (const bytes of stream(target, request, { whyCut, whyShort, progress }, options)) {
      // The first piece has 1024 bytes at least, or all.
      if (format === undefined || blocks === undefined) {
        const start = new TextDecoder().decode(bytes.subarray(0, 1024));
        isNothing = start.trim() === noRecords;
        format = formatOf(start);
        blocks = recordBlocks(format.scanner(), maxDataBytes, options);
      }
      for (const block of blocks.push(bytes)) yield { format, bytes: block, records: count() };
    }
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    await turn();
    throw unusable(result, `the reply has ${error.message}`, "ReplyTooLarge");
  }
  const rest = blocks?.rest();
  if (isNothing || format === undefined || rest === undefined) return;
  if (!format.isEnd(new TextDecoder().decode(rest))) {
    await turn();
    throw unusable(result, `the reply is not the ${format.name} of a query`);
  }
}

/** Makes the error of a result that came whole and is yet not what a query gives. */
export const unusable = (
  { jobId, batchId, resultId, progress }: QueryResultPlace,
  why: string,
  code: ErrorCode = "UnreadableReply",
): ResponseError =>
  new ResponseError(`Cannot read result "${resultId}" of batch "${batchId}": ${why}; ${progress()}`, {
    code,
    status: 200,
    jobId,
  });
