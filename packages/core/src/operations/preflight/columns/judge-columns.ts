import { nearestName } from "../../../arguments/nearest-name.ts";
import type { Target } from "../../../connection/check-connection.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { ObjectDescription } from "../../../protocol/object-description.ts";
import type { CheckedColumns, ColumnCheck } from "./check-columns.ts";
import type { ColumnFinding } from "../../../protocol/column-finding.ts";
import { type ColumnName, quoteColumn, readColumnName } from "./column-name.ts";
import { isNotThere, type ObjectSource, objectSource } from "./describe-objects.ts";
import { type FieldIndex, indexFields, namesRecords } from "./field-index.ts";
import { judgeHeader, judgeKey } from "./judge-header.ts";
import { judgePermissions, judgeRequired } from "./judge-writing.ts";
import type { CheckedTarget } from "./load-target.ts";
import { type ResolvedColumn, resolveColumn } from "./resolve-column.ts";

/** Checks columns as `checkColumns` does, where its arguments are checked. */
export const judgeColumns = (
  org: Target,
  aim: CheckedTarget,
  columns: readonly string[],
  options: CallOptions,
): Promise<ColumnCheck> => judgeColumnsBy(objectSource(org, options), aim, columns);

/** Checks columns by descriptions that may be there already. See {@link judgeColumns}. */
export async function judgeColumnsBy(
  source: ObjectSource,
  aim: CheckedTarget,
  columns: readonly string[],
): Promise<ColumnCheck> {
  const names = columns.map(readColumnName);
  const header = judgeHeader(aim, names);
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
