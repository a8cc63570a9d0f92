/** Short enough to look immediate, long enough for the page to have time for itself, in milliseconds. */
const pause = 80;

/** Work that is done soon after it was asked for, once for many calls. */
export interface Coalesced {
  /** Has the work done soon. */
  (): void;
  /** Does it at once; what was still to come is done by that. */
  readonly now: () => void;
  /** Lets it be: what was still to come is not done, nor what is asked for later. */
  readonly end: () => void;
}

/**
 * Makes a function that may be called very often: the work is done once, soon after the first call.
 *
 * Whoever shows something by it that a person can put away must call `end` with the last of it. Otherwise what was put away
 * comes back, as it was before.
 */
export function coalesced(work: () => void): Coalesced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!isOver) work();
  };
  const soon = (): void => void (timer ??= setTimeout(now, pause));
  return Object.assign(soon, {
    now,
    end: () => {
      clearTimeout(timer);
      isOver = true;
    },
  });
}
