import { checkId } from "../../arguments/check-id.ts";
import { checkName } from "../../arguments/check-name.ts";
import { argumentError } from "../../errors/argument-error.ts";

/** What a spec of either API says of the records. */
interface JobObject {
  readonly operation: string;
  readonly object?: string | undefined;
  readonly externalIdFieldName?: string | undefined;
  readonly assignmentRuleId?: string | undefined;
}

/**
 * Checks which records a new job is about: their object type, the field that an upsert finds them by, the rule that
 * assigns them.
 *
 * @param mayBeForNone - Whether the object may be left out: a few operations of Bulk API 2.0 are for none.
 * @throws TypeError that names the option.
 */
export function checkJobObject(
  { operation, object, externalIdFieldName, assignmentRuleId }: JobObject,
  mayBeForNone = false,
): void {
  if (object !== undefined || !mayBeForNone) checkName("object", object);
  if (externalIdFieldName !== undefined) checkName("externalIdFieldName", externalIdFieldName);
  else if (operation === "upsert") {
    throw argumentError(
      "InvalidArgument",
      'Cannot create a job to upsert without externalIdFieldName: expected the name of a field, or "Id"',
    );
  }
  if (assignmentRuleId !== undefined) checkId(assignmentRuleId, "01Q", "assignmentRuleId");
}
