// Those of the process, also where a test puts its own in their place later: to stand back is not to wait.
const { setTimeout: later } = globalThis;

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
