/** Who waits for a signal. */
interface Waiting {
  readonly calls: Set<() => void>;
  readonly listener: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Has a function called once when a signal fires. However many wait for one signal, it has one listener: of more than
 * ten, Node.js warns as of a leak, and many calls under one signal are what signals are for.
 *
 * @param call - Must not throw. A signal that has fired already calls nothing.
 * @returns what takes it back.
 */
export function onAbort(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal === undefined) return nothing;
  const waiting = waitingFor.get(signal) ?? wait(signal);
  waiting.calls.add(call);
  return () => {
    waiting.calls.delete(call);
    if (waiting.calls.size > 0 || waitingFor.get(signal) !== waiting) return;
    waitingFor.delete(signal);
    signal.removeEventListener("abort", waiting.listener);
  };
}

function wait(signal: AbortSignal): Waiting {
  const calls = new Set<() => void>();
  const listener = (): void => {
    for (const call of calls) call();
  };
  const waiting = { calls, listener };
  waitingFor.set(signal, waiting);
  signal.addEventListener("abort", listener, { once: true });
  return waiting;
}

const nothing = (): void => undefined;
