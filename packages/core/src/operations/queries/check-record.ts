import type { StandardSchema } from "../../arguments/standard-schema.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { applySchema } from "../../rows/apply-schema.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import type { QueryResultPlace } from "./query-result-blocks.ts";

/**
 * Checks a record by the caller's schema, and gives what that makes of it.
 *
 * @param row - The record's number in its result, from 1.
 * @throws ResponseError with the record's place and what is wrong with it, in the schema's words; what the schema throws.
 */
export const checkRecord = <T>(
  schema: StandardSchema<T>,
  record: QueryRecord,
  { jobId, batchId, resultId, progress }: QueryResultPlace,
  row: number,
): T | Promise<T> =>
  applySchema(
    schema,
    record,
    (words) =>
      new ResponseError(
        `Cannot use record ${row} of result "${resultId}" of batch "${batchId}": ${words}; ${progress()}`,
        { code: "SchemaMismatch", status: 200, jobId },
      ),
  );
