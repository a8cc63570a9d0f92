import { pagesInParallel } from "../../async/pages-in-parallel.ts";
import type { Target } from "../../connection/check-connection.ts";
import { nameSome } from "../../errors/name-some.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { isAboutBatch } from "../results/reading/ask-about-batch.ts";
import type { StandardSchema } from "../../arguments/standard-schema.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import type { CutOptions } from "../../rows/record-blocks.ts";
import { checkRecord } from "./check-record.ts";
import { type QueryBlock, queryResultBlocks, unusable } from "./query-result-blocks.ts";
import { type QueryBatchResults, queryResultIds } from "./query-result-ids.ts";
import type { CheckedQueryOptions } from "./query-results-options.ts";

/** One result of a query, as those read it who make records of it. */
export interface QueryResult {
  /** Gives what a schema makes of one of its records, the first one being number 1. */
  readonly check: <T>(schema: StandardSchema<T>, record: QueryRecord, row: number) => T | Promise<T>;
  /** Makes the error of a result that came whole and is yet not what a query gives. */
  readonly unusable: (why: string, code?: ErrorCode) => ResponseError;
}

/** Gives what is made of the next block of a result. */
export type QueryBlockReader<T> = (block: QueryBlock) => Iterable<T> | AsyncIterable<T>;

/** A batch whose results are read. */
interface ReadBatch {
  readonly id: string;
  /** How many records it has that have not come; `undefined` where that cannot be told. */
  left: number | undefined;
}

/** A result on its way: read by one, and taken by another who may want no more of it. */
interface ReadResult {
  readonly batch: ReadBatch;
  /** Its id; or why its batch has none that can be read. */
  readonly id: string | { readonly error: Error };
  readonly isFirst: boolean;
  /** Whether it must have what is left of the batch. */
  readonly isLast: boolean;
  isUnwanted: boolean;
}

/** What comes of a result: blocks, and then its end or an error. */
interface Piece {
  readonly result: ReadResult;
  readonly what: QueryBlock | { readonly error: unknown } | undefined;
  readonly length: number;
}

/**
 * Reads the results of a query, some at a time, and gives what is made of them one after another. One that cannot be read
 * hides nothing of the others: its error comes when they have.
 *
 * The records of a batch are counted against what Salesforce says of it. Where it has several results, it is only at the end
 * of the last one that too few are noticed, and that one is not read before the others have come.
 *
 * @param progress - Says in an error's last words how far the reading had come.
 * @param read - Begins to read a result.
 */
export async function* eachQueryResult<T>(
  target: Target,
  jobId: string,
  options: CheckedQueryOptions & CutOptions,
  progress: () => string,
  read: (result: QueryResult) => QueryBlockReader<T>,
): AsyncGenerator<T, void, undefined> {
  const { concurrency, bufferBytes, bytesAtOnce, signal } = options;
  const placeOf = ({ batch, isLast }: ReadResult, resultId: string) => ({
    jobId,
    batchId: batch.id,
    resultId,
    records: isLast ? batch.left : undefined,
    progress,
  });
  async function* open(
    result: ReadResult,
    stopped: AbortSignal,
    turn: () => Promise<void>,
  ): AsyncGenerator<Piece, void> {
    const { id } = result;
    if (typeof id !== "string") {
      yield { result, what: id, length: 0 };
      return;
    }
    if (result.isLast && !result.isFirst) await turn();
    try {
      for await (const block of queryResultBlocks(target, placeOf(result, id), turn, {
        bytesAtOnce,
        signal: stopped,
      })) {
        yield { result, what: block, length: block.bytes.length };
        if (result.isUnwanted) return;
      }
      yield { result, what: undefined, length: 0 };
    } catch (error) {
      yield { result, what: { error }, length: 0 };
    }
  }

  const failures: Error[] = [];
  let current: ReadResult | undefined;
  let give: QueryBlockReader<T> | undefined;
  let count = 0;
  const list = (stopped: AbortSignal) => resultsOf(queryResultIds(target, jobId, { ...options, signal: stopped }));
  for await (const { result, what } of pagesInParallel(list, open, {
    concurrency,
    order: "source",
    bufferBytes,
    signal,
  })) {
    const { batch, id } = result;
    if (result.isUnwanted) continue;
    if (typeof id !== "string") {
      failures.push(id.error);
      continue;
    }
    if (result !== current) {
      current = result;
      count = 0;
      const place = placeOf(result, id);
      give = read({
        check: (schema, record, row) => checkRecord(schema, record, place, row),
        unusable: (why, code) => unusable(place, why, code),
      });
    }
    try {
      if (what === undefined) batch.left = batch.left === undefined ? undefined : batch.left - count;
      else if ("error" in what) throw what.error;
      else {
        count = what.records;
        if (give !== undefined) yield* give(what);
      }
    } catch (error) {
      result.isUnwanted = true;
      if (isOfSchema(error) || !(await isAboutBatch(target, jobId, batch.id, error, { signal }))) throw error;
      failures.push(error as Error);
      batch.left = undefined;
    }
  }
  const [first] = failures;
  if (first !== undefined) throw failures.length === 1 ? first : joined(jobId, first, failures);
}

/** Names the results of batches, one by one. */
async function* resultsOf(batches: AsyncGenerator<QueryBatchResults, void>): AsyncGenerator<ReadResult, void> {
  for await (const { batchId, records, results } of batches) {
    const batch: ReadBatch = { id: batchId, left: records };
    const ids = results.ok ? results.value : [{ error: results.error }];
    for (const [index, id] of ids.entries()) {
      yield { batch, id, isFirst: index === 0, isLast: index === ids.length - 1, isUnwanted: false };
    }
  }
}

/** That is up to whoever gave the schema. */
const isOfSchema = (error: unknown): boolean => error instanceof ResponseError && error.code === "SchemaMismatch";

function joined(jobId: string, first: Error, failures: readonly Error[]): ResponseError {
  const named = nameSome(failures.map(({ message }) => message));
  return new ResponseError(`Cannot read all results of job "${jobId}", all others were given: ${named}`, {
    code: first instanceof ResponseError ? first.code : "UnreadableReply",
    status: 200,
    jobId,
    cause: first,
  });
}
