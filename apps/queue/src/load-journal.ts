import type { Journal, JournalEntry } from "@sfbulk/node";
import { type Database, query } from "./database.ts";

/** Keeps the journal of a load in a table. Its primary key refuses a place that is taken, which is all that it takes. */
export const loadJournal = (database: Database, org: string, load: string): Journal => ({
  read: async () => {
    const text = "select entry from journal where org = $1 and load = $2 order by place";
    return (await query<{ entry: JournalEntry }>(database, text, org, load)).map(({ entry }) => entry);
  },
  append: async (entry, place) => {
    await query(database, "insert into journal values ($1, $2, $3, $4)", org, load, place, JSON.stringify(entry));
  },
});
