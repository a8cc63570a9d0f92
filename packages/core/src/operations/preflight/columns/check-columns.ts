import { checkOptions } from "../../../arguments/check-options.ts";
import { describeValue } from "../../../arguments/describe-value.ts";
import { checkConnection } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { NetworkError } from "../../../errors/network-error.ts";
import type { ResponseError } from "../../../errors/response-error.ts";
import type { SalesforceError } from "../../../errors/salesforce-error.ts";
import type { SessionError } from "../../../errors/session-error.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { ColumnField } from "./column-field.ts";
import type { ColumnFinding } from "../../../protocol/column-finding.ts";
import { checkLoadTarget, type LoadTarget } from "./load-target.ts";

/** What the org says of the columns of a load. */
export interface CheckedColumns {
  readonly checked: true;
  /** What is wrong, or may be: about the object, then column by column, then about columns that are missing. */
  readonly findings: readonly ColumnFinding[];
  /** What each column is for, in their order; `null` where that is not known. `createValueChecker` takes it. */
  readonly fields: readonly (ColumnField | null)[];
}

/** What can be said of the columns of a load without the org: very little. */
export interface UncheckedColumns {
  readonly checked: false;
  /** Why they were not checked, in a sentence. */
  readonly why: string;
  /** The error that the question ended in. */
  readonly cause: NetworkError | SessionError | SalesforceError | ResponseError;
  /** What is wrong whatever the object's fields are. That there is nothing does not say that all is well. */
  readonly findings: readonly ColumnFinding[];
}

/** What is known of the columns of a load. See `checked`. */
export type ColumnCheck = CheckedColumns | UncheckedColumns;

/**
 * Checks the columns of a load against the org before anything is sent, and tells what is wrong with them: names that no
 * field has, with the one that was meant; fields that this operation, or this user, may not write; a missing `Id`, key or
 * required field; relationships, `Account.ExternalId__c`, up to the field of the other object.
 *
 * It asks for a description of the object and of each object that a column leads to, once each, and where a column has ids
 * of other records, for the list of objects. Nothing is changed. What is wrong comes as data, and so does that the org could
 * not be asked: then `checked` is `false`.
 *
 * Case does not matter in names, as it does not to Salesforce. What only rows can tell: `createValueChecker`.
 *
 * @param target - The job, or the spec that it will be made of, of either API.
 * @param columns - The names in the header line, or the fields of the records, as they will be sent.
 * @throws TypeError before anything is sent; the caller's abort reason.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 * @example
 * ```ts
 * import { checkColumns } from "@sfbulk/core";
 *
 * const spec = { operation: "insert", object: "Contact" } as const;
 * const check = await checkColumns(connection, spec, ["Last Name", "Email", "Account.Ext__c"]);
 * for (const { severity, message } of check.findings) console.log(severity, message);
 * if (!check.checked) console.log(check.why);
 * ```
 */
export async function checkColumns(
  connection: Connection,
  target: LoadTarget,
  columns: readonly string[],
  options: CallOptions = {},
): Promise<ColumnCheck> {
  const org = checkConnection(connection);
  const aim = checkLoadTarget(target);
  checkNames(columns);
  checkOptions("options", options, { signal: true });
  // Loaded for who has columns to check.
  const { judgeColumns } = await import("./judge-columns.ts");
  return await judgeColumns(org, aim, columns, options);
}

function checkNames(columns: readonly string[]): void {
  if (Array.isArray(columns) && columns.length > 0 && columns.every((one) => typeof one === "string")) return;
  throw argumentError(
    "InvalidArgument",
    `Cannot use columns: expected a list of names, got ${Array.isArray(columns) ? (columns.length === 0 ? "an empty one" : "one with something else in it") : describeValue(columns)}`,
  );
}
