import type { LoadProgress } from "../options/load-progress.ts";
import { progressTeller } from "../options/load-progress.ts";

/** Milliseconds between two calls of `onProgress`. */
const interval = 200;

/** Rows of a job that were processed, and those among them that failed. */
export interface RowCounts {
  readonly processed: number;
  readonly failed: number;
}

/** Counts what a load has done, and tells of it. */
export interface LoadMeter {
  readonly enter: (phase: LoadProgress["phase"]) => void;
  readonly read: (rows: number) => void;
  readonly sent: (rows: number) => void;
  readonly accepted: (rows: number, bytes: number) => void;
  readonly job: (jobId: string) => void;
  /** Notes how far a job is. */
  readonly processed: (jobId: string, counts: RowCounts) => void;
  /** Gives the sum of all jobs. */
  readonly total: () => RowCounts;
  /** Tells what has not been told yet. */
  readonly flush: () => void;
}

/** Makes a meter. */
export function loadMeter(
  onProgress: ((progress: LoadProgress) => void) | undefined,
  fail: (error: unknown) => void,
): LoadMeter {
  const teller = progressTeller(onProgress, interval, fail);
  const jobs = new Map<string, RowCounts>();
  let progress: Omit<LoadProgress, "rowsProcessed" | "rowsFailed" | "jobs"> = {
    phase: "checking",
    rowsRead: 0,
    rowsSent: 0,
    rowsAccepted: 0,
    bytes: 0,
  };
  const total = (): RowCounts => {
    const all = [...jobs.values()];
    const sum = (name: keyof RowCounts): number => all.reduce((before, counts) => before + counts[name], 0);
    return { processed: sum("processed"), failed: sum("failed") };
  };
  const set = (changes: Partial<typeof progress>): void => {
    progress = { ...progress, ...changes };
    if (onProgress === undefined) return;
    const { processed, failed } = total();
    teller.tell({ ...progress, rowsProcessed: processed, rowsFailed: failed, jobs: [...jobs.keys()] });
  };
  const none: RowCounts = { processed: 0, failed: 0 };
  return {
    enter: (phase) => {
      teller.flush();
      set({ phase });
    },
    read: (rows) => set({ rowsRead: progress.rowsRead + rows }),
    sent: (rows) => set({ rowsSent: progress.rowsSent + rows }),
    accepted: (rows, bytes) => set({ rowsAccepted: progress.rowsAccepted + rows, bytes: progress.bytes + bytes }),
    job: (jobId) => {
      jobs.set(jobId, jobs.get(jobId) ?? none);
      set({});
    },
    processed: (jobId, counts) => {
      jobs.set(jobId, counts);
      set({});
    },
    total,
    flush: teller.flush,
  };
}
