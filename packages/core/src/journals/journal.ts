import type { JournalEntry } from "../protocol/journal-entry.ts";

/**
 * Keeps what a load has done, so that another run can take it up: a list that grows at its end. One journal is for one
 * load. `memoryJournal`, `fileJournal` (Node.js, Deno) and `browserJournal` are there; a table of a database takes two
 * statements.
 */
export interface Journal {
  /** Gives all entries, in their order; none where there is no journal yet. */
  readonly read: () => Promise<readonly JournalEntry[]>;
  /**
   * Puts an entry at the end, and resolves when it is kept for good: on disk, committed. It is called with one entry at a
   * time, and the next one after that has resolved.
   *
   * @param index - Its place, counted from 0.
   * @throws where an entry has that place already: another run has taken up the load, and this one stops before it sends.
   */
  readonly append: (entry: JournalEntry, index: number) => Promise<void>;
  /** Gives back what `read` took, such as a lock. It is called once, when the load has ended or stopped. */
  readonly release?: () => Promise<void>;
}
