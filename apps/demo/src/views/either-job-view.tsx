import { findJobApi, type JobApi } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Bulk2Job } from "../bulk-2/bulk-2-job.tsx";
import { UnreadJob } from "../job/unread-job.tsx";
import { jobList } from "../jobs/job-list.ts";
import { connectionFor, type Org } from "../org/org.ts";
import { JobView } from "./job-view.tsx";

/** One job of either API, live. */
export function EitherJobView({ org, jobId }: { readonly org: Org; readonly jobId: string }): VNode {
  const [api, setApi] = useState<JobApi | Error | undefined>(() => listedApi(jobId));
  useEffect(() => {
    if (api !== undefined) return undefined;
    const stopping = new AbortController();
    void findJobApi(connectionFor(org, "Find a job"), jobId, { signal: stopping.signal }).then(
      setApi,
      (error: unknown) => {
        if (!stopping.signal.aborted) setApi(error as Error);
      },
    );
    return () => stopping.abort(new Error("The view is left"));
  }, []);
  if (api === "1.0") return <JobView org={org} jobId={jobId} />;
  if (api === "2.0-ingest" || api === "2.0-query") return <Bulk2Job org={org} jobId={jobId} api={api} />;
  return <UnreadJob jobId={jobId} failure={api} />;
}

/** What the list says, where the job is in it; then nothing need be asked. */
function listedApi(jobId: string): JobApi | undefined {
  switch (jobList.peek()?.find(({ id }) => id === jobId)?.jobType) {
    case "Classic":
      return "1.0";
    case "V2Ingest":
      return "2.0-ingest";
    case "V2Query":
      return "2.0-query";
    default:
      return undefined;
  }
}
