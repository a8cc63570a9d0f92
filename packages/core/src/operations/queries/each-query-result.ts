import type { Target } from "../../connection/check-connection.ts";
import { nameSome } from "../../errors/name-some.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { isAboutBatch } from "../results/reading/ask-about-batch.ts";
import type { StandardSchema } from "../../arguments/standard-schema.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import { checkRecord } from "./check-record.ts";
import { type QueryBlock, queryResultBlocks, unusable } from "./query-result-blocks.ts";
import { queryResultIds } from "./query-result-ids.ts";
import type { CheckedQueryOptions } from "./query-results-options.ts";

/** One result of a query, as those read it who make records of it. */
export interface QueryResult {
  /** Gives it in blocks of whole records. */
  readonly blocks: () => AsyncGenerator<QueryBlock, void>;
  /** Gives what a schema makes of one of its records, the first one being number 1. */
  readonly check: <T>(schema: StandardSchema<T>, record: QueryRecord, row: number) => T | Promise<T>;
  /** Makes the error of a result that came whole and is yet not what a query gives. */
  readonly unusable: (why: string, code?: ErrorCode) => ResponseError;
}

/**
 * Reads the results of a query one after another. One that cannot be read hides nothing of the others: its error comes when
 * they have.
 *
 * The records of a batch are counted against what Salesforce says of it. Where it has several results, it is only at the end
 * of the last one that too few are noticed.
 *
 * @param progress - Says in an error's last words how far the reading had come.
 * @param read - Reads one result, and returns how many records it had.
 */
export async function* eachQueryResult<T>(
  target: Target,
  jobId: string,
  options: CheckedQueryOptions,
  progress: () => string,
  read: (result: QueryResult) => AsyncGenerator<T, number, undefined>,
): AsyncGenerator<T, void, undefined> {
  const { signal } = options;
  const failures: Error[] = [];
  for await (const { batchId, records, results } of queryResultIds(target, jobId, options)) {
    if (!results.ok) {
      failures.push(results.error);
      continue;
    }
    let left = records;
    const last = results.value.at(-1);
    for (const resultId of results.value) {
      const place = { jobId, batchId, resultId, records: resultId === last ? left : undefined, progress };
      try {
        const count = yield* read({
          blocks: () => queryResultBlocks(target, place, { signal }),
          check: (schema, record, row) => checkRecord(schema, record, place, row),
          unusable: (why, code) => unusable(place, why, code),
        });
        left = left === undefined ? undefined : left - count;
      } catch (error) {
        if (isOfSchema(error) || !(await isAboutBatch(target, jobId, batchId, error, { signal }))) throw error;
        failures.push(error as Error);
        left = undefined;
      }
    }
  }
  const [first] = failures;
  if (first !== undefined) throw failures.length === 1 ? first : joined(jobId, first, failures);
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
