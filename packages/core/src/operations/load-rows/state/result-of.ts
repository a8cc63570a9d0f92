import type { EndedEntry } from "../../../protocol/journal-entry.ts";
import type { LoadResult } from "../../../protocol/load-result.ts";
import type { LoadState } from "./load-state.ts";

/** Makes the result of a load out of what its journal knows. */
export function resultOf(
  { jobs, parts }: LoadState,
  { summary, leftOpen }: Pick<EndedEntry, "summary" | "leftOpen">,
  preflight: LoadResult["preflight"],
): LoadResult {
  const batches = [...parts.values()]
    .toSorted((one, other) => one.firstRow - other.firstRow)
    .map(({ jobId, firstRow, rows, batchId = "" }) => ({ jobId, firstRow, rows, batch: { id: batchId } }));
  return { jobs: [...jobs.keys()], batches, summary, preflight, leftOpen };
}
