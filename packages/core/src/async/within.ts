import { WaitTimeoutError } from "../errors/wait-timeout-error.ts";

/**
 * Does something under a deadline of its own.
 *
 * @param action - What it is, for the error: `close job "750…"`.
 * @param work - Is given a signal that fires when the time is over, and must end then.
 * @throws WaitTimeoutError with the job's id when the time is over, and whatever `work` throws before.
 */
export async function within<T>(
  milliseconds: number,
  action: string,
  jobId: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  // Our own timer: fake clocks do not move AbortSignal.timeout, and Node.js does not stay alive for it.
  const timer = setTimeout(
    () =>
      controller.abort(
        new WaitTimeoutError(`Cannot ${action}: not done within ${milliseconds} ms`, { code: "EndTimeout", jobId }),
      ),
    milliseconds,
  );
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
