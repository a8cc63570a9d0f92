import type { Target } from "../../connection/check-connection.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { firstJobsPath, type ListedJobType, listJobsRequest, type TimedJobPage } from "../../requests/org-requests.ts";

/**
 * Gives all jobs of a kind that an org has, each once, with the time of the list. Each kind has the list that is asked for
 * it: that of queries has the jobs of Bulk API 1.0 as well.
 */
export async function* listJobs(
  target: Target,
  jobType: ListedJobType,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ job: ListedJob; now: number }, void, undefined> {
  const seen = new Set<string>();
  let path: string | undefined = firstJobsPath(jobType);
  // Each page names the next one.
  while (path !== undefined) {
    if (seen.has(path)) throw unreadable("the list leads back to a page that was read");
    seen.add(path);
    const { page, now }: TimedJobPage = await ask(target, listJobsRequest(path), { signal });
    for (const job of page.records) {
      // The filter may have been lost on the way to the second page, whose address does not repeat it in the guide.
      if (job.jobType !== undefined && job.jobType !== jobType) continue;
      // One whose id is odd is like no other.
      if (job.id !== "" && seen.has(job.id)) continue;
      seen.add(job.id);
      yield { job, now };
    }
    const next = page.nextRecordsUrl ?? page.nextRecordUrl;
    path = page.done || next === null ? undefined : nextPath(next, jobType);
  }
}

/** Takes the next page's path beneath the service, and puts back the `jobType` that the guide's samples lack. */
function nextPath(nextRecordsUrl: string, jobType: ListedJobType): string {
  const [, path, query] =
    /^\/services\/data\/v\d+\.0\/(jobs\/(?:ingest|query))\?([\w=&.%-]+)$/.exec(nextRecordsUrl) ?? [];
  if (path === undefined || query === undefined) {
    throw unreadable("the address of the next page is not one of the list");
  }
  return `${path}?${/(?:^|&)jobType=/.test(query) ? query : `${query}&jobType=${jobType}`}`;
}

const unreadable = (why: string): ResponseError =>
  new ResponseError(`Cannot list jobs: ${why}`, { status: 200, code: "UnreadableReply" });
