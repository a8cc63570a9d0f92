import { abortable } from "./abortable.ts";
import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "../arguments/describe-value.ts";

/**
 * Says that a job may have changed, for whoever hears of that by other means than asking: by Salesforce's events, for one.
 * What is heard is never believed: it only has the job read at once.
 *
 * @param jobId - The job that is waited for. Salesforce's events name jobs by 15 or by 18 characters: compare with `isSameId`.
 * @param changed - To be called when the job may have changed. It may be called at any time, and as often as one likes.
 * @returns what ends the listening. It is called once, however the waiting ends.
 */
export type JobChanges = (jobId: string, changed: () => void) => () => void;

/** What a polling is woken by. */
export interface Alarm {
  /** Forgets what has been heard: what is read from now on shows it. */
  readonly quiet: () => void;
  /** Waits some milliseconds, or until something is heard, or was heard since {@link Alarm.quiet}; or rejects as `pause`. */
  readonly pause: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly end: () => void;
}

/** Begins to listen. @throws what `listen` throws; TypeError where it gives nothing that ends it. */
export function listenForChanges(listen: (changed: () => void) => () => void): Alarm {
  let isHeard = false;
  let wake: (() => void) | undefined;
  const end: unknown = listen(() => {
    isHeard = true;
    wake?.();
  });
  if (typeof end !== "function") {
    throw argumentError(
      "InvalidArgument",
      `Cannot use changes: expected it to return the function that ends the listening, got ${describeValue(end)}`,
    );
  }
  return {
    quiet: () => void (isHeard = false),
    pause: async (milliseconds, signal) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      try {
        await abortable(
          new Promise<void>((resolve) => {
            if (isHeard) resolve();
            wake = resolve;
            timer = setTimeout(resolve, milliseconds);
          }),
          signal,
        );
      } finally {
        clearTimeout(timer);
        wake = undefined;
      }
    },
    end: () => void end(),
  };
}
