import { getIngestJob, getQueryJob, type IngestJobInfo, type JobApi, type QueryJobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { CopyButton } from "../components/copy-button.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHead } from "../components/page-head.tsx";
import { StateBadge } from "../components/state-badge.tsx";
import { useClock } from "../components/use-clock.ts";
import { usePoll } from "../components/use-poll.ts";
import { AllJobs, UnreadJob } from "../job/unread-job.tsx";
import { noteJob } from "../jobs/job-details.ts";
import { SettlementPanel } from "../jobs/settlement-panel.tsx";
import { connectionFor, type Org } from "../org/org.ts";
import { Bulk2Buttons } from "./bulk-2-buttons.tsx";
import { Bulk2Facts } from "./bulk-2-facts.tsx";
import { FoundRecords } from "./found-records.tsx";
import { IngestRows } from "./ingest-rows.tsx";

/** What is shown. */
interface Bulk2JobProps {
  readonly org: Org;
  readonly jobId: string;
  readonly api: Exclude<JobApi, "1.0">;
}

/** A job of Bulk API 2.0, live: it has no batches to show, and its results are three of rows, or what a query found. */
export function Bulk2Job({ org, jobId, api }: Bulk2JobProps): VNode {
  const [job, setJob] = useState<IngestJobInfo | QueryJobInfo | undefined>(undefined);
  const [failure, setFailure] = useState<Error | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  const now = useClock(500);
  const isMoving = job === undefined || job.state === "UploadComplete" || job.state === "InProgress";
  usePoll(
    async (signal) => {
      try {
        const connection = connectionFor(org, "Watch a job", { retry: { attempts: 2 } });
        const read = api === "2.0-ingest" ? getIngestJob : getQueryJob;
        const found = await read(connection, jobId, { signal });
        noteJob(found);
        setJob(found);
        setFailure(undefined);
      } catch (error) {
        signal.throwIfAborted();
        setFailure(error as Error);
      }
    },
    isMoving ? 1500 : 10_000,
    `${jobId} ${isMoving} ${turn}`,
  );
  if (job === undefined) {
    return <UnreadJob jobId={jobId} failure={failure} />;
  }
  return (
    <>
      <PageHead
        icon="list"
        kicker={["Bulk API 2.0", job.operation, job.object].filter((word) => word !== null).join(" · ")}
        title={
          <>
            <span class="id">{job.id}</span> <StateBadge state={job.state} />
          </>
        }
        actions={
          <>
            <AllJobs />
            <CopyButton text={job.id} label="Copy the job's id" />
            <Bulk2Buttons org={org} job={job} api={api} onEnd={() => setTurn((count) => count + 1)} />
          </>
        }
      />
      <SettlementPanel />
      {failure === undefined ? null : (
        <Notice tone="warn" title="The last reading failed; this is the one before">
          <p>{failure.message}</p>
        </Notice>
      )}
      {job.errorMessage === null ? null : (
        <Notice tone="bad" title="Salesforce gave the job up">
          <p>{job.errorMessage}</p>
        </Notice>
      )}
      <Bulk2Facts job={job} org={org} now={now} />
      {job.state === "Open" ? (
        <Notice tone="warn" title="Nothing of it is written yet">
          <p>
            Salesforce writes the rows that were uploaded when the job is closed. Abort it where they are not to be.
          </p>
        </Notice>
      ) : null}
      <Results org={org} job={job} api={api} />
    </>
  );
}

/** Results are there when the job has ended; of a query, only when it is complete. */
function Results({
  org,
  job,
  api,
}: Omit<Bulk2JobProps, "jobId"> & { readonly job: IngestJobInfo | QueryJobInfo }): VNode | null {
  if (api === "2.0-query") return job.state === "JobComplete" ? <FoundRecords org={org} jobId={job.id} /> : null;
  if (!("externalIdFieldName" in job) || !["JobComplete", "Failed", "Aborted"].includes(job.state)) return null;
  return (
    <>
      <IngestRows org={org} job={job} kind="failed" />
      {/* A complete job has processed all of them. */}
      {job.state === "JobComplete" ? null : <IngestRows org={org} job={job} kind="unprocessed" />}
      <IngestRows org={org} job={job} kind="successful" />
    </>
  );
}
