import { abortable } from "../../async/abortable.ts";

/** Lets some uploads be on their way at a time: fewer after one has stalled, and then more again. */
export interface UploadGate {
  /**
   * Waits until there is room for an upload.
   *
   * @returns what is to be called at its end, with whether it has stalled.
   * @throws the reason of the signal.
   */
  readonly enter: (signal: AbortSignal | undefined) => Promise<(hasStalled: boolean) => void>;
}

/** Sooner or later it is tried again. */
const mostPatience = 64;

/**
 * Makes a gate. A line that is too slow for several uploads stalls, and sending them again as before would have it stall
 * again: so there are half as many after a stall, down to one. When twice as many as there are at a time have come through
 * since, there is one more; after another stall it takes twice as long, so that a line that bears no more is seldom tried.
 *
 * @param most - How many uploads there are at a time at first, and at most.
 */
export function uploadGate(most: number): UploadGate {
  let limit = most;
  let underWay = 0;
  /** How many came through since the limit was changed. */
  let wellDone = 0;
  /** How often there was a stall. One that began before the last is a part of that one. */
  let stalls = 0;
  /** How many must come through for one more at a time, for each that there is. */
  let patience = 1;
  const waiting: (() => void)[] = [];
  const letIn = (): void => {
    while (underWay < limit) {
      const next = waiting.shift();
      if (next === undefined) return;
      underWay++;
      next();
    }
  };
  const leaver = (began: number) => (hasStalled: boolean) => {
    underWay--;
    if (!hasStalled) wellDone++;
    else if (began === stalls) {
      stalls++;
      wellDone = 0;
      // One alone that stalls says nothing of how many the line bears.
      if (limit > 1) patience = Math.min(mostPatience, patience * 2);
      limit = Math.max(1, Math.floor(limit / 2));
    }
    if (wellDone >= limit * patience && limit < most) {
      limit++;
      wellDone = 0;
      // Where all is as it was, the next stall is another matter.
      if (limit === most) patience = 1;
    }
    letIn();
  };
  return {
    enter: async (signal) => {
      let isIn = false;
      const turn = new Promise<void>((resolve) => {
        waiting.push(() => {
          isIn = true;
          resolve();
        });
      });
      const mine = waiting.at(-1);
      letIn();
      try {
        await abortable(turn, signal);
      } catch (error) {
        const place = waiting.findIndex((one) => one === mine);
        if (place !== -1) waiting.splice(place, 1);
        if (isIn) {
          underWay--;
          letIn();
        }
        throw error;
      }
      return leaver(stalls);
    },
  };
}
