import type { JournalEntry } from "../../../protocol/journal-entry.ts";
import type { Journal } from "../../../journals/journal.ts";
import { memoryJournal } from "../../../journals/memory-journal.ts";
import { readJournal } from "../../../journals/read-journal.ts";
import { applyEntry, emptyState, type LoadState } from "./load-state.ts";

/** The journal of a load that is running, and what its entries come to. */
export interface LoadLog {
  readonly state: LoadState;
  /** All entries so far. */
  readonly entries: readonly JournalEntry[];
  /** Whether an entry could not be written: then the load may be another run's by now. */
  readonly isLost: () => boolean;
  /** Writes an entry; those that were asked for before are written before. After a failure, none is written any more. */
  readonly write: (entry: JournalEntry) => Promise<void>;
}

/** Makes the log of a load that begins, or goes on from what is in its journal. */
export async function openLog(
  journal: Journal | undefined,
  resume: readonly JournalEntry[] | undefined,
): Promise<LoadLog> {
  const kept = journal ?? memoryJournal(resume);
  const state = emptyState();
  const entries = await readJournal(kept);
  for (const entry of entries) applyEntry(state, entry);
  let isLost = false;
  let last = Promise.resolve();
  const append = async (before: Promise<void>, entry: JournalEntry): Promise<void> => {
    await before;
    try {
      await kept.append(entry, entries.length);
    } catch (error) {
      isLost = true;
      throw error;
    }
    applyEntry(state, entry);
    entries.push(entry);
  };
  return {
    state,
    entries,
    isLost: () => isLost,
    write: async (entry) => {
      last = append(last, entry);
      await last;
    },
  };
}
