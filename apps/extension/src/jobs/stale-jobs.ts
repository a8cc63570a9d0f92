import { findJobs, type ListedJob } from "@sfbulk/browser";
import { isStale } from "@sfbulk/browser/jobs-element";
import type { OrgSession } from "../orgs/org-session.ts";

/** What is found of jobs that nobody has closed. */
export interface OpenJobs {
  /** Open for more than a day, oldest first. */
  readonly stale: readonly ListedJob[];
  /** All that are open. */
  readonly open: number;
}

/** Lists the jobs of an org that are open, and those that have been for more than a day. */
export async function findOpenJobs({ connection }: OrgSession, signal?: AbortSignal): Promise<OpenJobs> {
  const stale: ListedJob[] = [];
  let open = 0;
  const now = Date.now();
  const jobs = findJobs({ ...connection, retry: { attempts: 2 } }, { state: "Open", signal });
  for await (const job of jobs) {
    open++;
    if (isStale(job, now)) stale.push(job);
  }
  stale.sort((one, other) => one.createdDate.localeCompare(other.createdDate) || one.id.localeCompare(other.id));
  return { stale, open };
}
