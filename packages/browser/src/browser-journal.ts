import { argumentError, JournalError, type Journal, type JournalEntry } from "@sfbulk/core";

const store = "entries";

/**
 * Keeps the journal of a load in the browser (IndexedDB, of this origin), so that a load whose tab was closed can be taken
 * up: in a page, a worker, or an extension.
 *
 * Each entry is written with `durability: "strict"` before the load goes on. The journal is held under a Web Lock while a
 * load runs: another tab with the same one is refused, with `JournalTaken`. Where the browser has no locks (a page that
 * did not come over https), of two tabs the one that came first stops at its next entry.
 *
 * @param name - Tells the journals of the origin apart. One load has one journal.
 * @throws TypeError for a name that is none, and where there is no IndexedDB. Later JournalError where another tab has it,
 *   and what the browser says.
 * @see https://developer.mozilla.org/docs/Web/API/IndexedDB_API
 * @example
 * ```ts
 * import { browserJournal, loadRows } from "@sfbulk/browser";
 *
 * const csv = new Blob(["Name\nAcme\n"]);
 * await loadRows(connection, { operation: "insert", object: "Account" }, csv.stream(), {
 *   journal: browserJournal("accounts of May"),
 * });
 * ```
 */
export function browserJournal(name: string): Journal {
  if (typeof name !== "string" || name === "") {
    throw argumentError(
      "InvalidArgument",
      `Cannot use name: expected a string, got ${name === "" ? "an empty one" : typeof name}`,
    );
  }
  if (!("indexedDB" in globalThis)) {
    throw argumentError("UnsupportedRuntime", "Cannot use browserJournal: this runtime has no IndexedDB");
  }
  const words = `journal ${JSON.stringify(name)}`;
  let unlock: (() => void) | undefined;
  return {
    read: async () => {
      unlock ??= await lock(`sfbulk journal ${name}`, words);
      return await withDatabase(name, async (database) => {
        const transaction = database.transaction(store, "readonly");
        // In the order of their keys: their places.
        return await resultOf<JournalEntry[]>(transaction.objectStore(store).getAll());
      });
    },
    append: async (entry, index) => {
      await withDatabase(name, async (database) => {
        const transaction = database.transaction(store, "readwrite", { durability: "strict" });
        const kept = keptOf(transaction);
        try {
          await Promise.all([resultOf(transaction.objectStore(store).add(entry, index)), kept]);
        } catch (error) {
          if ((error as DOMException).name !== "ConstraintError") throw error;
          throw new JournalError(
            `Cannot write entry ${index} of ${words}: another run has written it, and goes on with the load; this one stops`,
            { code: "JournalTaken" },
          );
        }
      });
    },
    release: () => {
      unlock?.();
      unlock = undefined;
      return Promise.resolve();
    },
  };
}

/** Takes a lock, and gives what lets it go. The browser does so too, when the tab is gone. */
async function lock(name: string, words: string): Promise<() => void> {
  // Only where the page came over https, whatever the types say.
  const locks = globalThis.navigator.locks as LockManager | undefined;
  if (locks === undefined) return () => undefined;
  return await new Promise((resolve, reject) => {
    const held = locks.request(name, { ifAvailable: true }, async (granted) => {
      if (granted === null) {
        throw new JournalError(`Cannot use ${words}: a load of another tab, or of this one, is using it`, {
          code: "JournalTaken",
        });
      }
      await new Promise<void>((letGo) => resolve(letGo));
    });
    held.catch(reject);
  });
}

/** Opens the database of a journal for one thing, so that it is in nobody's way afterwards. */
async function withDatabase<T>(name: string, work: (database: IDBDatabase) => Promise<T>): Promise<T> {
  const opening = indexedDB.open(`sfbulk journal ${name}`, 1);
  opening.addEventListener("upgradeneeded", () => void opening.result.createObjectStore(store));
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
