/** What runs a function when everything else that waits has had its turn. */
type RunLater = (run: () => void, delay: number) => unknown;

/**
 * Those of the process, also where a test puts its own in their place later: to stand back is not to wait. Node.js takes
 * timers that are due one after the other and lets nothing arrive in between, so that `setImmediate` goes before them.
 */
const { setImmediate: immediate, setTimeout: timer } = globalThis as {
  readonly setImmediate?: RunLater;
  readonly setTimeout: RunLater;
};
const later = immediate ?? timer;

/** How many milliseconds something may go on before others have their turn. */
const turn = 20;

/** Makes what tells, from now on, whether a turn is over. */
export function turnEnd(): () => boolean {
  const end = performance.now() + turn;
  return () => performance.now() >= end;
}

/** Lets everybody else have a turn. */
export const standBack = (): Promise<void> =>
  new Promise((resolve) => {
    later(resolve, 0);
  });

/** How many milliseconds have gone on without anybody else's turn, as far as {@link inTurn} knows. */
let spent = 0;
/** Everybody who waits waits for the same turn: of several, each would begin one of its own, all in one go. */
let nextTurn: Promise<void> | undefined;

/** Does something that may take long, at the earliest when others have had their turn. */
export async function inTurn<T>(work: () => T): Promise<T> {
  if (spent >= turn) {
    await (nextTurn ??= standBack().then(() => {
      spent = 0;
      nextTurn = undefined;
    }));
    // Somebody else may have taken that turn.
    return inTurn(work);
  }
  const began = performance.now();
  try {
    return work();
  } finally {
    spent += performance.now() - began;
  }
}
