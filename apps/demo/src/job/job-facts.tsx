import type { JobInfo } from "@sfbulk/browser";
import type { ComponentChildren, VNode } from "preact";
import { formatAge, formatDate, formatDuration, formatNumber, plural } from "../components/format.ts";
import { ProgressBar } from "../components/progress-bar.tsx";
import { isMine } from "../jobs/job-filter.ts";
import type { Org } from "../org/org.ts";

/** What Salesforce says of a job. */
export function JobFacts({ job, org, now }: { readonly job: JobInfo; readonly org: Org; readonly now: number }): VNode {
  const total = job.numberBatchesTotal;
  const done = total - job.numberBatchesQueued - job.numberBatchesInProgress;
  const isOwn = org.userId !== undefined && isMine(job, org.userId);
  return (
    <section class="card facts-card" aria-label="Facts">
      <dl class="facts">
        <Fact name="Created">
          {formatAge(now - Date.parse(job.createdDate))} ago <span class="quiet">{formatDate(job.createdDate)}</span>
        </Fact>
        <Fact name="Owner">{isOwn ? "You" : <span class="id">{job.createdById ?? "not told"}</span>}</Fact>
        <Fact name="Rows">{formatNumber(job.numberRecordsProcessed)}</Fact>
        <Fact name="Failed">
          <span data-tone={job.numberRecordsFailed > 0 ? "bad" : undefined}>
            {formatNumber(job.numberRecordsFailed)}
          </span>
        </Fact>
        <Fact name="Processing">{formatDuration(job.totalProcessingTime)}</Fact>
        <Fact name="Format">
          {job.contentType}, {job.concurrencyMode.toLowerCase()}, v{job.apiVersion}
        </Fact>
      </dl>
      <div class="facts-progress">
        <ProgressBar label="Batches processed" value={done} max={total} bad={job.numberBatchesFailed} />
        <span class="quiet">
          {total === 0 ? "No batches yet" : `${formatNumber(done)} of ${plural(total, "batch", "batches")} processed`}
        </span>
      </div>
    </section>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
