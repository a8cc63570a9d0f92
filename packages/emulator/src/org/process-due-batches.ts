import type { Batch, BatchOutcome } from "./job.ts";
import type { Org } from "./org.ts";
import { runQuery } from "./run-query.ts";
import { writeRow } from "./write-row.ts";

/**
 * Processes the batches whose time has come, in the order in which they end. It is called before an org is looked at, and
 * so stands in for everything that a real org does in the background.
 *
 * @returns whether there were any.
 */
export function processDueBatches(org: Org): boolean {
  const now = org.clock.now();
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted is not in ES2022
  const due = org.pending.filter((batch) => batch.endsAt <= now).sort((one, other) => one.endsAt - other.endsAt);
  if (due.length === 0) return false;
  for (const batch of due) batch.outcome = processBatch(org, batch);
  org.pending = org.pending.filter((batch) => batch.outcome === undefined);
  return true;
}

function processBatch(org: Org, batch: Batch): BatchOutcome {
  const { content, job } = batch;
  if (content.kind === "unusable") return { kind: "failed", stateMessage: content.stateMessage };
  if (content.kind === "query") {
    const answer = runQuery(org, job, content.soql);
    return typeof answer === "string"
      ? { kind: "failed", stateMessage: answer }
      : { kind: "query", resultId: org.ids.next("752").slice(0, 15), ...answer };
  }
  return { kind: "rows", results: content.rows.map((row) => writeRow(org, job, row, batch.endsAt)) };
}
