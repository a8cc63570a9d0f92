import type { VNode } from "preact";
import { formatNumber, plural } from "../components/format.ts";
import { jobDetails } from "./job-details.ts";
import type { JobView } from "./job-filter.ts";
import { jobList } from "./job-list.ts";

/** The numbers above the table. */
export interface SummaryProps {
  readonly counts: Readonly<Record<JobView, number>>;
  readonly onView: (view: JobView) => void;
}

/** What to know at a glance; a click shows the jobs behind a number. */
export function Summary({ counts, onView }: SummaryProps): VNode {
  const listed = jobList.value ?? [];
  const known = listed.flatMap(({ id }) => jobDetails.value.get(id) ?? []);
  const rows = known.reduce((sum, job) => sum + job.numberRecordsProcessed, 0);
  const failed = known.reduce((sum, job) => sum + ("numberRecordsFailed" in job ? job.numberRecordsFailed : 0), 0);
  const batches = known.reduce((sum, job) => sum + ("numberBatchesFailed" in job ? job.numberBatchesFailed : 0), 0);
  // The list itself has no counts: they are read for the jobs that are shown.
  const rest = known.length < listed.length ? <span class="quiet"> in {formatNumber(known.length)} jobs</span> : null;
  return (
    <ul class="tiles" aria-label="Summary">
      <li>
        <button type="button" class="tile" data-tone="info" onClick={() => onView("open")}>
          <span class="tile-number">{formatNumber(counts.open)}</span> open
        </button>
      </li>
      <li>
        <button
          type="button"
          class="tile"
          data-tone={counts.stale > 0 ? "warn" : "good"}
          onClick={() => onView("stale")}
        >
          <span class="tile-number">{formatNumber(counts.stale)}</span> open for over a day
        </button>
      </li>
      <li class="tile">
        <span class="tile-number">{formatNumber(rows)}</span> rows processed{rest}
      </li>
      <li class="tile" data-tone={failed + batches > 0 ? "bad" : "good"}>
        <span class="tile-number">{formatNumber(failed)}</span> rows failed
        {batches === 0 ? "" : `, and ${plural(batches, "whole batch", "whole batches")}`}
        {rest}
      </li>
    </ul>
  );
}
