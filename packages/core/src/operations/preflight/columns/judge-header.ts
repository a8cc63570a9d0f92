import type { ColumnFinding } from "../../../protocol/column-finding.ts";
import { type ColumnName, quoteColumn } from "./column-name.ts";
import type { CheckedTarget } from "./load-target.ts";

/** Says what is wrong with the columns whatever the object may be. */
export function judgeHeader({ operation, key }: CheckedTarget, columns: readonly ColumnName[]): ColumnFinding[] {
  const findings: ColumnFinding[] = [];
  const seen = new Map<string, ColumnName>();
  for (const column of columns) {
    const name = column.clean.toLowerCase();
    const twin = seen.get(name);
    if (twin !== undefined && name !== "") {
      findings.push({
        column: column.given,
        kind: "DuplicateColumn",
        severity: "error",
        message: `Cannot use column ${quoteColumn(column)} twice: which value is meant is not known`,
      });
    }
    seen.set(name, column);
    if (key === "id" && name !== "id" && (operation === "delete" || operation === "hardDelete")) {
      findings.push({
        column: column.given,
        kind: "OnlyId",
        severity: "error",
        // Recorded: "The 'delete' batch must contain only ids".
        message: `Cannot delete with column ${quoteColumn(column)}: a delete takes the column "Id" alone`,
      });
    }
  }
  return findings;
}

/** Says that rows cannot tell which records they are for, where they cannot. `filled` are the fields that have a column, or were probably to have one. */
export function judgeKey(
  { operation, key, keyName }: CheckedTarget,
  columns: readonly ColumnName[],
  filled: ReadonlySet<string>,
): ColumnFinding[] {
  if (key === undefined || columns.some(({ clean }) => clean.toLowerCase() === key)) return [];
  if ([...filled].some((name) => name.toLowerCase() === key)) return [];
  const verb = operation === "hardDelete" ? "delete" : operation;
  return [
    {
      column: keyName,
      kind: operation === "upsert" ? "MissingKey" : "MissingId",
      severity: "error",
      message: `Cannot ${verb} without a column "${keyName}": it says which record a row is for`,
      suggestion: keyName,
    },
  ];
}
