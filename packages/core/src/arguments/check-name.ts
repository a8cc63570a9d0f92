import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks the API name of an object type or a field that a caller gave.
 *
 * @throws TypeError for what no name can be.
 */
export function checkName(name: string, value: unknown): void {
  if (typeof value === "string" && /^[A-Za-z]\w{0,79}$/.test(value)) return;
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name} ${describeValue(value)}: expected an API name such as "Account" or "Site__c"`,
  );
}
