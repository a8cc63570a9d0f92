import { checkFailures } from "../adding/watch-failures.ts";
import { checkSame } from "../source/check-same.ts";
import { finishJob } from "./finish-job.ts";
import type { IngestRun } from "./ingest-run.ts";
import { ingestJobMaker } from "./new-ingest-job.ts";
import type { JobPart } from "./pack-jobs.ts";
import { keepRecords, noteUpload, sendPart } from "./send-part.ts";

/** Jobs that were filled, and are being processed. */
export interface FilledJobs {
  /** Sends the parts that are not there yet, and resolves when the last one is. */
  readonly add: (parts: AsyncIterable<JobPart>) => Promise<void>;
  /** Resolves when all are processed, and what became of their rows is counted. */
  readonly finish: () => Promise<void>;
}

/**
 * Makes what fills jobs, some at a time, from the creation to the last row processed: so that what is held of each is not held
 * of all, and rows that fail stop the load while most of it was not sent. What is written down keeps the source's order.
 */
export function fillJobs(run: IngestRun): FilledJobs {
  const { log, load, meter, signal, waits } = run;
  const newJob = ingestJobMaker(run);
  const uploading = new Set<Promise<unknown>>();
  const unfinished = new Set<Promise<unknown>>();
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    if (failure !== undefined) return;
    failure = { error };
    waits.abort(error);
  };
  /** Has some work done that is begun at once, and keeps it among others as long as it lasts. */
  const keep = <T>(all: Set<Promise<unknown>>, work: () => Promise<T>): Promise<T | undefined> => {
    const task: Promise<T | undefined> = work()
      .catch((error: unknown) => {
        fail(error);
        return undefined;
      })
      .finally(() => all.delete(task));
    all.add(task);
    return task;
  };
  const land = async (all: ReadonlySet<Promise<unknown>>): Promise<void> => {
    await Promise.all(all);
    if (failure !== undefined) throw failure.error;
  };
  /** Uploads the rows of a job, where they are not there, and lets go of what is held of them; then it is waited for. */
  const fill = (part: JobPart, jobId: string, isThere: boolean): void => {
    const sent = keep(uploading, async () => {
      const closed = isThere ? undefined : await sendPart(run, part, jobId, newJob);
      part.packed = undefined;
      part.recordKeys = [];
      meter.accepted(part.rows, part.bytes);
      return { jobId: closed?.id ?? jobId, closed };
    });
    void keep(unfinished, async () => {
      const job = await sent;
      // Where it was not sent, there is a failure.
      if (job !== undefined) await finishJob(run, job, part);
    });
  };
  const addOne = async (part: JobPart): Promise<void> => {
    const { firstRow, rows } = part;
    meter.read(rows);
    const known = checkSame(log.state, part);
    if (known !== undefined && !run.anew.has(firstRow)) {
      meter.sent(rows);
      fill(part, known.jobId, true);
      return;
    }
    checkFailures(run);
    signal.throwIfAborted();
    const jobId = await newJob(part.dialect);
    await keepRecords(run, part, jobId);
    await noteUpload(run, part, jobId);
    run.anew.delete(firstRow);
    meter.sent(rows);
    fill(part, jobId, false);
  };
  /** Waits until there is room for one more, or a failure. */
  const haveRoom = async (): Promise<void> => {
    if (failure !== undefined || unfinished.size < load.concurrency) return;
    await Promise.race(unfinished);
    await haveRoom();
  };
  return {
    add: async (parts) => {
      try {
        for await (const part of parts) {
          if (failure !== undefined) break;
          await addOne(part);
          // The next part is made when there is room for it.
          await haveRoom();
        }
      } catch (error) {
        fail(error);
      }
      await land(uploading);
    },
    finish: async () => await land(unfinished),
  };
}
