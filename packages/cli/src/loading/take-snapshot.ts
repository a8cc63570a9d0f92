import { join } from "node:path";
import { fileSnapshot, type JobSpec, type Snapshot } from "@sfbulk/node";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import { snapshotOf } from "../journals/journal-place.ts";
import { readBatchSize } from "../load/read-api.ts";
import type { TakenJournal } from "../journals/take-journal.ts";
import { count } from "../output/count.ts";
import type { KeptSnapshot } from "../receipts/receipt.ts";
import { keepSnapshot, removeOldSnapshots, usualDays } from "../receipts/snapshot-file.ts";
import type { LoadCall } from "./load-call.ts";

/** The snapshot of a load that is about to begin, or to go on. */
export interface TakenSnapshot {
  /** Where it is while the load goes on: beside its journal. */
  readonly path: string;
  readonly snapshot: Snapshot;
  /** Says what it costs. */
  readonly cost: (rows: number | null) => string;
  /** Puts it beside the receipt of the load, whose last job this is. */
  readonly keep: (jobId: string) => Promise<KeptSnapshot | undefined>;
}

/**
 * Finds out where the records of a load are kept before they are changed; `undefined` where nobody wants that, or there is
 * nothing to be kept. A load that was begun with a snapshot goes on with it.
 *
 * @throws UsageError for what could not be taken back even so.
 */
export function takeSnapshot(spec: JobSpec, journal: TakenJournal, call: LoadCall): TakenSnapshot | undefined {
  const { values, output } = call;
  const days = readDays(values.snapshotDays);
  const isWanted = values.snapshot === true || journal.before?.begun?.snapshot === true;
  if (!isWanted) return undefined;
  const { operation } = spec;
  if (operation === "hardDelete") {
    throw usageError(
      "Cannot use --snapshot to delete for good: nothing could take that back",
      "Delete into the recycle bin, from which sfbulk undo can have the records back: --operation delete",
    );
  }
  if (operation !== "update" && operation !== "upsert") {
    output.note(`No snapshot is needed to ${operation}: sfbulk undo goes by the ids in the results`);
    return undefined;
  }
  const path =
    journal.path === undefined
      ? join(values.outputDir, `load-${crypto.randomUUID().slice(0, 8)}.sfbulk-snapshot`)
      : snapshotOf(journal.path);
  return {
    path,
    snapshot: fileSnapshot(path),
    cost: (rows) => snapshotCost(spec, rows, call),
    keep: async (jobId) => {
      const kept = await keepSnapshot(path, jobId, values.outputDir, days);
      for (const old of await removeOldSnapshots(values.outputDir)) output.note(`Its time is over: removed ${old}`);
      return kept;
    },
  };
}

/** Checks how many days a snapshot is to be kept. */
export const readDays = (days: string | undefined): number =>
  days === undefined ? usualDays : readCount("--snapshot-days", days, 3650);

/** How many records are asked for at once: by their ids, and by an external id of some 20 characters. */
const together = { byId: 2000, byKey: 400 };

/** Says what a snapshot of so many rows costs; of `null` rows, of each some. */
export function snapshotCost({ externalIdFieldName }: JobSpec, rows: number | null, { values }: LoadCall): string {
  const isById = (externalIdFieldName ?? "Id").toLowerCase() === "id";
  const rowsOfBatch = readBatchSize(values);
  const most = isById ? together.byId : together.byKey;
  const longer = isById ? "" : " (more where the keys are long)";
  if (rows === null) return `one more API call for each ${count(most, "row")}${longer}`;
  const whole = Math.floor(rows / rowsOfBatch);
  const calls = whole * Math.ceil(rowsOfBatch / most) + Math.ceil((rows % rowsOfBatch) / most) + 1;
  return `${isById ? "" : "about "}${count(calls, "more API call")}${longer}`;
}
