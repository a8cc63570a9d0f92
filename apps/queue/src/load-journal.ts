import type { Journal, JournalEntry } from "@sfbulk/node";
import { type Database, query } from "./database.ts";

/** Keeps the journal of a load in a table. Its primary key refuses a place that is taken, which is all that it takes. */
export const loadJournal = (database: Database, load: string): Journal => ({
  read: async () => {
    const text = "select entry from journal where load = $1 order by place";
    return (await query<{ entry: JournalEntry }>(database, text, load)).map(({ entry }) => entry);
  },
  append: async (entry, place) => {
    await query(database, "insert into journal values ($1, $2, $3)", load, place, JSON.stringify(entry));
  },
});
