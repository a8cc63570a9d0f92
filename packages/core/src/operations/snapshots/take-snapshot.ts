import type { Target } from "../../connection/check-connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { Snapshot } from "../../journals/snapshot.ts";
import type { SnapshotRecord, SnapshotStamp } from "../../protocol/snapshot-part.ts";
import type { RestRecord } from "../../requests/record-requests.ts";
import { objectSource } from "../preflight/columns/describe-objects.ts";
import type { CheckedTarget } from "../preflight/columns/load-target.ts";
import { type LoadedFields, loadedFields, stampFields } from "./loaded-fields.ts";
import { queryRecords, readRecords, textOf } from "./read-records.ts";

/** Rows that are about to be sent. */
interface RowsToKeep {
  readonly jobId: string;
  /** The number of the first of them in the source, counted from 1. */
  readonly firstRow: number;
  readonly columns: readonly string[];
  /** The values of the column that names the records. */
  readonly keys: readonly string[];
}

/** Keeps the records of rows before they are sent. */
export interface Snapshotter {
  /**
   * Sees that what columns write can be kept.
   *
   * @throws TypeError where it cannot; what the org says where it does not describe the object.
   */
  readonly check: (columns: readonly string[]) => Promise<LoadedFields>;
  /**
   * Reads the records of rows, and keeps them.
   *
   * @returns how many there are: an upsert makes the others.
   */
  readonly take: (rows: RowsToKeep) => Promise<number>;
}

/** How many records are kept at a time. */
const recordsOfPart = 10_000;

/** Makes what keeps records, by descriptions that are asked for once. */
export function snapshotter(target: Target, aim: CheckedTarget, snapshot: Snapshot, options: CallOptions): Snapshotter {
  const source = objectSource(target, options);
  const check = async (columns: readonly string[]): Promise<LoadedFields> => {
    const described = await source.describe(aim.object);
    if ("error" in described) throw described.error;
    return loadedFields(aim, described.value, columns);
  };
  return {
    check,
    take: async ({ jobId, firstRow, columns, keys }) => {
      const { key, keyPrefix, fields } = await check(columns);
      const names = fields.map(({ field }) => field.name);
      const reading = crypto.randomUUID();
      let count = 0;
      let kept: { readonly record: SnapshotRecord; readonly stamp: SnapshotStamp }[] = [];
      const keep = async (): Promise<void> => {
        count += kept.length;
        const records = kept.map(({ record }) => record);
        const stamps = kept.map(({ stamp }) => stamp);
        const part = { version: 1, jobId, firstRow, reading, at: new Date().toISOString() } as const;
        await snapshot.append({ ...part, object: aim.object, fields: names, records, stamps });
        kept = [];
      };
      for await (const some of recordsOf(target, { object: aim.object, key, keyPrefix }, keys, names, options)) {
        for (const record of some) {
          kept.push({
            record: [String(record["Id"]), ...names.map((name) => textOf(record[name]))],
            stamp: [textOf(record["SystemModstamp"]), textOf(record["LastModifiedById"])],
          });
        }
        if (kept.length >= recordsOfPart) await keep();
      }
      // That there were none is kept as well: an upsert makes all of them.
      if (kept.length > 0 || count === 0) await keep();
      return count;
    },
  };
}

async function* recordsOf(
  target: Target,
  { object, key, keyPrefix }: Pick<LoadedFields, "key" | "keyPrefix"> & { readonly object: string },
  keys: readonly string[],
  names: readonly string[],
  options: CallOptions,
): AsyncGenerator<readonly RestRecord[], void, undefined> {
  const fields = ["Id", ...names, ...stampFields];
  // Salesforce keeps no white space at the ends.
  const trimmed = keys.map((one) => one.trim());
  if (key.type === "id") {
    // One that is none would have all of them refused; so is its row.
    const ids = trimmed.filter(
      (id) => /^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(id) && id.startsWith(keyPrefix ?? ""),
    );
    yield* readRecords(target, object, [...new Set(ids)], fields, options);
    return;
  }
  const distinct = [...new Set(trimmed.filter((one) => one !== "" && one !== "#N/A"))];
  yield* queryRecords(target, { object, field: key, fields, resource: "query" }, distinct, options);
}
