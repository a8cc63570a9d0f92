import { setTimeout as pause } from "node:timers/promises";

/** A line that lets so much through in a second, for all that share it. */
export interface Line {
  /** Waits until so many bytes have gone through. */
  readonly take: (bytes: number) => Promise<void>;
}

/** Makes a line. @param rate - Bytes a second; 0 for one that holds nothing back. */
export function line(rate: number): Line {
  let free = 0;
  return {
    take: async (bytes) => {
      if (rate === 0) return;
      const now = performance.now();
      free = Math.max(free, now) + (bytes / rate) * 1000;
      // A timer takes a millisecond at least: what is shorter is made up for by the next one.
      if (free - now >= 1) await pause(free - now);
    },
  };
}
