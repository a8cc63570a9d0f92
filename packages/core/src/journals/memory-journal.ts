import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";
import type { JournalEntry } from "../protocol/journal-entry.ts";
import type { Journal } from "./journal.ts";
import { journalTaken } from "./journal-taken.ts";

/**
 * Makes a journal that is kept in memory: it outlives a run and not the process. For tests, and for who keeps its entries
 * by other means.
 *
 * @param entries - What it has from the start, such as `resume` of a `LoadError`.
 * @throws TypeError for anything but an array.
 * @example
 * ```ts
 * import { loadRows, memoryJournal } from "@sfbulk/core";
 *
 * const journal = memoryJournal();
 * await loadRows(connection, { operation: "insert", object: "Account" }, "Name\nAcme\n", { journal });
 * console.log((await journal.read()).at(-1)?.kind); // "ended"
 * ```
 */
export function memoryJournal(entries: readonly JournalEntry[] = []): Journal {
  if (!Array.isArray(entries)) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use entries: expected an array of entries, got ${describeValue(entries)}`,
    );
  }
  const kept: JournalEntry[] = [...entries];
  return {
    read: () => Promise.resolve([...kept]),
    // What it throws is to be a rejection.
    append: async (entry, index) => {
      if (index !== kept.length) throw journalTaken("the journal in memory", index);
      kept.push(entry);
    },
  };
}
