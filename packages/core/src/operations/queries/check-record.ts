import type { StandardIssue, StandardResult, StandardSchema } from "../../arguments/standard-schema.ts";
import { nameSome } from "../../errors/name-some.ts";
import { redactStart } from "../../errors/redact.ts";
import { ResponseError } from "../../errors/response-error.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import type { QueryResultPlace } from "./query-result-blocks.ts";

/**
 * Checks a record by the caller's schema, and gives what that makes of it.
 *
 * @param row - The record's number in its result, from 1.
 * @throws ResponseError with the record's place and what is wrong with it, in the schema's words; what the schema throws.
 */
export function checkRecord<T>(
  schema: StandardSchema<T>,
  record: QueryRecord,
  place: QueryResultPlace,
  row: number,
): T | Promise<T> {
  const result = schema["~standard"].validate(record);
  return result instanceof Promise ? result.then((one) => valueOf(one, place, row)) : valueOf(result, place, row);
}

function valueOf<T>(
  result: StandardResult<T>,
  { jobId, batchId, resultId, progress }: QueryResultPlace,
  row: number,
): T {
  if (result.issues === undefined) return result.value;
  const words = nameSome(result.issues.map(describeIssue));
  throw new ResponseError(
    `Cannot use record ${row} of result "${resultId}" of batch "${batchId}": ${words}; ${progress()}`,
    { code: "SchemaMismatch", status: 200, jobId },
  );
}

function describeIssue({ message, path = [] }: StandardIssue): string {
  const keys = path.map((step) => String(typeof step === "object" ? step.key : step));
  const place = keys.length === 0 ? "" : `${keys.join(".")}: `;
  return redactStart(`${place}${message}`, 200);
}
