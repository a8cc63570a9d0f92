import type { Journal, JournalEntry, JournalError } from "@sfbulk/core";
import { keptOf, resultOf, withDatabase } from "./in-database.ts";

const store = "entries";

/** The class of its errors. It is handed in: a file that is loaded later must not import all of core, which some bundlers break. */
type JournalErrors = typeof JournalError;

/** Gives the journal with this name, of a runtime that has IndexedDB. */
export function journalInDatabase(name: string, Failure: JournalErrors): Journal {
  const words = `journal ${JSON.stringify(name)}`;
  let unlock: (() => void) | undefined;
  return {
    read: async () => {
      unlock ??= await lock(`sfbulk journal ${name}`, words, Failure);
      return await withDatabase(`sfbulk journal ${name}`, store, async (database) => {
        const transaction = database.transaction(store, "readonly");
        // In the order of their keys: their places.
        return await resultOf<JournalEntry[]>(transaction.objectStore(store).getAll());
      });
    },
    append: async (entry, index) => {
      await withDatabase(`sfbulk journal ${name}`, store, async (database) => {
        const transaction = database.transaction(store, "readwrite", { durability: "strict" });
        const kept = keptOf(transaction);
        try {
          await Promise.all([resultOf(transaction.objectStore(store).add(entry, index)), kept]);
        } catch (error) {
          if ((error as DOMException).name !== "ConstraintError") throw error;
          throw new Failure(
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
async function lock(name: string, words: string, Failure: JournalErrors): Promise<() => void> {
  // Only where the page came over https, whatever the types say.
  const locks = globalThis.navigator.locks as LockManager | undefined;
  if (locks === undefined) return () => undefined;
  return await new Promise((resolve, reject) => {
    const held = locks.request(name, { ifAvailable: true }, async (granted) => {
      if (granted === null) {
        throw new Failure(`Cannot use ${words}: a load of another tab, or of this one, is using it`, {
          code: "JournalTaken",
        });
      }
      await new Promise<void>((letGo) => resolve(letGo));
    });
    held.catch(reject);
  });
}
