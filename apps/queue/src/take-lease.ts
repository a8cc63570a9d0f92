import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Database, query } from "./database.ts";

/** What is asked for: one of some places of a name, for a time. */
export interface LeaseRequest {
  readonly name: string;
  /** How many may have it at a time. */
  readonly places: number;
  /** Who asks, for people who look into the table. */
  readonly holder: string;
  readonly milliseconds: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** A place that nobody else has before its time is over. */
export interface Lease {
  /** How much of its time is left, in milliseconds; none, once it is over. */
  readonly left: () => number;
  /** Begins its time anew. @returns false where it is over: somebody else may have the place. */
  readonly renew: () => Promise<boolean>;
  /** Gives the place to others. */
  readonly release: () => Promise<void>;
}

const claim = `
  insert into leases
  select $1, free.place, $3, clock_timestamp() + $4 * interval '1 millisecond'
  from generate_series(1, $2::int) as free (place)
  where not exists (
    select from leases held where held.name = $1 and held.place = free.place and held.until > clock_timestamp()
  )
  order by random() limit 1
  on conflict (name, place) do update set holder = excluded.holder, until = excluded.until
  where leases.until <= clock_timestamp()
  returning place`;

const prolong = `
  update leases set until = clock_timestamp() + $4 * interval '1 millisecond'
  where name = $1 and place = $2 and holder = $3 and until > clock_timestamp()
  returning place`;

/**
 * Waits until one of the places is free, and takes it. The time of a lease is measured twice and compared nowhere: by the
 * database's clock, for all who want the place, and by this process's own monotonic one from before it asked, so that it
 * ends here first. No two clocks need agree, and a process that was stopped finds its lease over when it goes on.
 */
export async function takeLease(database: Database, request: LeaseRequest): Promise<Lease> {
  const { name, places, milliseconds, signal } = request;
  // Another each time: a worker that comes back to a place does not take its old lease for the new one.
  const holder = `${request.holder} ${randomUUID()}`;
  for (let wait = 20; ; wait = Math.min(2 * wait, 500)) {
    signal?.throwIfAborted();
    const asked = performance.now();
    const [taken] = await query<{ place: number }>(database, claim, name, places, holder, milliseconds);
    if (taken !== undefined) return leaseOf(database, { name, place: taken.place, holder, milliseconds, asked });
    await pause(wait * (0.5 + Math.random()), undefined, { signal });
  }
}

interface Held {
  readonly name: string;
  readonly place: number;
  readonly holder: string;
  readonly milliseconds: number;
  /** When it was asked for, of `performance.now()`. */
  readonly asked: number;
}

function leaseOf(database: Database, { name, place, holder, milliseconds, asked }: Held): Lease {
  let until = asked + milliseconds;
  return {
    left: () => Math.max(0, until - performance.now()),
    renew: async () => {
      const next = performance.now() + milliseconds;
      const rows = await query(database, prolong, name, place, holder, milliseconds);
      until = rows.length === 1 ? next : 0;
      return until > 0;
    },
    release: async () => {
      until = 0;
      await query(database, "delete from leases where name = $1 and place = $2 and holder = $3", name, place, holder);
    },
  };
}
