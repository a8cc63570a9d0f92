import { signal } from "@preact/signals";
import {
  type AnyJobInfo,
  type CallOptions,
  type Connection,
  getIngestJob,
  getJob,
  getQueryJob,
  type ListedJob,
} from "@sfbulk/browser";
import { coalesced } from "../components/coalesced.ts";
import { connectionFor, type Org } from "../org/org.ts";

/** Jobs with their counts, by id: the list of jobs has none. */
export const jobDetails = signal<ReadonlyMap<string, AnyJobInfo>>(new Map());

/** Notes a job that was read somewhere. */
export function noteJob(job: AnyJobInfo): void {
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
const known = new Map<string, AnyJobInfo>();
const publish = coalesced(() => void (jobDetails.value = new Map(known)));

/** Chooses what reads a job, by what the list says of it. */
const readJob = ({
  jobType,
}: ListedJob): ((connection: Connection, jobId: string, options: CallOptions) => Promise<AnyJobInfo>) =>
  jobType === "V2Query" ? getQueryJob : jobType === undefined || jobType === "Classic" ? getJob : getIngestJob;

/** Tells whether the counts of a job may change from one look to the next. */
const isUnderWay = (job: AnyJobInfo): boolean =>
  "numberBatchesTotal" in job
    ? job.numberBatchesQueued + job.numberBatchesInProgress > 0
    : job.state === "UploadComplete" || job.state === "InProgress";

/** Reads the counts of the given jobs, a few at a time; those that cannot change any more are not read again. */
export async function refreshJobDetails(org: Org, jobs: readonly ListedJob[], stop: AbortSignal): Promise<void> {
  const connection = connectionFor(org, "Read counts", { retry: { attempts: 2 } });
  const now = Date.now();
  const waiting = jobs.filter((job) => {
    const info = known.get(job.id);
    if (info === undefined || info.state !== job.state) return true;
    if (isUnderWay(info)) return true;
    return job.state === "Open" && now - (readAt.get(job.id) ?? 0) > restsFor;
  });
  const read = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined && !stop.aborted; job = waiting.shift()) {
      // One after another: several of these run beside each other. What cannot be read now is asked for at the next turn.
      const info = await readJob(job)(connection, job.id, { signal: stop }).catch(() => undefined);
      if (info !== undefined && !stop.aborted) noteJob(info);
    }
  };
  await Promise.all(Array.from({ length: atATime }, read));
}
