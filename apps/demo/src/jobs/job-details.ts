import { signal } from "@preact/signals";
import { getJob, type JobInfo, type ListedJob } from "@sfbulk/browser";
import { coalesced } from "../components/coalesced.ts";
import { connectionFor, type Org } from "../org/org.ts";

/** Jobs with their counts, by id: the list of jobs has none. */
export const jobDetails = signal<ReadonlyMap<string, JobInfo>>(new Map());

/** Notes a job that was read somewhere. */
export function noteJob(job: JobInfo): void {
  readAt.set(job.id, Date.now());
  known.set(job.id, job);
  publish();
}

/** Forgets all, when the org changes. */
export function forgetJobDetails(): void {
  known.clear();
  jobDetails.value = new Map();
}

const atATime = 6;

/** How long the counts of an open job without a batch on its way are good for, in milliseconds: a call is not free. */
const restsFor = 20_000;

const readAt = new Map<string, number>();
const known = new Map<string, JobInfo>();
const publish = coalesced(() => void (jobDetails.value = new Map(known)));

/** Reads the counts of the given jobs, a few at a time; those that cannot change any more are not read again. */
export async function refreshJobDetails(org: Org, jobs: readonly ListedJob[], stop: AbortSignal): Promise<void> {
  const connection = connectionFor(org, "Read counts", { retry: { attempts: 2 } });
  const now = Date.now();
  const waiting = jobs.filter((job) => {
    // One of Bulk API 2.0 has no batches to count.
    if (job.jobType === "V2Ingest") return false;
    const info = known.get(job.id);
    if (info === undefined || info.state !== job.state) return true;
    if (info.numberBatchesQueued + info.numberBatchesInProgress > 0) return true;
    return job.state === "Open" && now - (readAt.get(job.id) ?? 0) > restsFor;
  });
  const read = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined && !stop.aborted; job = waiting.shift()) {
      // One after another: several of these run beside each other. What cannot be read now is asked for at the next turn.
      const info = await getJob(connection, job.id, { signal: stop }).catch(() => undefined);
      if (info !== undefined && !stop.aborted) noteJob(info);
    }
  };
  await Promise.all(Array.from({ length: atATime }, read));
}
