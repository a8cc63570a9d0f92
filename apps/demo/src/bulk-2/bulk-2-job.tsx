import { getIngestJob, getQueryJob, type IngestJobInfo, type JobApi, type QueryJobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { Notice } from "../components/notice.tsx";
import { useClock } from "../components/use-clock.ts";
import { JobHead } from "../job/job-head.tsx";
import { UnreadJob } from "../job/unread-job.tsx";
import { useReading } from "../job/use-reading.ts";
import { noteJob } from "../jobs/job-details.ts";
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
  const now = useClock(500);
  const {
    reading: job,
    failure,
    again,
  } = useReading(
    async (signal) => {
      const connection = connectionFor(org, "Watch a job", { retry: { attempts: 2 } });
      const read: typeof getIngestJob | typeof getQueryJob = api === "2.0-ingest" ? getIngestJob : getQueryJob;
      const found = await read(connection, jobId, { signal });
      noteJob(found);
      return found;
    },
    ({ state }) => state === "UploadComplete" || state === "InProgress",
    jobId,
  );
  if (job === undefined) {
    return <UnreadJob jobId={jobId} failure={failure} />;
  }
  return (
    <>
      <JobHead
        job={job}
        instanceUrl={org.instanceUrl}
        kicker={["Bulk API 2.0", job.operation, job.object].filter((word) => word !== null).join(" · ")}
        failure={failure}
      >
        <Bulk2Buttons org={org} job={job} api={api} onEnd={again} />
      </JobHead>
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
