import type { FieldValue } from "../state/row.ts";
import { applied } from "./soql/functions.ts";
import { compareValues } from "./meets-condition.ts";
import type { SortKey } from "./soql/soql-query.ts";

/** A field to sort by, or a function of one, and the type of its values. */
export interface TypedKey extends SortKey<string> {
  readonly call?: string | undefined;
  readonly type: string;
}

/** Makes what compares two of something by several keys, the first one first. */
export function compareBy<Item>(
  keys: readonly TypedKey[],
  read: (item: Item, field: string) => FieldValue,
): (one: Item, other: Item) => number {
  return (one, other) => {
    for (const { field, call, type, descending, nullsLast } of keys) {
      const [first, second] = [applied(call, read(one, field)), applied(call, read(other, field))];
      if (first === null || second === null) {
        if (first !== second) return (first === null) === nullsLast ? 1 : -1;
        continue;
      }
      const order = compareValues(first, second, type);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}
