import type { FetchAdapter, Journal } from "@sfbulk/core";

/** Gives the next number from 0 up to 1, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A run that dies at one of its steps: a request, or an entry of its journal. */
export interface MortalRun {
  readonly fetch: FetchAdapter;
  readonly journal: Journal;
  /** Resolves when it is dead. */
  readonly death: Promise<"dead">;
}

const never = new Promise<never>(() => undefined);

/**
 * Lets a run do some steps, and then nothing any more: its journal never answers, and what it still sends goes nowhere.
 * The last step may be done all the same, which nobody hears of.
 */
export function mortalRun(fetch: FetchAdapter, journal: Journal, steps: number, isLastDone: boolean): MortalRun {
  let left = steps;
  let die: ((word: "dead") => void) | undefined;
  const death = new Promise<"dead">((resolve) => (die = resolve));
  /** Does a step; `undefined` where the run is dead by then. */
  const step = async <T>(work: () => Promise<T>): Promise<(() => T) | undefined> => {
    if (left <= 0) return undefined;
    left--;
    if (left === 0) {
      if (isLastDone) await work().catch(() => undefined);
      die?.("dead");
      return undefined;
    }
    const outcome = await work().then(
      (value) => () => value,
      (error: unknown) => (): never => {
        throw error;
      },
    );
    return left > 0 ? outcome : undefined;
  };
  return {
    fetch: async (url, init) => {
      const outcome = await step(async () => await fetch(url, init));
      // A process that is gone waits for nothing: what it was about to wait for ends here, so that no other run, which is in
      // the same process only because this is a test, waits for it.
      if (outcome !== undefined) return outcome();
      // Its last step may still be under way beside it.
      await death;
      throw Object.assign(new Error("this run is dead"), { retry: false });
    },
    journal: {
      read: journal.read,
      append: async (entry, index) => {
        const outcome = await step(async () => await journal.append(entry, index));
        if (outcome === undefined) await never;
        else outcome();
      },
    },
    death,
  };
}

/** What is wrong with a line. Shares of all requests, from 0 to 1. */
export interface BadLine {
  /** The request does not arrive. */
  readonly requestLost: number;
  /** It arrives, and the answer does not. */
  readonly answerLost: number;
  /** It arrives some requests later, when it was given up long ago. */
  readonly arrivesLate: number;
  /** Something in front of Salesforce answers that it is busy. */
  readonly busy: number;
}

/** Makes an adapter whose line is bad. Requests that arrive late outlive the run that sent them. */
export function badLine(fetch: FetchAdapter, random: () => number, line: BadLine): FetchAdapter {
  let late: { wait: number; readonly deliver: () => Promise<unknown> }[] = [];
  const deliverLate = async (): Promise<void> => {
    for (const one of late) one.wait--;
    const due = late.filter(({ wait }) => wait <= 0);
    late = late.filter(({ wait }) => wait > 0);
    for (const { deliver } of due) await deliver();
  };
  return async (url, init) => {
    await deliverLate();
    let dice = random();
    const falls = (share: number): boolean => (dice -= share) < 0;
    const lost = (): Error => new TypeError("fetch failed");
    if (falls(line.requestLost)) throw lost();
    if (falls(line.answerLost)) {
      await fetch(url, init);
      throw lost();
    }
    if (falls(line.arrivesLate)) {
      const { signal: _, ...others } = init;
      const deliver = async (): Promise<unknown> =>
        await fetch(url, { ...others, signal: new AbortController().signal });
      late.push({ wait: 1 + Math.floor(random() * 12), deliver });
      throw lost();
    }
    if (falls(line.busy)) return new Response("busy", { status: 503 });
    return await fetch(url, init);
  };
}
