import { isSfbulkError } from "../errors/is-sfbulk-error.ts";
import { pause } from "./pause.ts";

/** What one look gave. */
export interface Polled<T> {
  readonly value: T;
  /** What of it is worth telling of when it changes. */
  readonly key: string;
  /** Whether nothing is to come any more. */
  readonly finished: boolean;
}

/** Options of {@link poll}. Times are in milliseconds. */
export interface PollOptions {
  /** The pause at first, and again after each change. */
  readonly shortest: number;
  /** The longest pause; it grows by half while nothing changes. */
  readonly longest: number;
  readonly signal: AbortSignal | undefined;
}

/** How many looks in a row may get no answer before the polling ends. */
const patience = 5;

/**
 * Reads something again and again until it is finished, and gives what was read whenever that has changed, and the last
 * time. A look that gets no answer is made again later.
 *
 * @throws the signal's reason, any refusal, and the fifth of five failures in a row.
 */
export async function* poll<T>(
  read: () => Promise<Polled<T>>,
  { shortest, longest, signal }: PollOptions,
): AsyncGenerator<T, void, undefined> {
  let interval = shortest;
  let failures = 0;
  let last: string | undefined;
  for (;;) {
    let polled: Polled<T> | undefined;
    try {
      polled = await read();
      failures = 0;
    } catch (error) {
      signal?.throwIfAborted();
      if (!isTransient(error) || ++failures >= patience) throw error;
    }
    if (polled !== undefined && (polled.finished || polled.key !== last)) {
      interval = shortest;
      last = polled.key;
      yield polled.value;
      if (polled.finished) return;
    } else interval = Math.min(longest, Math.max(interval, 1) * 1.5);
    await pause(interval, signal);
  }
}

const isTransient = (error: unknown): boolean =>
  isSfbulkError(error) && (error.name === "NetworkError" || error.name === "ResponseError");
