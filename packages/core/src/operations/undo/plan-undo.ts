import type { Connection } from "../../connection/connection.ts";
import type { UndoPlan } from "../../protocol/undo-plan.ts";
import type { PlanUndoOptions, UndoneLoad } from "./undo-options.ts";

/**
 * Tells what `undoLoad` would do, and changes nothing: which records would be deleted, written back or taken out of the recycle
 * bin, which would be left, why, and who has changed them.
 *
 * For each 10,000 records it takes two calls to read what became of them, one more for what was sent, and five to look at them;
 * some twenty where they were deleted.
 *
 * @param load - As of `undoLoad`.
 * @throws as `undoLoad`, but for what writing throws.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 * @example
 * ```ts
 * import { loadRows, planUndo } from "@sfbulk/core";
 *
 * const load = await loadRows(connection, { operation: "insert", object: "Account" }, "Name\nAcme\nGlobex\n");
 * const { summary } = await planUndo(connection, { jobs: load.jobs });
 * console.log(summary.deleted, "of", summary.records, "records would be deleted");
 * ```
 */
export async function planUndo(
  connection: Connection,
  load: UndoneLoad,
  options: PlanUndoOptions = {},
): Promise<UndoPlan> {
  // Loaded for who takes a load back.
  const { checkConnection, checkPlan, runPlan } = await import("./undo-steps.ts");
  return await runPlan(checkConnection(connection), checkPlan(load, options));
}
