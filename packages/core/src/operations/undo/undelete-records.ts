import { ask } from "../../exchange/ask.ts";
import { mostUndeleted, undeleteRequest } from "../../requests/undelete-requests.ts";
import { look } from "./make-plan.ts";
import { leave, type UndoRun } from "./load-step.ts";
import type { WrittenRecord } from "./written-records.ts";

/**
 * Takes records out of the recycle bin, 200 in a call. Each is looked at right before. Of those that Salesforce refuses it is
 * looked where they are: they may have come back with another one that they belong to, or by a call whose answer was lost.
 */
export async function undeleteRecords(
  { target, undo: { onProgress, signal }, state }: UndoRun,
  records: readonly WrittenRecord[],
): Promise<void> {
  for (let from = 0; from < records.length; from += mostUndeleted) {
    onProgress?.({ phase: "undeleting", done: from, total: records.length });
    const some = records.slice(from, from + mostUndeleted);
    const decisions = await look(target, state, some, signal);
    const there = some.filter(({ id }) => decisions.get(id.slice(0, 15))?.fate === "undeleted");
    if (there.length === 0) continue;
    const outcomes = await ask(target, undeleteRequest(there.map(({ id }) => id)), { signal });
    const refused = there.flatMap((record, index) => {
      const outcome = outcomes[index];
      return outcome === undefined || outcome.success ? [] : [{ record, outcome }];
    });
    if (refused.length === 0) continue;
    const known = there.map(({ id }) => [id.slice(0, 15), state.records.get(id.slice(0, 15))] as const);
    const after = await look(
      target,
      state,
      refused.map(({ record }) => record),
      signal,
    );
    for (const [short, record] of known) if (record !== undefined) state.records.set(short, record);
    for (const { record, outcome } of refused) {
      const { fate } = after.get(record.id.slice(0, 15)) ?? {};
      if (fate === "as-before") continue;
      const words = outcome.message === "" ? outcome.statusCode : outcome.message;
      leave(state, record, fate === "left" ? "NotInRecycleBin" : "Refused", words);
    }
  }
}
