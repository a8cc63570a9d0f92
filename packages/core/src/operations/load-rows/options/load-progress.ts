/** How far a load is. Rows and batches of earlier runs of the same load are in all numbers. */
export interface LoadProgress {
  /**
   * What is being done: `checking` (the journal, the org, the beginning of the source), `adding` (reading and sending),
   * `waiting` (all is there, and is being processed), `ended`.
   */
  readonly phase: "checking" | "adding" | "waiting" | "ended";
  /** Rows of the source that were read. */
  readonly rowsRead: number;
  /** Rows that were sent, or are on their way. */
  readonly rowsSent: number;
  /** Rows of batches that are there. */
  readonly rowsAccepted: number;
  /** Rows that were processed, the failed ones included, as far as the job was read. */
  readonly rowsProcessed: number;
  /** Rows that failed, as far as the job was read. */
  readonly rowsFailed: number;
  /** Bytes of the batches that are there, before compression. */
  readonly bytes: number;
  /** The ids of the jobs of the load, oldest first. */
  readonly jobs: readonly string[];
}

/** Tells of progress, and not too often. */
export interface ProgressTeller {
  /** Notes how far the load is. */
  readonly tell: (progress: LoadProgress) => void;
  /** Tells what has not been told yet, at once. */
  readonly flush: () => void;
}

/**
 * Makes a teller that calls no more often than once in a while: at once where it was silent before, and else when the
 * time has come, with what is so then.
 *
 * @param onProgress - What it throws goes to `fail`.
 */
export function progressTeller(
  onProgress: ((progress: LoadProgress) => void) | undefined,
  interval: number,
  fail: (error: unknown) => void,
): ProgressTeller {
  let pending: LoadProgress | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const progress = pending;
    pending = undefined;
    if (progress === undefined || onProgress === undefined) return;
    try {
      onProgress(progress);
    } catch (error) {
      fail(error);
    }
  };
  const tick = (): void => {
    timer = undefined;
    if (pending === undefined) return;
    flush();
    timer = setTimeout(tick, interval);
  };
  return {
    tell: (progress) => {
      if (onProgress === undefined) return;
      pending = progress;
      if (timer !== undefined) return;
      flush();
      timer = setTimeout(tick, interval);
    },
    flush,
  };
}
