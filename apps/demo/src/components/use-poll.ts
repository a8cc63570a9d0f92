import { useEffect } from "preact/hooks";

/**
 * Does something again and again while a view is shown and its tab is seen, each time when the last one is over.
 *
 * @param key - Begins anew when it changes.
 */
export function usePoll(work: (stop: AbortSignal) => Promise<void>, milliseconds: number, key: string): void {
  useEffect(() => {
    const stopping = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async (): Promise<void> => {
      if (!document.hidden) await work(stopping.signal).catch(reportUnless(stopping.signal));
      if (!stopping.signal.aborted) timer = setTimeout(() => void turn(), milliseconds);
    };
    void turn();
    return () => {
      clearTimeout(timer);
      stopping.abort(new Error("The view is left"));
    };
  }, [key]);
}

/** An error that the work does not show itself is no reason to stop: the next turn may go well. */
const reportUnless =
  (stop: AbortSignal) =>
  (error: unknown): void => {
    if (!stop.aborted) reportError(error);
  };
