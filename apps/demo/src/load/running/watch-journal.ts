import type { Journal, JournalEntry } from "@sfbulk/browser";
import type { LoadBatch } from "./current-load.ts";
import { inTurn } from "./in-turn.ts";

/** Passes a journal on, and tells which batches of the load there are as it is read and written. */
export function watchJournal(journal: Journal, onBatches: (batches: readonly LoadBatch[]) => void): Journal {
  const batches = new Map<number, LoadBatch>();
  const note = (entry: JournalEntry): void => {
    if (entry.kind === "adding-batch") {
      const { jobId, firstRow, rows, bytes } = entry;
      batches.set(firstRow, { jobId, firstRow, rows, bytes, batchId: undefined });
    }
    const known = entry.kind === "batch-added" ? batches.get(entry.firstRow) : undefined;
    if (entry.kind !== "batch-added" || known === undefined) return;
    batches.set(entry.firstRow, { ...known, jobId: entry.jobId, batchId: entry.batchId });
  };
  const tell = (): void => onBatches([...batches.values()].toSorted((one, other) => one.firstRow - other.firstRow));
  return {
    read: async () => {
      const entries = await inTurn(async () => await journal.read());
      for (const entry of entries) note(entry);
      if (batches.size > 0) tell();
      return entries;
    },
    append: async (entry, place) => {
      await journal.append(entry, place);
      note(entry);
      tell();
    },
    release: async () => await journal.release?.(),
  };
}
