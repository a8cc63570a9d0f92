import type { GrantStore, StoredGrant } from "@sfbulk/node";
import { type Database, query } from "./database.ts";
import { takeLease } from "./take-lease.ts";

/**
 * Keeps a user's consent in a row, for all workers. Let nobody else read the table, or encrypt the column.
 *
 * Its lock is a lease as long as a renewal may take, which nobody makes longer: who has held it for longer has died, or asks
 * no more. So a worker that dies in a renewal holds up the others of its org until then.
 */
export const grantStore = (database: Database, org: string, holder: string): Required<GrantStore> => ({
  read: async () => {
    const text = "select content from grants where org = $1";
    return (await query<{ content: StoredGrant }>(database, text, org))[0]?.content;
  },
  replace: async (old, next) => {
    const content = JSON.stringify(next);
    const rows =
      old === undefined
        ? await query(database, "insert into grants values ($1, $2) on conflict do nothing returning org", org, content)
        : await query(
            database,
            "update grants set content = $2 where org = $1 and content->>'revision' = $3 returning org",
            org,
            content,
            old.revision,
          );
    return rows.length === 1;
  },
  lock: async (work, longest) => {
    const lease = await takeLease(database, { name: `grant ${org}`, places: 1, holder, milliseconds: longest });
    try {
      return await work();
    } finally {
      await lease.release();
    }
  },
});
