import type { EmulatorControl } from "../../control/emulator-control.ts";

const minute = 60_000;
/** In real milliseconds: who waits for a job looks again in the meantime. */
const pause = 20;

/**
 * Does some work while the org's time goes on by a minute at a time. Each minute waits for the one before: where they are
 * asked for by the clock, they pile up in front of the work's own requests on a machine that is slower than it. None is
 * under way any more at the end, however the work ends: it would meet the next case's org.
 */
export async function whileTimePasses<T>(control: EmulatorControl, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const passing = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await control.advance(minute);
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  };
  const passed = passing();
  const worked = async (): Promise<T> => {
    try {
      return await work();
    } finally {
      over.abort();
      await passed;
    }
  };
  const [result] = await Promise.all([worked(), passed]);
  return result;
}
