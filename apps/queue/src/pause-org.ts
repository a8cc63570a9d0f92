import { isLoadError, isSfbulkError, type SessionError } from "@sfbulk/node";
import type { PgBoss } from "pg-boss";
import { type Database, query } from "./database.ts";
import { loads, pausedLoads } from "./load-queue.ts";

/**
 * Gives what ends all loads of an org until a person has done something, signed in again mostly: a `SessionError` that
 * another try does not mend, as `RefreshTokenLost` and `RefreshTokenDead` are. Other errors are of one load: `undefined`.
 */
export function troubleOfOrg(error: unknown): SessionError | undefined {
  const cause = isLoadError(error) ? error.cause : error;
  if (!isSfbulkError(cause) || cause.name !== "SessionError") return undefined;
  // Where the store of grants could not be read, that may be the database.
  return cause.isTransient || cause.code === "NoAccessToken" ? undefined : cause;
}

/** Gives why an org is paused; `undefined` where it is not, or where there is no such org. */
export async function whyPaused(database: Database, org: string): Promise<string | undefined> {
  const [row] = await query<{ paused: string | null }>(database, "select paused from orgs where org = $1", org);
  return row?.paused ?? undefined;
}

/**
 * Notes that an org is paused.
 *
 * @returns `"now"` for the one who has paused it, of all workers; `"before"` where somebody else had; `"unknown"` where the
 *   table `orgs` does not name it.
 */
export async function pauseOrg(database: Database, org: string, why: string): Promise<"now" | "before" | "unknown"> {
  const text = "update orgs set paused = $2 where org = $1 and paused is null returning org";
  if ((await query(database, text, org, why)).length === 1) return "now";
  return (await query(database, "select org from orgs where org = $1", org)).length === 1 ? "before" : "unknown";
}

/**
 * Moves the loads of a paused org that nobody does out of the way, into the queue `paused-loads`, from which nobody takes any.
 *
 * @returns how many there were.
 */
export const setLoadsAside = async (queue: PgBoss, org: string): Promise<number> =>
  await moveLoads(queue, org, loads, pausedLoads);

/**
 * Has an org's loads done again, after its trouble is over.
 *
 * @returns how many were set aside.
 */
export async function resumeOrg(queue: PgBoss, database: Database, org: string): Promise<number> {
  await query(database, "update orgs set paused = null where org = $1", org);
  return await moveLoads(queue, org, pausedLoads, loads);
}

async function moveLoads(queue: PgBoss, org: string, from: string, destination: string): Promise<number> {
  // What is made for dead letters moves any tasks that wait, a thousand at a time.
  for (let all = 0; ;) {
    const moved = await queue.redrive(from, { destination, data: { org } });
    if (moved === 0) return all;
    all += moved;
  }
}
