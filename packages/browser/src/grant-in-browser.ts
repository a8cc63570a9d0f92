import type { GrantStore, StoredGrant } from "@sfbulk/core";
import type { StorageArea } from "./browser-store.ts";

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

const table = "grants";

/** A transaction compares and keeps in one step. */
const inDatabase = (name: string): GrantStore => ({
  read: async () =>
    await withDatabase(async (database) => {
      const grants = database.transaction(table, "readonly").objectStore(table);
      return await resultOf<StoredGrant | undefined>(grants.get(name));
    }),
  replace: async (old, next) =>
    await withDatabase(async (database) => {
      const transaction = database.transaction(table, "readwrite", { durability: "strict" });
      const kept = keptOf(transaction);
      const grants = transaction.objectStore(table);
      const before = await resultOf<StoredGrant | undefined>(grants.get(name));
      const isSame = before?.revision === old?.revision;
      if (isSame) grants.put(next, name);
      await kept;
      return isSame;
    }),
});

/** Opens the database for one thing, so that it is in nobody's way afterwards. */
async function withDatabase<T>(work: (database: IDBDatabase) => Promise<T>): Promise<T> {
  const opening = indexedDB.open("sfbulk grants", 1);
  opening.addEventListener("upgradeneeded", () => void opening.result.createObjectStore(table));
  const database = await resultOf(opening);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const resultOf = async <T>(request: IDBRequest<T>): Promise<T> =>
  await new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error as DOMException));
  });

/** Waits until a transaction is on disk. */
const keptOf = async (transaction: IDBTransaction): Promise<void> =>
  await new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error as DOMException));
  });
