import type { MappingCheck } from "./check-mapping.ts";
import { columnTargets, loadPlan, mappingBefore, parentLookups } from "./load-plan.ts";
import { mapColumns, savedMapping } from "./map-columns.ts";

/** What is to be checked, and mapped before where it must be. */
export interface ColumnsToCheck {
  readonly columns: readonly string[];
  /** Whether the columns are mapped anew: they are for something else than before. */
  readonly isNew: boolean;
  /** Asks the org about fields. */
  readonly check: (targets: readonly string[]) => Promise<MappingCheck>;
}

/**
 * Maps columns where nobody has yet, and checks them.
 *
 * What was mapped by hand meanwhile is checked by itself, and is not undone by what was found before.
 *
 * @returns what the org says; `undefined` where it concerns columns that are mapped otherwise by now.
 */
export async function checkAndMap(
  { columns, isNew, check }: ColumnsToCheck,
  signal: AbortSignal,
): Promise<MappingCheck | undefined> {
  const before = columnTargets.peek();
  const { operation, object } = loadPlan.peek();
  let current = before;
  let found: MappingCheck | undefined;
  if (current === undefined || isNew) {
    found = await check(columns);
    current = mapColumns(columns, found.fields, operation, { ...savedMapping(object), ...mappingBefore.peek() });
    if (!isSame(current, columns)) found = undefined;
  }
  if (signal.aborted) return undefined;
  found ??= await check(current);
  if (signal.aborted || !isSame(columnTargets.peek(), before)) return undefined;
  parentLookups.value = found.lookups;
  columnTargets.value = current;
  return found;
}

const isSame = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  one?.join("\n") === other?.join("\n");
