import type { RowError } from "@sfbulk/core";
import type { Org } from "../state/org.ts";
import { findByKey, putRecord, recordsOf } from "../state/record-store.ts";
import { rowError } from "./check-row.ts";

/**
 * Takes a record out of the recycle bin, with its id. Its new state is as before, but for who changed it and when.
 *
 * @returns why it cannot be: the code is documented, the words are those that people quote.
 */
export function undeleteRecord(org: Org, id: string, userId: string): RowError | undefined {
  const [object, schema] = Object.entries(org.objects).find(([, { keyPrefix }]) => id.startsWith(keyPrefix)) ?? [];
  if (object === undefined || schema === undefined || ![15, 18].includes(id.length)) {
    return rowError("MALFORMED_ID", `bad id ${id}`, "Id");
  }
  const table = recordsOf(org.records, object);
  const record = table.byId.get(id.slice(0, 15));
  if (record === undefined) return rowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
  if (!record.deleted) return rowError("UNDELETE_FAILED", "Entity is not in the recycle bin");
  for (const [name, value] of record.values) {
    if (schema.fields[name]?.unique !== true || value === null) continue;
    const twin = findByKey(table, name, value);
    if (twin === undefined) continue;
    const message = `duplicate value found: ${name} duplicates value on record with id: ${twin.id.slice(0, 15)}`;
    return rowError("DUPLICATE_VALUE", message, name);
  }
  const lastModifiedDate = org.clock.now();
  putRecord(table, schema, { ...record, deleted: false, lastModifiedDate, lastModifiedById: userId });
  org.changes++;
  return undefined;
}
