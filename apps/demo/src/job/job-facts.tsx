import type { BatchInfo, JobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { Fact } from "../components/fact.tsx";
import { formatAge, formatDate, formatDuration, formatNumber, plural } from "../components/format.ts";
import { type BarPart, StackedBar } from "../components/stacked-bar.tsx";
import type { Org } from "../org/org.ts";
import { OwnerName } from "../org/owner-name.tsx";

/** Which job it is. */
export interface JobFactsProps {
  readonly job: JobInfo;
  readonly batches: readonly BatchInfo[];
  readonly org: Org;
  readonly now: number;
}

/** What Salesforce says of a job. */
export function JobFacts({ job, batches, org, now }: JobFactsProps): VNode {
  const total = job.numberBatchesTotal;
  return (
    <section class="card facts-card" aria-label="Facts">
      <dl class="facts">
        <Fact name="Created">
          {formatAge(now - Date.parse(job.createdDate))} ago <span class="quiet">{formatDate(job.createdDate)}</span>
        </Fact>
        <Fact name="Owner">
          <OwnerName org={org} userId={job.createdById} />
        </Fact>
        <Fact name="Rows">{formatNumber(job.numberRecordsProcessed)}</Fact>
        <Fact name="Failed">
          <span data-tone={job.numberRecordsFailed + job.numberBatchesFailed > 0 ? "bad" : undefined}>
            {formatNumber(job.numberRecordsFailed)}
            {/* Salesforce counts no row of a batch that failed whole. */}
            {job.numberBatchesFailed > 0
              ? ` and ${plural(job.numberBatchesFailed, "whole batch", "whole batches")}`
              : ""}
          </span>
        </Fact>
        <Fact name="Processing">{formatDuration(job.totalProcessingTime)}</Fact>
        <Fact name="Format">
          {job.contentType}, {job.concurrencyMode.toLowerCase()}, v{job.apiVersion}
        </Fact>
      </dl>
      <div class="facts-progress">
        <StackedBar label="Batches" parts={batchParts(batches)} total={total} hasLegend={total > 0} />
        {total === 0 ? <span class="quiet">No batches yet</span> : null}
      </div>
    </section>
  );
}

/** A batch that was completed is green only where all of its rows were written. */
function batchParts(batches: readonly BatchInfo[]): BarPart[] {
  const count = (isMeant: (batch: BatchInfo) => boolean): number => batches.filter(isMeant).length;
  return [
    {
      tone: "good",
      label: "completed",
      value: count(({ state, numberRecordsFailed }) => state === "Completed" && numberRecordsFailed === 0),
    },
    {
      tone: "warn",
      label: "completed, with failed rows",
      value: count(({ state, numberRecordsFailed }) => state === "Completed" && numberRecordsFailed > 0),
    },
    { tone: "bad", label: "failed", value: count(({ state }) => state === "Failed") },
    { tone: "quiet", label: "not processed", value: count(({ state }) => state === "NotProcessed") },
    { tone: "info", label: "waiting", value: count(({ state }) => state === "Queued" || state === "InProgress") },
  ];
}
