import { checkName } from "../../../arguments/check-name.ts";
import { checkWord } from "../../../arguments/check-word.ts";
import { describeValue } from "../../../arguments/describe-value.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { Operation } from "../../../protocol/job-info.ts";
import { type LoadOperation, loadOperations } from "../../../protocol/load-operation.ts";

/** What rows are for: a job, or the spec of one, of either API. */
export interface LoadTarget {
  /** What is to be done with the rows: not a query. */
  readonly operation: Operation;
  /** The API name of the object type, `Account`. */
  readonly object: string;
  /** The field that tells which record to update. Required for `upsert`, where it may be `Id`. */
  readonly externalIdFieldName?: string | null | undefined;
}

/** A target after its check. */
export interface CheckedTarget {
  readonly operation: LoadOperation;
  readonly object: string;
  /** The field that rows name their records by, in lower case: `id`, of an upsert its key; `undefined` of an insert. */
  readonly key: string | undefined;
  /** The same as the caller spells it. */
  readonly keyName: string;
}

/**
 * Checks a target. What else it has is none of our business: it may be a job.
 *
 * @throws TypeError for what cannot be loaded, and for an upsert without its key.
 */
export function checkLoadTarget(target: LoadTarget): CheckedTarget {
  if (typeof target !== "object" || target === null) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use target: expected a job or its spec, got ${describeValue(target)}`,
    );
  }
  const { object, externalIdFieldName } = target;
  checkWord("operation", target.operation, loadOperations);
  const operation = target.operation as LoadOperation;
  checkName("object", object);
  if (operation !== "upsert")
    return { operation, object, key: operation === "insert" ? undefined : "id", keyName: "Id" };
  if (externalIdFieldName === undefined || externalIdFieldName === null) {
    throw argumentError(
      "InvalidArgument",
      'Cannot check an upsert without externalIdFieldName: expected the name of a field, or "Id"',
    );
  }
  checkName("externalIdFieldName", externalIdFieldName);
  return { operation, object, key: externalIdFieldName.toLowerCase(), keyName: externalIdFieldName };
}
