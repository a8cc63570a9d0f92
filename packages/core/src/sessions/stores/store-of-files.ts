import * as v from "valibot";
import { SessionError } from "../../errors/session-error.ts";
import type { GrantFiles } from "./file-grant-store.ts";
import { takeLock } from "./take-lock.ts";
import type { GrantStore, StoredGrant } from "./grant-store.ts";

const grantSchema = v.looseObject({
  revision: v.string(),
  refreshToken: v.pipe(v.string(), v.minLength(1)),
  accessToken: v.optional(v.string()),
  instanceUrl: v.optional(v.string()),
  renewing: v.optional(v.string()),
  unanswered: v.optional(v.string()),
});

/** How long putting a grant in its place takes at most, in milliseconds. */
const longestReplacing = 10_000;

/** Makes the store as `fileGrantStore` says. */
export function storeOfFiles(name: string, files: GrantFiles): Required<GrantStore> {
  /** How many in this process have the lock: one, or none. Who replaces something meanwhile has it with that one. */
  let holders = 0;
  let last: Promise<unknown> = Promise.resolve();

  const read = async (): Promise<StoredGrant | undefined> => {
    const text = await files.read("");
    return text === undefined ? undefined : readGrant(name, text);
  };

  /** Compares and puts in its place, one after the other within this process, and under the lock as to others. */
  const replaceUnderLock = async (old: StoredGrant | undefined, next: StoredGrant): Promise<boolean> => {
    const mine = last.then(async () => {
      const kept = await read();
      if (kept?.revision !== old?.revision) return false;
      await files.replace("", `${JSON.stringify(next)}\n`);
      return true;
    });
    last = mine.catch(() => undefined);
    return await mine;
  };

  const lock = async <T>(work: () => Promise<T>, longest: number): Promise<T> => {
    const release = await takeLock(files, longest);
    holders++;
    try {
      return await work();
    } finally {
      holders--;
      // What others of this process replace under this lock is done before it is anybody else's.
      await last;
      await release();
    }
  };

  return {
    read,
    lock,
    replace: async (old, next) =>
      holders > 0
        ? await replaceUnderLock(old, next)
        : await lock(async () => await replaceUnderLock(old, next), longestReplacing),
  };
}

function readGrant(name: string, text: string): StoredGrant {
  try {
    return v.parse(grantSchema, JSON.parse(text)) as StoredGrant;
  } catch {
    // What the parser says of it may have a token in it.
    throw new SessionError(`Cannot read ${name}: it is no grant of sfbulk; move it away and sign in again`, {
      code: "GrantUnreadable",
    });
  }
}
