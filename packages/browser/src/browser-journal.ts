import { argumentError, JournalError, type Journal } from "@sfbulk/core";

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
  // Loaded when a load begins: most pages have none. Its first word is to read.
  let opened: Promise<Journal> | undefined;
  const journal = (): Promise<Journal> =>
    (opened ??= import("./journal-in-database.ts").then(({ journalInDatabase }) =>
      journalInDatabase(name, JournalError),
    ));
  return {
    read: async () => await (await journal()).read(),
    append: async (entry, index) => await (await journal()).append(entry, index),
    release: async () => await (await opened)?.release?.(),
  };
}
