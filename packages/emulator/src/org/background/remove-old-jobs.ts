import { batchStateOf } from "../batches/batch-info-of.ts";
import type { Bulk2Job } from "../state/bulk-2-job.ts";
import type { Job } from "../state/job.ts";
import { type Org, retentionTime } from "../state/org.ts";

/**
 * Removes jobs that ended more than seven days ago, and with them their batches and results. The seven days and that jobs
 * must have ended are documented; that they count from the last change is a guess. Jobs that nobody ends stay: Salesforce
 * removes them at times that it does not name.
 */
export function removeOldJobs(org: Org, now: number): void {
  if (now < org.nextRemoval) return;
  let next = now + retentionTime;
  const removed = (endedAt: number): boolean => {
    const due = endedAt + retentionTime;
    if (due < now) return true;
    next = Math.min(next, due + 1);
    return false;
  };
  for (const [id, job] of org.jobs) if (removed(classicEnd(job, now))) org.jobs.delete(id);
  for (const [id, job] of org.bulk2Jobs) if (removed(bulk2End(job))) org.bulk2Jobs.delete(id);
  org.nextRemoval = next;
}

function classicEnd(job: Job, now: number): number {
  const open = job.batches.some((batch) => ["Queued", "InProgress"].includes(batchStateOf(batch, now)));
  if (job.state === "Open" || open) return Number.POSITIVE_INFINITY;
  return job.batches.reduce(
    (latest, { endsAt, notProcessedAt }) => Math.max(latest, notProcessedAt ?? endsAt),
    job.systemModstamp,
  );
}

const bulk2End = ({ state, systemModstamp }: Bulk2Job): number =>
  state === "Open" || state === "UploadComplete" ? Number.POSITIVE_INFINITY : systemModstamp;
