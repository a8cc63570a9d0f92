import type { VNode } from "preact";
import { Loading } from "../components/loading.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHead } from "../components/page-head.tsx";

/** Leads back from a job. */
export const AllJobs = (): VNode => (
  <a class="back" href="#/jobs">
    All jobs
  </a>
);

/** Stands in the place of a job as long as it is not read. */
export const UnreadJob = ({
  jobId,
  failure,
}: {
  readonly jobId: string;
  /** Why it cannot be read, where that is so. */
  readonly failure: Error | undefined;
}): VNode => (
  <>
    <PageHead icon="list" kicker="Job" title={<span class="id">{jobId}</span>} actions={<AllJobs />} />
    {failure === undefined ? (
      <Loading text="Reading the job" />
    ) : (
      <Notice tone="bad" title="The job cannot be read">
        <p>{failure.message}</p>
      </Notice>
    )}
  </>
);
