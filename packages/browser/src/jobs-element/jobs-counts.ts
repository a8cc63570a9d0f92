import {
  type AnyJobInfo,
  type CallOptions,
  type Connection,
  getIngestJob,
  getJob,
  getQueryJob,
  type ListedJob,
} from "@sfbulk/core";

/** Jobs with their counts, which the list of jobs does not have. */
export interface JobsCounts {
  /** What is known, by the id of the job. */
  readonly infos: ReadonlyMap<string, AnyJobInfo>;
  /** Takes in a job that was read. */
  readonly note: (job: AnyJobInfo) => void;
  /** Reads those of the jobs that may have changed, a few at a time. */
  readonly read: (connection: Connection, jobs: readonly ListedJob[], signal: AbortSignal) => Promise<void>;
}

const atATime = 6;

/** How long the counts of an open job without a batch on its way are good for, in milliseconds: a call is not free. */
const restsFor = 20_000;

/**
 * Makes what knows the counts of jobs.
 *
 * @param onJob - Is told of each that was read.
 */
export function jobsCounts(onJob: (job: AnyJobInfo) => void): JobsCounts {
  const infos = new Map<string, AnyJobInfo>();
  const readAt = new Map<string, number>();
  const note = (job: AnyJobInfo): void => {
    infos.set(job.id, job);
    readAt.set(job.id, Date.now());
    onJob(job);
  };
  const isWanted = ({ id, state }: ListedJob): boolean => {
    const info = infos.get(id);
    if (info === undefined || info.state !== state || isUnderWay(info)) return true;
    return state === "Open" && Date.now() - (readAt.get(id) ?? 0) > restsFor;
  };
  return {
    infos,
    note,
    read: async (connection, jobs, signal) => {
      const waiting = jobs.filter(isWanted);
      const work = async (): Promise<void> => {
        for (let job = waiting.shift(); job !== undefined && !signal.aborted; job = waiting.shift()) {
          // What cannot be read now is asked for at the next turn.
          const info = await readerOf(job)(connection, job.id, { signal }).catch(() => undefined);
          if (info !== undefined && !signal.aborted) note(info);
        }
      };
      await Promise.all(Array.from({ length: atATime }, work));
    },
  };
}

/** Chooses what reads a job, by what the list says of it. */
const readerOf = ({
  jobType,
}: ListedJob): ((connection: Connection, jobId: string, options: CallOptions) => Promise<AnyJobInfo>) =>
  jobType === "V2Query" ? getQueryJob : jobType === undefined || jobType === "Classic" ? getJob : getIngestJob;

/** Tells whether the counts of a job may change from one look to the next. */
const isUnderWay = (job: AnyJobInfo): boolean =>
  "numberBatchesTotal" in job
    ? job.numberBatchesQueued + job.numberBatchesInProgress > 0
    : job.state === "UploadComplete" || job.state === "InProgress";
