import type { FieldValue } from "../state/row.ts";
import { applied } from "./soql/functions.ts";
import { comparable } from "./meets-condition.ts";
import type { SortKey } from "./soql/soql-query.ts";

/** A field to sort by, or a function of one, and the type of its values. */
export interface TypedKey extends SortKey<string> {
  readonly call?: string | undefined;
  readonly type: string;
}

/**
 * Sorts something by several keys, the first one first. What is compared is read once of each: there are many more comparisons
 * than items, and nobody else has a turn meanwhile.
 */
export function sortBy<Item>(
  items: readonly Item[],
  keys: readonly TypedKey[],
  read: (item: Item, field: string) => FieldValue,
): Item[] {
  const keyed = items.map((item) => ({
    item,
    values: keys.map(({ field, call, type }) => {
      const value = applied(call, read(item, field));
      return value === null ? null : comparable(value, type);
    }),
  }));
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted is not in ES2022
  return keyed.sort(({ values: one }, { values: other }) => orderOf(keys, one, other)).map(({ item }) => item);
}

type Comparable = string | number | null | undefined;

function orderOf(keys: readonly TypedKey[], one: readonly Comparable[], other: readonly Comparable[]): number {
  for (let at = 0; at < keys.length; at++) {
    const [first, second] = [one[at] ?? null, other[at] ?? null];
    if (first === second) continue;
    const isBefore =
      first === null || second === null
        ? (second === null) === keys[at]?.nullsLast
        : first < second !== keys[at]?.descending;
    return isBefore ? -1 : 1;
  }
  return 0;
}
