import { recordIdsOf, type RecordTable, type StoredRecord } from "../state/record-store.ts";
import type { Condition } from "./soql/soql-query.ts";

/**
 * Gives the records of a table that may meet a condition, in the order of their ids: where it asks for a range of ids, as
 * the chunks of PK chunking do, the others are not even looked at.
 */
export function candidatesFor(table: RecordTable, where: Condition | undefined): StoredRecord[] {
  let { from, to } = { from: "", to: "~" };
  for (const part of where === undefined ? [] : where.kind === "and" ? where.parts : [where]) {
    if (part.kind !== "comparison" || part.field !== "Id") continue;
    const [id = null] = part.values;
    if (typeof id !== "string" || id === "") continue;
    const wanted = id.slice(0, 15);
    if (part.comparison === ">=" || part.comparison === ">" || part.comparison === "=")
      from = wanted > from ? wanted : from;
    if (part.comparison === "<=" || part.comparison === "<" || part.comparison === "=") to = wanted < to ? wanted : to;
  }
  if (from === "" && to === "~") return [...table.byId.values()];
  const ids = recordIdsOf(table);
  const found: StoredRecord[] = [];
  for (let index = firstFrom(ids, from); index < ids.length; index++) {
    const id = ids[index] ?? "";
    if (id > to) break;
    const record = table.byId.get(id);
    if (record !== undefined) found.push(record);
  }
  return found;
}

/** Gives the index of the first id that is not before another one. */
function firstFrom(ids: readonly string[], id: string): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? "") < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
