/** Opens a database with one table for one thing, so that it is in nobody's way afterwards. */
export async function withDatabase<T>(
  name: string,
  table: string,
  work: (database: IDBDatabase) => Promise<T>,
): Promise<T> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener("upgradeneeded", () => void opening.result.createObjectStore(table));
  const database = await resultOf(opening);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Waits for what a request gives. */
export const resultOf = async <T>(request: IDBRequest<T>): Promise<T> =>
  await new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error as DOMException));
  });

/** Waits until a transaction is on disk. */
export const keptOf = async (transaction: IDBTransaction): Promise<void> =>
  await new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error as DOMException));
  });
