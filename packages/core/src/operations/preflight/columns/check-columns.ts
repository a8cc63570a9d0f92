import { checkOptions } from "../../../arguments/check-options.ts";
import { describeValue } from "../../../arguments/describe-value.ts";
import { nearestName } from "../../../arguments/nearest-name.ts";
import { checkConnection } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { NetworkError } from "../../../errors/network-error.ts";
import type { ResponseError } from "../../../errors/response-error.ts";
import type { SalesforceError } from "../../../errors/salesforce-error.ts";
import type { SessionError } from "../../../errors/session-error.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { ObjectDescription } from "../../../protocol/object-description.ts";
import type { ColumnField } from "./column-field.ts";
import type { ColumnFinding } from "./column-finding.ts";
import { type ColumnName, quoteColumn, readColumnName } from "./column-name.ts";
import { isNotThere, type ObjectSource, objectSource } from "./describe-objects.ts";
import { type FieldIndex, indexFields, namesRecords } from "./field-index.ts";
import { judgeHeader, judgeKey } from "./judge-header.ts";
import { judgePermissions, judgeRequired } from "./judge-writing.ts";
import { type CheckedTarget, checkLoadTarget, type LoadTarget } from "./load-target.ts";
import { type ResolvedColumn, resolveColumn } from "./resolve-column.ts";

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
  const names = columns.map(readColumnName);
  const header = judgeHeader(aim, names);
  const source = objectSource(org, options);
  const described = await source.describe(aim.object);
  if ("value" in described) return await judge(aim, names, header, described.value, source);
  const { error } = described;
  if (isNotThere(error)) {
    const findings = [await unknownObject(aim, source), ...header, ...judgeKey(aim, names, new Set())];
    return { checked: true, findings, fields: names.map(() => null) };
  }
  const why = `Cannot check the columns: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
  return { checked: false, why, cause: error, findings: [...header, ...judgeKey(aim, names, new Set())] };
}

function checkNames(columns: readonly string[]): void {
  if (Array.isArray(columns) && columns.length > 0 && columns.every((one) => typeof one === "string")) return;
  throw argumentError(
    "InvalidArgument",
    `Cannot use columns: expected a list of names, got ${Array.isArray(columns) ? (columns.length === 0 ? "an empty one" : "one with something else in it") : describeValue(columns)}`,
  );
}

async function judge(
  aim: CheckedTarget,
  names: readonly ColumnName[],
  header: readonly ColumnFinding[],
  description: ObjectDescription,
  source: ObjectSource,
): Promise<CheckedColumns> {
  const index = indexFields(description);
  const isDelete = aim.operation === "delete" || aim.operation === "hardDelete";
  const resolved = await Promise.all(
    names.map(async (column): Promise<ResolvedColumn> =>
      // The others have their finding already.
      isDelete && column.clean.toLowerCase() !== "id"
        ? { findings: [] }
        : await resolveColumn({ target: aim, index, source }, column),
    ),
  );
  const filled = new Set(resolved.flatMap(({ fills, meant }) => fills ?? meant ?? []));
  const of = (column: ColumnName): ColumnFinding[] => header.filter((finding) => finding.column === column.given);
  const findings = [
    ...judgePermissions(aim, description),
    ...judgeKeyField(aim, index),
    ...names.flatMap((column, place) => [
      ...(names.findIndex(({ given }) => given === column.given) === place ? of(column) : []),
      ...(resolved[place]?.findings ?? []),
    ]),
    ...judgeTwins(names, resolved),
    ...judgeKey(aim, names, filled),
    ...judgeRequired(aim, description, filled),
  ];
  return { checked: true, findings, fields: resolved.map(({ field }) => field ?? null) };
}

/** Says that an upsert cannot go by its key, where it cannot. */
function judgeKeyField({ operation, key, keyName, object }: CheckedTarget, index: FieldIndex): ColumnFinding[] {
  if (operation !== "upsert" || key === undefined) return [];
  const field = index.byName(key);
  if (field !== undefined && namesRecords(field)) return [];
  const { names } = (field === undefined ? index.meant(keyName) : undefined) ?? { names: [] };
  const meant = names.length === 1 ? names[0] : undefined;
  const suggestion = meant === undefined ? {} : { suggestion: meant };
  const why =
    field === undefined
      ? `${object} has no such field, or this user may not see it${meant === undefined ? "" : `; did you mean "${meant}"?`}`
      : "it is neither an external id nor a field that Salesforce looks up";
  const message = `Cannot upsert by "${keyName}": ${why}`;
  return [{ column: keyName, kind: "NotAnExternalId", severity: "error", message, ...suggestion }];
}

/** Says that two columns of different names fill one field: `AccountId` and `Account.ExternalId__c`. */
function judgeTwins(names: readonly ColumnName[], resolved: readonly ResolvedColumn[]): ColumnFinding[] {
  const first = new Map<string, ColumnName>();
  return names.flatMap((column, place): ColumnFinding[] => {
    const fills = resolved[place]?.fills;
    const twin = fills === undefined ? undefined : first.get(fills);
    if (fills !== undefined && twin === undefined) first.set(fills, column);
    if (twin === undefined || twin.clean.toLowerCase() === column.clean.toLowerCase()) return [];
    const message = `Cannot tell which column fills ${fills}, ${quoteColumn(twin)} or ${quoteColumn(column)}: expected one of them`;
    return [{ column: column.given, kind: "DuplicateColumn", severity: "warning", message }];
  });
}

async function unknownObject({ object }: CheckedTarget, source: ObjectSource): Promise<ColumnFinding> {
  const objects = await source.list();
  const near =
    "value" in objects
      ? nearestName(
          object,
          objects.value.map(({ name }) => name),
        )
      : undefined;
  const hint = near === undefined ? "it does not exist, or this user may not see it" : `did you mean "${near}"?`;
  return {
    column: null,
    kind: "UnknownObject",
    severity: "error",
    message: `Cannot find object "${object}": ${hint}`,
    ...(near === undefined ? {} : { suggestion: near }),
  };
}
