import type { Target } from "../connection/check-connection.ts";

/**
 * Says how many milliseconds to wait before an exchange is repeated: what the server asked for, in full, else a random part
 * of a time that doubles with every failure ("full jitter": clients that failed together do not come back together).
 *
 * @param failures - How many attempts have failed, 1 or more.
 * @param retryAfter - The reply's `Retry-After` header, seconds or a date, if there was one.
 * @returns also what is longer than the call may wait: the caller gives up then.
 */
export function retryDelay(
  { baseDelay, maxDelay }: Pick<Target, "baseDelay" | "maxDelay">,
  failures: number,
  retryAfter: string | null,
  now: number = Date.now(),
  random: number = Math.random(),
): number {
  return askedDelay(retryAfter, now) ?? Math.min(maxDelay, random * baseDelay * 2 ** Math.min(failures - 1, 30));
}

/** Says how many milliseconds a server asked to wait; `undefined` where it did not, or in no words that mean a time. */
export function askedDelay(retryAfter: string | null, now: number = Date.now()): number | undefined {
  const text = retryAfter?.trim() ?? "";
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  // Only the form of an HTTP date: Date.parse takes "-5" or "12" for a date too.
  const time = /^[A-Z][a-z]{2},? .*GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
