import { dueWorkOf } from "../bulk-2/process-job.ts";
import { never, type DueWork, type IsOver } from "../state/due-work.ts";
import type { Org } from "../state/org.ts";
import { processBatch } from "../batches/process-batch.ts";
import { removeOldJobs } from "./remove-old-jobs.ts";

/**
 * Does everything whose time has come, in its order. It is called before an org is looked at, and so stands in for all
 * that a real org does in the background.
 *
 * @param isOver - Tells whether this is enough for now. What is half done is gone on with the next time.
 * @returns whether everything is done.
 */
export function bringUpToDate(org: Org, isOver: IsOver = never): boolean {
  const now = org.clock.now();
  let isDone = true;
  // What is done may bring about more: a query that is split makes batches.
  for (let due = dueAt(org, now); due.length > 0 && isDone; due = dueAt(org, now)) {
    for (const { run } of due) {
      isDone = run(isOver) && !isOver();
      if (!isDone) break;
    }
    org.pending = org.pending.filter((batch) => batch.outcome === undefined && batch.notProcessedAt === undefined);
    org.pendingJobs = org.pendingJobs.filter((job) => job.state === "UploadComplete");
  }
  removeOldJobs(org, now);
  return isDone || dueAt(org, now).length === 0;
}

function dueAt(org: Org, now: number): DueWork[] {
  const batches = org.pending
    .filter((batch) => batch.endsAt <= now)
    .map((batch) => ({ at: batch.endsAt, run: (isOver: IsOver) => processBatch(org, batch, isOver) }));
  const jobs = org.pendingJobs.flatMap((job) => dueWorkOf(org, job, now));
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and toSorted is not in ES2022
  return [...batches, ...jobs].sort((one, other) => one.at - other.at);
}
