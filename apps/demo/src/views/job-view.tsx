import { type BatchInfo, getJob, type JobInfo, listBatches } from "@sfbulk/browser";
import type { VNode } from "preact";
import { EmptyState } from "../components/empty-state.tsx";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { useClock } from "../components/use-clock.ts";
import { BatchTimeline } from "../job/batch-timeline.tsx";
import { EndButtons } from "../job/end-buttons.tsx";
import { FailedRows } from "../job/failed-rows.tsx";
import { JobFacts } from "../job/job-facts.tsx";
import { JobHead } from "../job/job-head.tsx";
import { RowsChart } from "../job/rows-chart.tsx";
import { UnreadJob } from "../job/unread-job.tsx";
import { useReading } from "../job/use-reading.ts";
import { isStale } from "@sfbulk/browser/jobs-element";
import { noteJob } from "../jobs/job-details.ts";
import { SettlementPanel } from "../jobs/settlement-panel.tsx";
import { loadOperations, planLike } from "../load/plan/load-plan.ts";
import { connectionFor, type Org } from "../org/org.ts";

/** What is shown of a job. */
interface WithBatches {
  readonly job: JobInfo;
  readonly batches: readonly BatchInfo[];
}

/** One job, live. */
export function JobView({ org, jobId }: { readonly org: Org; readonly jobId: string }): VNode {
  const now = useClock(500);
  const { reading, failure, again } = useReading(
    async (signal): Promise<WithBatches> => {
      const connection = connectionFor(org, "Watch a job", { retry: { attempts: 2 } });
      const job = await getJob(connection, jobId, { signal });
      // A query has batches too; so has a job of which only the id is known.
      const batches = await listBatches(connection, jobId, { signal });
      noteJob(job);
      return { job, batches };
    },
    isUnderWay,
    jobId,
  );
  if (reading === undefined) {
    return (
      <>
        <UnreadJob jobId={jobId} failure={failure} />
        <SettlementPanel />
      </>
    );
  }
  const { job, batches } = reading;
  const lost = batches.filter(({ state }) => state === "Failed").length;
  const loadLike =
    job.contentType === "CSV" && loadOperations.some((one) => one === job.operation) ? (
      <a class="button" href="#/load" onClick={() => planLike(job)}>
        <Icon name="upload" />
        Load a file like this
      </a>
    ) : null;
  return (
    <>
      <JobHead job={job} instanceUrl={org.instanceUrl} kicker={`${job.operation} · ${job.object}`} failure={failure}>
        {loadLike}
        <EndButtons org={org} job={job} onEnd={again} />
      </JobHead>
      <JobFacts job={job} batches={batches} org={org} now={now} />
      {isStale(job, now) ? (
        <Notice tone="warn" title="Open for more than 24 hours">
          <p>Salesforce takes no more batches for it. Close it: nothing is lost, and its slot is free again.</p>
        </Notice>
      ) : null}
      {job.numberRecordsFailed > 0 || lost > 0 ? <FailedRows org={org} job={job} lostBatches={lost} /> : null}
      <div class="columns">
        <section class="card" aria-labelledby="batches">
          <h2 id="batches">Batches</h2>
          {batches.length === 0 ? (
            <EmptyState icon="file" title="No batches yet" action={loadLike} />
          ) : (
            <BatchTimeline batches={batches} now={now} />
          )}
        </section>
        <section class="card" aria-labelledby="rows">
          <h2 id="rows">Rows per batch</h2>
          {batches.some(({ numberRecordsProcessed }) => numberRecordsProcessed > 0) ? (
            <RowsChart batches={batches} />
          ) : (
            <EmptyState
              icon="list"
              title={
                lost > 0 && lost === batches.length
                  ? `No row was processed: ${lost === 1 ? "the batch" : "every batch"} failed whole`
                  : "No rows processed yet"
              }
            />
          )}
        </section>
      </div>
    </>
  );
}

/** An open job without a batch on its way may get one at any time; that is looked for less often. */
const isUnderWay = ({ job, batches }: WithBatches): boolean =>
  job.numberBatchesQueued + job.numberBatchesInProgress > 0 ||
  batches.some(({ state }) => state === "Queued" || state === "InProgress");
