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

/**
 * Has the background end jobs, and waits for what becomes of them. Where the browser ends the background meanwhile, it is asked
 * once more: a job that is closed or aborted by then is so again, and no harm is done.
 */
export async function askToEndJobs(order: EndJobsOrder): Promise<EndJobsAnswer> {
  const ask = async (): Promise<EndJobsAnswer | undefined> =>
    await chrome.runtime.sendMessage<EndJobsOrder, EndJobsAnswer | undefined>(order);
  // Chrome breaks the answer off with an error, and Firefox may give none.
  const first = await ask().catch(() => undefined);
  return (
    first ?? (await ask()) ?? { trouble: "This browser has ended the extension's background; look at the jobs anew." }
  );
}

/** Milliseconds that an answer may take: Chrome ends a worker that waits for one for 30 seconds. */
const attemptTimeout = 20_000;

/** Ends jobs, in the background. */
export async function endJobs({ place, userId, verb, jobIds }: EndJobsOrder): Promise<EndJobsAnswer> {
  try {
    const { connection, user } = await openSession(place);
    if (!isSameId(user.userId, userId)) {
      return { trouble: `This browser is signed in as ${user.username} now: nothing was done. Look at the jobs anew.` };
    }
    const ends: JobEnd[] = [];
    const outcomes = verb === "close" ? closeJobs : abortJobs;
    for await (const settled of outcomes({ ...connection, attemptTimeout }, jobIds)) {
      const { jobId, outcome } = settled;
      const already = outcome === "already-closed" || outcome === "already-aborted";
      ends.push(readEnd(verb, jobId, already, outcome === "failed" ? settled.error : undefined));
    }
    return { ends };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}
