import { createEmulator } from "@sfbulk/emulator";
import type { Journal, JournalEntry } from "./journal.ts";
import { seedOrg } from "./seed-org.ts";

/** An org that is as its journal left it. */
export interface PlayedOrg {
  readonly handle: (request: Request) => Promise<Response>;
  readonly journal: Journal;
}

/** Long enough for a batch to be seen on its way, in milliseconds. */
const queueTime = 1200;
const processTime = 2600;

/** A request that a fault leaves without an answer is not waited for. */
const longestPlay = 50;

/**
 * Makes an org and tells it everything that its journal has, at the times at which it was told: an emulator is
 * deterministic, so that it becomes what it was.
 */
export async function playJournal(journal: Journal): Promise<PlayedOrg> {
  let now: number | undefined = journal.began;
  const { handle, control } = createEmulator({ now: () => now ?? Date.now(), queueTime, processTime });
  await seedOrg(control);
  for (const entry of journal.entries) {
    now = entry.time;
    await play(handle, entry);
  }
  now = undefined;
  return { handle, journal };
}

async function play(handle: PlayedOrg["handle"], { method, url, headers, body }: JournalEntry): Promise<void> {
  const request = new Request(url, { method, headers: [...headers], ...(method === "GET" ? {} : { body }) });
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), longestPlay));
  // A connection that breaks has an answer too; nobody reads it.
  const response = await Promise.race([handle(request), late]);
  await response?.body?.cancel();
}

const looks = new Set(["job", "jobs", "batches", "records", "exchanges", "scenarios"]);

/** Tells whether a request may have changed the org: all do but those that only read. */
export const isWorthKeeping = (method: string, path: string): boolean =>
  method !== "GET" && !looks.has(path.replace("/__emulator/", ""));
