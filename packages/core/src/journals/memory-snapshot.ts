import type { SnapshotPart } from "../protocol/snapshot-part.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Makes a snapshot that is kept in memory: it ends with the process.
 *
 * @example
 * ```ts
 * import { loadRows, memorySnapshot, undoLoad } from "@sfbulk/core";
 *
 * const snapshot = memorySnapshot();
 * const spec = { operation: "upsert", object: "Account", externalIdFieldName: "Ext__c" } as const;
 * const load = await loadRows(connection, spec, "Ext__c,Name\nA-1,Acme\n", { snapshot });
 * const { summary } = await undoLoad(connection, load, { snapshot });
 * console.log(summary.deleted + summary.writtenBack, "rows were taken back");
 * ```
 */
export function memorySnapshot(): Snapshot {
  const parts: SnapshotPart[] = [];
  return {
    read: () => Promise.resolve([...parts]),
    append: (part) => {
      parts.push(part);
      return Promise.resolve();
    },
  };
}
