import type { FetchAdapter } from "@sfbulk/node";

/** An adapter that minds a signal, and no more once that is over. */
export interface MindingAdapter {
  readonly fetch: FetchAdapter;
  readonly done: () => void;
}

/**
 * Has a signal end the requests of an adapter until `done` is called. A token source outlives what it was made for: whoever is
 * interrupted may need another token to end a job.
 */
export function untilDone(adapter: FetchAdapter, signal: AbortSignal): MindingAdapter {
  let minded: AbortSignal | undefined = signal;
  return {
    fetch: async (url, init) => {
      if (minded === undefined) return await adapter(url, init);
      const both = init.signal == null ? minded : AbortSignal.any([minded, init.signal]);
      return await adapter(url, { ...init, signal: both });
    },
    done: () => {
      minded = undefined;
    },
  };
}
