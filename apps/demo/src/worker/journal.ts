/** A request as it is written down. */
export interface JournalEntry {
  readonly time: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly [string, string][];
  readonly body: ArrayBuffer;
}

/** What an org was told since it began. */
export interface Journal {
  /** When the org began, in milliseconds since 1970. */
  readonly began: number;
  readonly entries: readonly JournalEntry[];
  /** Writes a request down. It resolves when the request is safe. */
  readonly write: (request: Request) => Promise<void>;
}

const name = "sfbulk-console";

/** Opens the journal of the browser's database; where there is none yet, one begins. */
export async function openJournal(): Promise<Journal> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore("entries", { autoIncrement: true }));
  const database = await settled(opening);
  // Another worker, of a newer version, wants it gone.
  database.addEventListener("versionchange", () => database.close());
  const store = (mode: IDBTransactionMode): IDBObjectStore =>
    database.transaction("entries", mode, { durability: "relaxed" }).objectStore("entries");
  const all = (await settled(store("readonly").getAll())) as (JournalEntry | { readonly began: number })[];
  const first = all[0];
  const began = first !== undefined && "began" in first ? first.began : Date.now();
  if (first === undefined) await settled(store("readwrite").add({ began }));
  return {
    began,
    entries: all.filter((entry): entry is JournalEntry => "method" in entry),
    write: async (request) => {
      const { method, url, headers } = request;
      const body = await request.arrayBuffer();
      const entry: JournalEntry = { time: Date.now(), method, url, headers: [...headers], body };
      await settled(store("readwrite").add(entry));
    },
  };
}

/** Forgets all that was written down. */
export async function forgetJournal(): Promise<void> {
  await settled(indexedDB.deleteDatabase(name));
}

const settled = async <T>(request: IDBRequest<T>): Promise<T> =>
  await new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("The browser's database failed")));
  });
