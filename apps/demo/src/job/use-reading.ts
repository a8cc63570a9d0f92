import { useState } from "preact/hooks";
import { usePoll } from "../components/use-poll.ts";

/** What was read of something that changes. */
export interface Reading<T> {
  /** What was read last; `undefined` before the first time. */
  readonly reading: T | undefined;
  /** Why the last reading failed; `undefined` where it did not. */
  readonly failure: Error | undefined;
  /** Reads at once. */
  readonly again: () => void;
}

/** Milliseconds between two readings, of what moves and of what rests. */
const interval = { moving: 1500, resting: 10_000 };

/** Reads a job again and again, more often while something of it moves, and keeps what was read where a reading fails. */
export function useReading<T>(
  read: (signal: AbortSignal) => Promise<T>,
  isMoving: (reading: T) => boolean,
  key: string,
): Reading<T> {
  const [reading, setReading] = useState<T | undefined>(undefined);
  const [failure, setFailure] = useState<Error | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  const moves = reading === undefined || isMoving(reading);
  usePoll(
    async (signal) => {
      try {
        setReading(await read(signal));
        setFailure(undefined);
      } catch (error) {
        signal.throwIfAborted();
        setFailure(error as Error);
      }
    },
    moves ? interval.moving : interval.resting,
    `${key} ${moves} ${turn}`,
  );
  return { reading, failure, again: () => setTurn((count) => count + 1) };
}
