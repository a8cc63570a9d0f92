import type { ListedJob } from "@sfbulk/core";

/** After so long an open job takes no more batches, in milliseconds (documented). */
const dayMs = 86_400_000;

/**
 * Tells whether a job has been open for more than a day. A query of Bulk API 2.0 never is: it is not open, whatever its
 * state.
 *
 * @param now - Milliseconds since 1970.
 * @example
 * ```ts
 * import { isStale } from "@sfbulk/browser/jobs-element";
 *
 * const job = { state: "Open", createdDate: "2026-01-01T09:00:00.000+0000" };
 * console.log(isStale(job, Date.parse("2026-01-03T09:00:00Z"))); // true
 * ```
 */
export const isStale = (
  { state, createdDate, jobType }: Pick<ListedJob, "state" | "createdDate"> & Partial<Pick<ListedJob, "jobType">>,
  now: number,
): boolean => state === "Open" && jobType !== "V2Query" && Date.parse(createdDate) < now - dayMs;
