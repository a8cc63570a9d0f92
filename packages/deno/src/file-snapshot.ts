import { lineSnapshot, type Snapshot } from "@sfbulk/core";
import { appendedFile } from "./appended-file.ts";
import { checkPath } from "./check-path.ts";
import { denoRuntime } from "./deno-runtime.ts";

/**
 * Keeps the records that a load changes in a file, as they were before, compressed, and readable for its owner alone (mode 0600).
 * Each part is on disk before the rows that it is about are sent.
 *
 * It has values of your org's records: delete it when nobody wants to take the load back any more. Salesforce keeps the results
 * that `undoLoad` goes by for seven days.
 *
 * It needs `--allow-write` for the file, and `--allow-read` for its folder.
 *
 * @param path - The path of the file. It is made when the first batch is about to be sent.
 * @throws TypeError for a path that is none, and on other runtimes; later JournalError for a file that is no snapshot, and what
 *   Deno says.
 * @example
 * ```ts
 * import { denoConnection, fileSnapshot, loadRows, undoLoad } from "@sfbulk/deno";
 *
 * const snapshot = fileSnapshot("accounts.snapshot");
 * const spec = { operation: "upsert", object: "Account", externalIdFieldName: "Ext__c" } as const;
 * const load = await loadRows(denoConnection(), spec, "Ext__c,Name\nA-1,Acme\n", { snapshot });
 * await undoLoad(denoConnection(), load, { snapshot });
 * ```
 */
export function fileSnapshot(path: string): Snapshot {
  const runtime = denoRuntime("fileSnapshot");
  checkPath(path);
  return lineSnapshot(`snapshot ${JSON.stringify(path)}`, appendedFile(runtime, path));
}
