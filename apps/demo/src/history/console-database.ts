const name = "sfbulk console";

/** What the console keeps in this browser: loads that are under way, and what was done. */
export type ConsoleStore = "loads" | "history";

const version = 2;

/** Does something with one of the console's tables, each entry of which is named by its `id`. */
export async function withStore<T>(
  store: ConsoleStore,
  mode: IDBTransactionMode,
  work: (entries: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(name, version);
  opening.addEventListener("upgradeneeded", () => {
    for (const one of ["loads", "history"] satisfies ConsoleStore[]) {
      if (!opening.result.objectStoreNames.contains(one)) opening.result.createObjectStore(one, { keyPath: "id" });
    }
  });
  const opened = await settled(opening);
  try {
    return await settled(work(opened.transaction(store, mode).objectStore(store)));
  } finally {
    opened.close();
  }
}

/** Reads all entries of a table; makes none where there is no database yet. */
export async function readStore<T>(store: ConsoleStore): Promise<T[]> {
  const known = (await indexedDB.databases()).some((one) => one.name === name);
  return known ? await withStore<T[]>(store, "readonly", (entries) => entries.getAll()) : [];
}

/** Waits for what a request gives. */
export const settled = async <T>(request: IDBRequest<T>): Promise<T> =>
  await new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("The browser's database failed")));
  });
