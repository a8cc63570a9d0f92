import { seeError, type SeenError } from "./seen-error.ts";

/** What an attack came to. */
export interface Tally {
  /** How many cases were tried. */
  cases: number;
  /** How many calls of sfbulk were made in them. */
  calls: number;
  /** How many requests were sent. */
  requests: number;
  /** How often each fault was met. */
  readonly faults: Record<string, number>;
  /** How often each outcome came. */
  readonly outcomes: Record<string, number>;
  /** What did not hold, in words; none is what is promised. */
  readonly broken: string[];
}

/** Makes a tally of nothing. */
export const newTally = (): Tally => ({ cases: 0, calls: 0, requests: 0, faults: {}, outcomes: {}, broken: [] });

/** Counts something under a name. */
export function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** The word that all secrets of an attack have in them. */
export const secret = "SECRETdoNotShow";

/** The token of an attack: it must be in nothing that anybody may read. */
export const token = `00DMo0000000001!AQ.${secret}.0123456789abcdef`;

/** Notes what does not hold, unless it does. */
export function hold(tally: Tally, holds: boolean, words: () => string): void {
  if (!holds) tally.broken.push(words());
}

/** Judges an error: it must be one of those that are documented, and have no secret in it. Gives its name and code. */
export const judgeError = (tally: Tally, error: unknown, where: string): string =>
  judgeSeenError(tally, seeError(error), where);

/** The same of one that was thrown elsewhere. */
export function judgeSeenError(tally: Tally, { name, code, isDocumented, texts }: SeenError, where: string): string {
  const all = (): string => texts.join("\n");
  hold(tally, !texts.some((text) => text.includes(secret)), () => `${where}: the token is in the error: ${all()}`);
  hold(tally, isDocumented, () => `${where}: not an error that is documented: ${all()}`);
  return `${name} ${code}`;
}
