import { signal } from "@preact/signals";
import { browserJournal, type JournalEntry } from "@sfbulk/browser";
import { readStore, settled, withStore } from "../../history/console-database.ts";
import type { Org } from "../../org/org.ts";
import type { LoadOrder } from "./current-load.ts";
import { inTurn } from "./in-turn.ts";

/** A load as this browser keeps it: names, counts and ids, and what opens the file again; no rows of it, and no session. */
export interface KeptLoad extends Omit<LoadOrder, "org"> {
  readonly instanceUrl: string;
  readonly handle: FileSystemFileHandle | undefined;
  readonly startedAt: number;
  /** Whose session it began with; nobody else goes on with it. Absent in what earlier versions kept. */
  readonly startedBy?: Pick<Org, "userId" | "username">;
}

/** A load of an earlier run that has not ended, and how far it is. */
export interface LoadToTakeUp extends KeptLoad {
  /** The first row that is not known to be there. */
  readonly nextRow: number;
  /** How many are known to be there. */
  readonly rowsThere: number;
  /** Its last job. */
  readonly jobId: string | undefined;
}

/** The loads that may be taken up, newest first; those of other orgs too. */
export const loadsToTakeUp = signal<readonly LoadToTakeUp[]>([]);

/** Keeps a load before it begins. */
export async function keepLoad(load: KeptLoad): Promise<void> {
  await withStore("loads", "readwrite", (loads) => loads.put(load));
}

/** Forgets a load and its journal; the org is not concerned. */
export async function forgetLoad(id: string): Promise<void> {
  await withStore("loads", "readwrite", (loads) => loads.delete(id));
  await forgetJournal(id);
  await readKeptLoads();
}

/** How the console's loads are called, among others of the same origin. */
const ours = "console ";

/** Gives a name to a load, and to its journal. */
export const newLoadId = (): string => `${ours}${crypto.randomUUID()}`;

/** The database, and the lock, of a journal that `browserJournal` makes. */
const journalName = (id: string): string => `sfbulk journal ${id}`;

/** Forgets the journal of a load that needs none any more. */
export async function forgetJournal(id: string): Promise<void> {
  await settled(indexedDB.deleteDatabase(journalName(id)));
}

/** Forgets the journals of loads that never began, since their tab was closed before. */
async function forgetOthers(names: readonly string[], kept: readonly KeptLoad[]): Promise<void> {
  const known = new Set(kept.map(({ id }) => journalName(id)));
  const locks = navigator.locks as LockManager | undefined;
  const { held = [] } = (await locks?.query()) ?? {};
  for (const { name = "" } of held) known.add(name);
  for (const name of names) {
    if (name.startsWith(journalName(ours)) && !known.has(name)) await settled(indexedDB.deleteDatabase(name));
  }
}

/** Reads which loads are kept. */
export const readKeptLoads = async (): Promise<void> => await inTurn(readThem);

async function readThem(): Promise<void> {
  const names = (await indexedDB.databases()).map(({ name = "" }) => name);
  const all = await readStore<KeptLoad>("loads");
  await forgetOthers(names, all);
  const found = await Promise.all(all.toSorted((one, other) => other.startedAt - one.startedAt).map(howFar));
  loadsToTakeUp.value = found.filter((one) => one !== undefined);
}

/** Reads the journal of a load; `undefined` where another tab is writing it. */
async function howFar(load: KeptLoad): Promise<LoadToTakeUp | undefined> {
  const journal = browserJournal(load.id);
  let entries: readonly JournalEntry[];
  try {
    entries = await journal.read();
  } catch (error) {
    if ((error as { readonly code?: string }).code === "JournalTaken") return undefined;
    throw error;
  } finally {
    await journal.release?.();
  }
  const added = new Set(entries.flatMap((entry) => (entry.kind === "batch-added" ? [entry.firstRow] : [])));
  const rows = new Map(
    entries.flatMap((entry) => (entry.kind === "adding-batch" ? [[entry.firstRow, entry.rows] as const] : [])),
  );
  let nextRow = 1;
  while (added.has(nextRow)) nextRow += rows.get(nextRow) ?? Infinity;
  const jobId = entries.flatMap((entry) => (entry.kind === "job-created" ? [entry.jobId] : [])).at(-1);
  const rowsThere = [...added].reduce((sum, firstRow) => sum + (rows.get(firstRow) ?? 0), 0);
  return { ...load, nextRow, rowsThere, jobId };
}
