/** How many milliseconds work of ours may go on before everything else has its turn. */
const longest = 10;

/** The process's own, also where a test puts its own in their place later: to stand back is not to wait. */
const {
  setImmediate: immediate,
  MessageChannel: Channel,
  setTimeout: later,
} = globalThis as {
  readonly setImmediate?: (run: () => void) => unknown;
  readonly MessageChannel?: typeof MessageChannel;
  readonly setTimeout: typeof setTimeout;
};

/**
 * Lets everything else have its turn. At the first message, Node.js 24 loads its own copy of undici, some 40 ms of the
 * processor, and so `setImmediate` goes before it. Browsers hold timers up in tabs that nobody sees, but no messages.
 */
function standBack(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate !== undefined) {
      immediate(resolve);
      return;
    }
    if (Channel === undefined) {
      later(resolve, 0);
      return;
    }
    const { port1, port2 } = new Channel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}

/**
 * Makes what long work asks after each of its steps: a promise to wait for where the turn is over, `undefined` where it is not.
 *
 * Where several share it and wait, all go on at once: each asks again before it works, or their steps together are one
 * that is long.
 */
export function turns(): () => Promise<void> | undefined {
  let end = performance.now() + longest;
  let standing: Promise<void> | undefined;
  return () => {
    if (standing !== undefined || performance.now() < end) return standing;
    standing = standBack().then(() => {
      standing = undefined;
      end = performance.now() + longest;
    });
    return standing;
  };
}
