/** Tells the time of an org. Nothing in an org happens by itself: what time has brought about is worked out when asked. */
export interface Clock {
  /** Gives milliseconds since 1970. */
  readonly now: () => number;
  /** Moves the clock on, in milliseconds. */
  readonly advance: (milliseconds: number) => void;
  /** What it has been advanced by, in milliseconds. */
  shift: number;
}

/** Makes a clock that runs as another one does, plus whatever it has been advanced by. */
export function createClock(base: () => number): Clock {
  const clock: Clock = {
    shift: 0,
    now: () => base() + clock.shift,
    advance: (milliseconds) => {
      if (!Number.isFinite(milliseconds) || milliseconds < 0) {
        throw new TypeError(`Cannot advance the clock by ${milliseconds}: expected milliseconds, 0 or more`);
      }
      clock.shift += milliseconds;
    },
  };
  return clock;
}
