import { DetailedError } from "../errors/detailed-error.ts";
import { withNote } from "../errors/with-note.ts";
import { type Alarm, listenForChanges } from "./changes.ts";
import { pause } from "./pause.ts";

/** What one look gave. */
export interface Polled<T> {
  readonly value: T;
  /** What of it is worth telling of when it changes. */
  readonly key: string;
  /** Whether nothing is to come any more. */
  readonly finished: boolean;
  /** What part of the work is done, from 0 to 1; `undefined` where that is not known. */
  readonly share?: number | undefined;
}

/** Options of {@link poll}. Times are in milliseconds. */
export interface PollOptions {
  /**
   * The pause after each change. The first two are a quarter and a half of it, since what is short is done by then; but not
   * where something listens.
   */
  readonly shortest: number;
  /** The longest pause; it grows by half while nothing changes. It ends early where the rest will be done by then. */
  readonly longest: number;
  readonly signal: AbortSignal | undefined;
  /** Is told what each look failed with, and `undefined` of one that did not. */
  readonly onLook?: ((failure: Error | undefined) => void) | undefined;
  /** Has the next look made at once whenever what it is given is called. @returns what ends that. */
  readonly listen?: ((changed: () => void) => () => void) | undefined;
}

/** What part of the shortest pause the first one is: most of a short load was the wait for the second look, 2 s of 4. */
const firstPause = 0.25;
/** How much longer than at the pace so far the rest may take, before it is looked at once more. */
const leeway = 1.1;
/** How long there may be nothing but failures before the polling ends, in milliseconds. */
const patience = 300_000;
/** The least pause after a failure, in milliseconds: it grows by half with each one in a row, whatever the options are. */
const failurePause = 500;
const longestFailurePause = 30_000;
/** The least time from one look to the next that something heard has made early, in milliseconds: one change may be told often. */
const shortestHeard = 250;

/**
 * Reads something again and again until it is finished, and gives what was read whenever that has changed, and the last
 * time. A look that fails for the moment is made again after a growing pause, and no sooner than the server asked; one that
 * fails for good ends it at once. What is heard in between makes the next look early, but none that waits because one failed.
 *
 * @param read - Makes one attempt: repeating is the polling's own.
 * @throws the signal's reason; what fails for good; and the last failure, with since when, where for five minutes there was
 *   nothing else, or where the server asks to wait for longer than that.
 */
export async function* poll<T>(
  read: () => Promise<Polled<T>>,
  options: PollOptions,
): AsyncGenerator<T, void, undefined> {
  const alarm = options.listen === undefined ? undefined : listenForChanges(options.listen);
  try {
    yield* pollUntilFinished(read, options, alarm);
  } finally {
    alarm?.end();
  }
}

async function* pollUntilFinished<T>(
  read: () => Promise<Polled<T>>,
  { shortest, longest, signal, onLook }: PollOptions,
  alarm: Alarm | undefined,
): AsyncGenerator<T, void, undefined> {
  let interval = shortest;
  // Whoever hears of changes need not look early.
  let ramp = alarm === undefined ? shortest * firstPause : shortest;
  let failing: { readonly since: number; count: number } | undefined;
  let last: string | undefined;
  const timeLeft = pace();
  for (;;) {
    const began = performance.now();
    let polled: Polled<T> | undefined;
    let wait = 0;
    alarm?.quiet();
    try {
      polled = await read();
      failing = undefined;
      onLook?.(undefined);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof DetailedError) || !error.isTransient) throw error;
      failing ??= { since: began, count: 0 };
      const failedFor = performance.now() - failing.since;
      const asked = error.retryAfter ?? 0;
      if (failedFor >= patience || asked > patience) throw withNote(error, sayHowLong(failedFor));
      onLook?.(error);
      wait = Math.max(asked, Math.min(longestFailurePause, failurePause * 1.5 ** failing.count++));
    }
    if (polled !== undefined && (polled.finished || polled.key !== last)) {
      interval = shortest;
      last = polled.key;
      yield polled.value;
      if (polled.finished) return;
    } else interval = Math.min(longest, Math.max(interval, 1) * 1.5);
    // What is nearly done is not waited for as long as what has just begun; nobody who hears of changes need reckon.
    const left = polled === undefined || alarm !== undefined ? Infinity : timeLeft(polled.share, performance.now());
    // One that failed is not made again any sooner for that.
    const next = polled === undefined ? interval : Math.min(ramp, interval, Math.max(shortest * firstPause, left));
    ramp = Math.max(ramp, 1) * 2;
    const early = Math.max(wait, shortestHeard - (performance.now() - began));
    if (alarm === undefined || early >= next) await pause(Math.max(next, wait), signal);
    else {
      if (early > 0) await pause(early, signal);
      await alarm.pause(next - Math.max(0, early), signal);
    }
  }
}

/** Makes what tells, by the shares of two looks, how many milliseconds the rest will take: `Infinity` where nothing moved. */
function pace(): (share: number | undefined, now: number) => number {
  let before: { readonly share: number; readonly at: number } | undefined;
  return (share, now) => {
    const first = before;
    before = share === undefined ? undefined : { share, at: now };
    if (share === undefined || first === undefined || share <= first.share) return Infinity;
    return ((1 - share) / (share - first.share)) * (now - first.at) * leeway;
  };
}

function sayHowLong(milliseconds: number): string {
  const since = new Date(Date.now() - milliseconds).toISOString();
  return `every look has failed since ${since}, for ${Math.round(milliseconds / 1000)} s`;
}
