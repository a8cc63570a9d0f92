import type { Connection } from "../../connection/connection.ts";
import type { UndoResult } from "../../protocol/undo-plan.ts";
import type { UndoLoadOptions, UndoneLoad } from "./undo-options.ts";

/**
 * Takes a load back, as far as that can be done without harm:
 *
 * - records that it has **created** are deleted;
 * - of records that it has **changed**, the fields that were loaded get their values back, where the load was made with a
 *   `snapshot`;
 * - records that it has **deleted** are taken out of the recycle bin, with their ids and their children. That is done by the SOAP
 *   API, which answers no pages.
 *
 * A record that somebody has changed since is left, and told: one whose `SystemModstamp` is later than the end of the batch that
 * has written it, or that another user has changed last, or, of a changed one, whose values are not those that were sent. Each is
 * looked at once more right before it is written. All of that by the results of its jobs, which Salesforce keeps for seven days.
 *
 * **What the load has set off is not taken back**: triggers, flows, roll-ups, e-mails. And what is deleted takes with it what hangs
 * on it by then.
 *
 * What is known of each row is in memory, some 2 kB: a load of more than 1,000,000 rows is refused. Take its jobs back one by one,
 * the last one first, each as a load of its own, and tell `later` of those before.
 *
 * It is idempotent: what is as it was before stays so. With a `journal` the same call goes on after whatever ended it.
 *
 * @param load - What `loadRows` gave; `{ jobs: [id] }` for any job that has ended, of a resumed load all of its jobs.
 * @returns what became of every record, and the loads that it was done by: each can be taken back in turn, those that have written
 *   values back with what `keep` has kept.
 * @throws TypeError for bad arguments, what cannot be taken back (`NotUndoable`), a snapshot or journal of something else; what
 *   reading throws; LoadError where a load has stopped, after which the same call goes on.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm
 * @example
 * ```ts
 * import { loadRows, undoLoad } from "@sfbulk/core";
 *
 * const load = await loadRows(connection, { operation: "insert", object: "Account" }, "Name\nAcme\nGlobex\n");
 * const { summary, records } = await undoLoad(connection, load, {
 *   onPlan: ({ summary: { deleted, left } }) => console.log(deleted, "records will be deleted,", left, "left"),
 * });
 * console.log(summary.deleted, "records were deleted");
 * for (const { id, fate, why, lastModifiedBy } of records) if (fate === "left") console.log(id, why, lastModifiedBy);
 * ```
 */
export async function undoLoad(
  connection: Connection,
  load: UndoneLoad,
  options: UndoLoadOptions = {},
): Promise<UndoResult> {
  // Loaded for who takes a load back.
  const { checkConnection, checkUndo, runUndo } = await import("./undo-steps.ts");
  checkConnection(connection);
  return await runUndo(connection, checkUndo(load, options));
}
