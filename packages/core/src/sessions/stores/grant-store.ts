import { checkFunction } from "../../arguments/check-function.ts";
import { checkObject } from "../../arguments/check-object.ts";

/** A user's consent as it is kept, for all that share it: plain data, with secrets in it. */
export interface StoredGrant {
  /** Tells this state of the grant from every other: {@link GrantStore.replace} compares it. It changes each time. */
  readonly revision: string;
  /** The refresh token. Where the app rotates them it is good for one renewal. */
  readonly refreshToken: string;
  /** The access token that was had last; absent before the first renewal. */
  readonly accessToken?: string;
  /** The org's instance, as the last answer named it. */
  readonly instanceUrl?: string;
  /** Since when somebody asks for the next token (ISO 8601). Where nobody does any more, a process died meanwhile. */
  readonly renewing?: string;
  /**
   * When it was asked for a token that nobody has got (ISO 8601): the answer was lost, or whoever asked. Where the app
   * rotates refresh tokens, this one may be dead.
   */
  readonly unanswered?: string;
}

/**
 * Where a grant is kept, for all that share it: calls, tabs, processes, machines. Those of this project are
 * {@link memoryStore}, `fileStore` (Node.js, Deno) and `browserStore`; `docs/sign-in.md` has one for a row in Postgres.
 */
export interface GrantStore {
  /** Gives the grant as it is now; `undefined` where there is none. */
  readonly read: () => Promise<StoredGrant | undefined>;
  /**
   * Puts `next` where `old` is, compared by `revision`, in one step that nobody can come in between of. `old` is
   * `undefined` where nothing is kept yet.
   *
   * @returns false where something else is kept; nothing has changed then. It resolves when `next` is safe.
   */
  readonly replace: (old: StoredGrant | undefined, next: StoredGrant) => Promise<boolean>;
  /**
   * Does some work while nobody else does who shares the store, and gives what it gave. A lock outlives nobody: that of a
   * process that has died is free.
   *
   * It may be absent. Then a renewal marks the grant with `renewing` by `replace`, and the others wait until that has
   * changed; where it does not, they go on after the longest time that a renewal may take. So a process that dies in a
   * renewal holds up the others for two minutes, and nothing is lost besides.
   *
   * @param longest - How long the work takes at most, in milliseconds: who has held the lock for longer has died.
   */
  readonly lock?: <T>(work: () => Promise<T>, longest: number) => Promise<T>;
}

/**
 * Checks what a caller gives as a store.
 *
 * @throws TypeError for anything else.
 */
export function checkStore(store: GrantStore | undefined): void {
  if (store === undefined) return;
  checkObject("store", store, "an object with read and replace");
  checkFunction("store.read", (store.read as unknown) ?? null);
  checkFunction("store.replace", (store.replace as unknown) ?? null);
  checkFunction("store.lock", store.lock);
}
