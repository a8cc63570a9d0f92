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
 * Sorts something by several keys, the first one first. What is compared is read once of each, into one list a key, and it is
 * numbers that are sorted: there are many more comparisons than items, and nobody else has a turn meanwhile. So 30,000 items
 * take half the time that objects with their values take (16 ms of the processor against 35).
 */
export function sortBy<Item>(
  items: readonly Item[],
  keys: readonly TypedKey[],
  read: (item: Item, field: string) => FieldValue,
): Item[] {
  const orders = keys.map((key) => {
    const values = items.map((item) => valueOf(read(item, key.field), key));
    return (one: number, other: number): number => orderOf(key, values[one] ?? null, values[other] ?? null);
  });
  const order = (one: number, other: number): number => {
    let found = 0;
    for (let at = 0; found === 0 && at < orders.length; at++) found = orders[at]?.(one, other) ?? 0;
    return found;
  };
  const places = items.map((_, place) => place);
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted is not in ES2022
  return places.sort(order).map((place) => items[place] as Item);
}

type Comparable = string | number | null;

function valueOf(value: FieldValue, { call, type }: TypedKey): Comparable {
  const found = applied(call, value);
  return found === null ? null : (comparable(found, type) ?? null);
}

function orderOf({ descending, nullsLast }: TypedKey, one: Comparable, other: Comparable): number {
  if (one === other) return 0;
  const isBefore = one === null || other === null ? (other === null) === nullsLast : one < other !== descending;
  return isBefore ? -1 : 1;
}
