import { abortJobs, closeJobs, isSameId } from "@sfbulk/browser";
import { type JobEnd, readEnd } from "demo/src/jobs/job-end.ts";
import { type OrgPlace } from "../orgs/org-place.ts";
import { openSession } from "../orgs/org-session.ts";

/** Asks the background to close or abort jobs: it goes on when the popup that asked is gone. */
export interface EndJobsOrder {
  readonly kind: "end-jobs";
  readonly place: OrgPlace;
  /** Who was shown the jobs: nobody else's session ends them. */
  readonly userId: string;
  readonly verb: "close" | "abort";
  readonly jobIds: readonly string[];
}

/** What became of it: of each job, or why nothing was done. */
export type EndJobsAnswer = { readonly ends: readonly JobEnd[] } | { readonly trouble: string };

/** Has the background end jobs, and waits for what becomes of them. */
export const askToEndJobs = async (order: EndJobsOrder): Promise<EndJobsAnswer> =>
  await chrome.runtime.sendMessage<EndJobsOrder, EndJobsAnswer>(order);

/** Ends jobs, in the background. */
export async function endJobs({ place, userId, verb, jobIds }: EndJobsOrder): Promise<EndJobsAnswer> {
  try {
    const { connection, user } = await openSession(place);
    if (!isSameId(user.userId, userId)) {
      return { trouble: `This browser is signed in as ${user.username} now: nothing was done. Look at the jobs anew.` };
    }
    const ends: JobEnd[] = [];
    const outcomes = verb === "close" ? closeJobs : abortJobs;
    for await (const settled of outcomes(connection, jobIds)) {
      const { jobId, outcome } = settled;
      const already = outcome === "already-closed" || outcome === "already-aborted";
      ends.push(readEnd(verb, jobId, already, outcome === "failed" ? settled.error : undefined));
    }
    return { ends };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}
