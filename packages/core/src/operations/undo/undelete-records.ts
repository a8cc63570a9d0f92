import { ask } from "../../exchange/ask.ts";
import { mostUndeleted, undeleteRequest } from "../../requests/undelete-requests.ts";
import { look } from "./make-plan.ts";
import { leave, type UndoRun } from "./load-step.ts";
import type { WrittenRecord } from "./written-records.ts";

/**
 * Takes records out of the recycle bin, 200 in a call. Each is looked at right before. Of those that Salesforce refuses it is
 * looked where they are: they may have come back with another one that they belong to, or by a call whose answer was lost.
 */
export async function undeleteRecords(run: UndoRun, records: readonly WrittenRecord[]): Promise<void> {
  const { target, state } = run;
  const { onProgress, signal } = run.undo;
  for (let from = 0; from < records.length; from += together) {
    onProgress?.({ phase: "undeleting", done: from, total: records.length });
    const some = records.slice(from, from + together);
    const decisions = await look(target, state, some, signal);
    const there = some.filter(({ id }) => decisions.get(id.slice(0, 15))?.fate === "undeleted");
    for (let at = 0; at < there.length; at += mostUndeleted) {
      await undelete(run, there.slice(at, at + mostUndeleted));
    }
  }
}

/** How many are looked at in one call. */
const together = 2 * mostUndeleted;

async function undelete({ target, undo: { signal }, state }: UndoRun, there: readonly WrittenRecord[]): Promise<void> {
  const outcomes = await ask(target, undeleteRequest(there.map(({ id }) => id)), { signal });
  const refused = there.flatMap((record, index) => {
    const outcome = outcomes[index];
    return outcome === undefined || outcome.success ? [] : [{ record, outcome }];
  });
  if (refused.length === 0) return;
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
