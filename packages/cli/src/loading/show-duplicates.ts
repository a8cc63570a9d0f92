import type { DuplicateBatch } from "@sfbulk/node";
import { type Org, orgWords } from "../connection/org.ts";
import type { LoadRecord } from "../journals/load-record.ts";
import type { Output } from "../output/output.ts";

/** Batches that are there twice, for `--json`. */
interface ShownDuplicates {
  readonly duplicates?: readonly object[];
  readonly leftOpen?: readonly string[];
}

/** Warns of batches that are there twice, and of jobs that may have been left open. */
export function showDuplicates(
  duplicates: readonly DuplicateBatch[],
  { batches }: LoadRecord,
  leftOpen: readonly string[],
  org: Org,
  output: Output,
): ShownDuplicates {
  const shown = duplicates.map(({ batchId, firstRow }) => {
    const of = batches.find((batch) => batch.firstRow === firstRow);
    output.warn(
      of === undefined
        ? `Batch ${batchId} is there besides those of the load; its rows are none of the file, or cannot be read`
        : `Batch ${batchId} is there once more: rows ${of.firstRow} to ${of.firstRow + of.rows - 1} are those of batch ${of.batch.id} too`,
    );
    return { batchId, repeats: of?.batch.id ?? null, firstRow, rows: of?.rows ?? null };
  });
  for (const id of leftOpen) {
    output.warn(
      `Job ${id} is open and has no batch: a run of this load may have made it; sfbulk abort ${id}${orgWords(org)}`,
    );
  }
  return {
    ...(shown.length === 0 ? {} : { duplicates: shown }),
    ...(leftOpen.length === 0 ? {} : { leftOpen }),
  };
}
