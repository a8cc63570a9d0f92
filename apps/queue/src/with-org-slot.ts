import type { FetchAdapter } from "@sfbulk/node";
import type { Database } from "./database.ts";
import { takeLease } from "./take-lease.ts";

/** One of the org's places, for all workers together. */
export interface OrgSlotOptions {
  readonly org: string;
  /** How many places the org has, on all workers together. */
  readonly perOrg: number;
  readonly worker: string;
  /** How long a place is a dead worker's. Those who live renew it three times in that. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/** What may be done while the place is held. */
export interface OrgSlot {
  /** Fires when the place is no more held. */
  readonly signal: AbortSignal;
  /** Sends requests while it is held, and refuses them afterwards. */
  readonly fetch: (next: FetchAdapter) => FetchAdapter;
}

/**
 * Does some work in one of an org's places, and waits for one. Its requests go through `fetch`, which looks at the clock
 * before each: a timer alone would let a process that was stopped send what it was about to send.
 */
export async function withOrgSlot<T>(
  database: Database,
  { org, perOrg, worker, milliseconds, signal }: OrgSlotOptions,
  work: (slot: OrgSlot) => Promise<T>,
): Promise<T> {
  const lease = await takeLease(database, { name: `org ${org}`, places: perOrg, holder: worker, milliseconds, signal });
  const lost = new AbortController();
  const lose = (): void => lost.abort(new Error(`Cannot go on in ${org}: the place among its ${perOrg} is lost`));
  const renew = async (): Promise<void> => {
    try {
      if (!(await lease.renew())) lose();
    } catch {
      // The database cannot be reached: the place is held until its time is over, and another try may come before.
      if (lease.left() === 0) lose();
    }
  };
  const timer = setInterval(() => void renew(), milliseconds / 3);
  const inPlace =
    (next: FetchAdapter): FetchAdapter =>
    async (url, init) => {
      // What is sent has half of the time to end in, before anybody else can have the place.
      if (lease.left() < milliseconds / 2) await renew();
      if (lease.left() < milliseconds / 2) lose();
      lost.signal.throwIfAborted();
      return await next(url, init);
    };
  try {
    return await work({ signal: AbortSignal.any([signal, lost.signal]), fetch: inPlace });
  } finally {
    clearInterval(timer);
    // What cannot be given back comes free by itself.
    await lease.release().catch(() => undefined);
  }
}
