import type { GrantStore, StoredGrant } from "@sfbulk/core";
import type { StorageArea } from "./browser-store.ts";
import { keptOf, resultOf, withDatabase } from "./in-database.ts";

/** Gives what keeps the grant with this name: in an area of an extension, or in IndexedDB. */
export const grantInBrowser = (name: string, area: StorageArea | undefined): GrantStore =>
  area === undefined ? inDatabase(name) : inArea(`sfbulk grant ${name}`, area);

/** An area cannot compare: a lock of its own is held meanwhile. */
function inArea(name: string, area: StorageArea): GrantStore {
  const read = async (): Promise<StoredGrant | undefined> => (await area.get(name))[name] as StoredGrant | undefined;
  return {
    read,
    replace: async (old, next) =>
      await navigator.locks.request(`${name}, replacing`, async () => {
        if ((await read())?.revision !== old?.revision) return false;
        await area.set({ [name]: next });
        return true;
      }),
  };
}

const database = "sfbulk grants";
const table = "grants";

/** A transaction compares and keeps in one step. */
const inDatabase = (name: string): GrantStore => ({
  read: async () =>
    await withDatabase(database, table, async (opened) => {
      const grants = opened.transaction(table, "readonly").objectStore(table);
      return await resultOf<StoredGrant | undefined>(grants.get(name));
    }),
  replace: async (old, next) =>
    await withDatabase(database, table, async (opened) => {
      const transaction = opened.transaction(table, "readwrite", { durability: "strict" });
      const kept = keptOf(transaction);
      const grants = transaction.objectStore(table);
      const compare = async (): Promise<boolean> => {
        const before = await resultOf<StoredGrant | undefined>(grants.get(name));
        if (before?.revision !== old?.revision) return false;
        await resultOf(grants.put(next, name));
        return true;
      };
      // Both at once: where the first fails, so does the second, and somebody must hear it.
      const [isSame] = await Promise.all([compare(), kept]);
      return isSame;
    }),
});
