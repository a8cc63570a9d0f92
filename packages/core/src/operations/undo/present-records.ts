import type { Target } from "../../connection/check-connection.ts";
import { isSfbulkError } from "../../errors/is-sfbulk-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { RestRecord } from "../../requests/record-requests.ts";
import { queryRecords, readRecords } from "../snapshots/read-records.ts";
import { sentValues } from "./sent-row.ts";
import type { WrittenRecord, WrittenRecords } from "./written-records.ts";

const stamps = ["Id", "SystemModstamp", "LastModifiedById"];

/** Gives the fields that decide about records, each once. */
export function fieldsToRead({ operation, records }: WrittenRecords): readonly string[] {
  if (operation === "delete") return [...stamps, "IsDeleted"];
  const fields = new Set<string>();
  for (const { sent, created } of records.values()) {
    if (created) continue;
    for (const row of sent) for (const field of row === undefined ? [] : sentValues(row).keys()) fields.add(field);
  }
  return [...stamps, ...fields];
}

/** How many records are looked at together, before they are written. */
export const recordsTogether = 2000;

/** Reads records as they are now, by ids of 15 characters. One that is not there is in none. */
export async function presentRecords(
  target: Target,
  { operation, object }: Pick<WrittenRecords, "operation" | "object">,
  records: readonly WrittenRecord[],
  fields: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, RestRecord>> {
  const ids = records.map(({ id }) => id);
  const field = { name: "Id", type: "id" };
  const found =
    operation === "delete"
      ? queryRecords(target, { object, field, fields, resource: "queryAll" }, ids, options)
      : readRecords(target, object, ids, fields, options);
  const present = new Map<string, RestRecord>();
  for await (const some of found) for (const record of some) present.set(String(record["Id"]).slice(0, 15), record);
  return present;
}

/** How many users are asked for by name. */
const mostUsers = 1000;

/** Gives the names of users, by ids of 15 characters: none where this user may not see them. */
export async function userNames(
  target: Target,
  ids: ReadonlySet<string>,
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const query = {
    object: "User",
    field: { name: "Id", type: "id" },
    fields: ["Id", "Name"],
    resource: "query",
  } as const;
  try {
    for await (const some of queryRecords(target, query, [...ids].slice(0, mostUsers), options)) {
      for (const { Id, Name } of some) if (typeof Name === "string") names.set(String(Id).slice(0, 15), Name);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    // Their ids are known, and names are a service to who reads them.
    if (!isSfbulkError(error) || error.name !== "SalesforceError") throw error;
  }
  return names;
}
