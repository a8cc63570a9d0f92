import type { AnyJobInfo, ListedJob } from "@sfbulk/browser";
import { apiOf } from "./job-filter.ts";

/** What jobs are sorted by. */
export type SortKey = "id" | "api" | "state" | "object" | "operation" | "age" | "owner" | "batches" | "rows" | "failed";

/** A column and its direction. */
export interface JobSort {
  readonly key: SortKey;
  readonly descending: boolean;
}

const textOf: Partial<Record<SortKey, (job: ListedJob) => string>> = {
  id: ({ id }) => id,
  api: apiOf,
  state: ({ state }) => state,
  object: ({ object }) => object ?? "",
  operation: ({ operation }) => operation,
  owner: ({ createdById }) => createdById ?? "",
  // The oldest has the highest age.
  age: ({ createdDate }) => String(1e15 - Date.parse(createdDate)),
};

const countOf: Partial<Record<SortKey, (info: AnyJobInfo) => number>> = {
  batches: (info) => ("numberBatchesTotal" in info ? info.numberBatchesTotal : 0),
  rows: ({ numberRecordsProcessed }) => numberRecordsProcessed,
  failed: (info) => ("numberRecordsFailed" in info ? info.numberRecordsFailed : 0),
};

/** Sorts jobs. Those whose counts are not known yet come last. */
export function sortJobs(
  jobs: readonly ListedJob[],
  { key, descending }: JobSort,
  details: ReadonlyMap<string, AnyJobInfo>,
): ListedJob[] {
  const sign = descending ? -1 : 1;
  const text = textOf[key];
  if (text !== undefined) {
    return jobs.toSorted((one, other) => sign * text(one).localeCompare(text(other)));
  }
  const count = countOf[key] ?? (() => 0);
  const value = ({ id }: ListedJob): number => {
    const info = details.get(id);
    return info === undefined ? sign * Number.MAX_SAFE_INTEGER : count(info);
  };
  return jobs.toSorted((one, other) => sign * (value(one) - value(other)));
}
