import { pause } from "../async/pause.ts";
import { copyCause, describeCause } from "../errors/copy-cause.ts";
import { SessionError } from "../errors/session-error.ts";
import type { GrantStore, StoredGrant } from "./stores/grant-store.ts";
import type { Grant } from "./request-grant.ts";

/** How a grant is renewed. */
export interface Renewal {
  readonly store: GrantStore;
  /** The refresh token to begin with, where nothing is kept. */
  readonly first: string | undefined;
  /** Asks for the next token. It begins nothing after the time of `performance.now()` that it is given. */
  readonly ask: (grant: StoredGrant, until: number) => Promise<Grant>;
  /** How long asking takes at most, in milliseconds. */
  readonly longest: number;
  /** Is told a new refresh token, when it is kept. */
  readonly onRefreshToken: ((refreshToken: string) => void | Promise<void>) | undefined;
}

/** A grant with a token in it. */
type UsableGrant = StoredGrant & Required<Pick<StoredGrant, "accessToken" | "instanceUrl">>;

/** Gives a grant whose access token is another than the rejected one. */
export type Renew = (rejected: string | undefined) => Promise<UsableGrant>;

/**
 * Makes what renews a grant that others may renew too: one of them asks, and all get what that one got.
 *
 * That somebody asks is written down before it is asked, and the answer before it is used. So whoever finds the first
 * without the second knows that a process died in between, or could not write, and that an answer is lost.
 */
export function renewGrant({ store, first, ask, longest, onRefreshToken }: Renewal): Renew {
  /** What was had and could not be kept: it is kept before anything else is done. */
  let unkept: { readonly old: StoredGrant; readonly next: UsableGrant } | undefined;
  let untold: string | undefined;

  /** @returns false where somebody has signed in anew in the meantime: what they have kept is newer. */
  const keep = async (): Promise<boolean> => {
    if (unkept === undefined) return true;
    const { old, next } = unkept;
    let isKept: boolean;
    try {
      isKept = await store.replace(old, next);
    } catch (error) {
      throw notKept(copyCause(error, next.refreshToken, next.accessToken, old.refreshToken));
    }
    unkept = undefined;
    if (isKept && next.refreshToken !== old.refreshToken) untold = next.refreshToken;
    return isKept;
  };

  /** Tells the new refresh token, again where that has failed. */
  const tell = async (): Promise<void> => {
    if (untold !== undefined) await onRefreshToken?.(untold);
    untold = undefined;
  };

  /** Renews a grant that nobody else renews; `undefined` where somebody has changed it: it is to be looked at again. */
  const renew = async (kept: StoredGrant | undefined, until: number): Promise<UsableGrant | undefined> => {
    if (kept === undefined) {
      if (first === undefined) throw noGrant();
      await store.replace(undefined, { revision: crypto.randomUUID(), refreshToken: first });
      return undefined;
    }
    const { renewing, unanswered = renewing, ...grant } = kept;
    const claim: StoredGrant = {
      ...grant,
      revision: crypto.randomUUID(),
      renewing: new Date().toISOString(),
      ...(unanswered === undefined ? {} : { unanswered }),
    };
    if (!(await store.replace(kept, claim))) return undefined;
    let answer: Grant;
    try {
      answer = await ask(claim, until);
    } catch (error) {
      if (!(await giveUp(store, claim, error))) return undefined;
      throw error;
    }
    const { accessToken, instanceUrl, refreshToken = grant.refreshToken } = answer;
    unkept = {
      old: claim,
      next: { ...grant, revision: crypto.randomUUID(), refreshToken, accessToken, instanceUrl },
    };
    const { next } = unkept;
    return (await keep()) ? next : undefined;
  };

  const underLock = async (lock: NonNullable<GrantStore["lock"]>, rejected: string | undefined): Promise<UsableGrant> =>
    (await lock.call(
      store,
      async () => {
        const until = performance.now() + longest;
        for (;;) {
          const kept = await store.read();
          if (isUsable(kept, rejected)) return kept;
          const renewed = await renew(kept, until);
          if (renewed !== undefined) return renewed;
        }
      },
      longest + slack,
    )) as UsableGrant;

  const byMark = async (rejected: string | undefined): Promise<UsableGrant> => {
    let watched: { readonly revision: string; readonly since: number } | undefined;
    for (let wait = shortestPause; ;) {
      const kept = await store.read();
      if (isUsable(kept, rejected)) return kept;
      if (kept?.renewing !== undefined) {
        // Whose clock it was written by does not matter: what counts is how long it has stood, as seen from here.
        if (watched?.revision !== kept.revision) watched = { revision: kept.revision, since: performance.now() };
        if (performance.now() - watched.since < longest + slack) {
          await pause(wait * (0.5 + Math.random()), undefined);
          wait = Math.min(2 * wait, longestPause);
          continue;
        }
      }
      const renewed = await renew(kept, performance.now() + longest);
      if (renewed !== undefined) return renewed;
    }
  };

  return async (rejected) => {
    await keep();
    await tell();
    const kept = await store.read();
    if (isUsable(kept, rejected)) return kept;
    const renewed = await (store.lock === undefined ? byMark(rejected) : underLock(store.lock, rejected));
    await tell();
    return renewed;
  };
}

/** What reading and writing may add to the time of asking, in milliseconds. */
const slack = 10_000;
const shortestPause = 50;
const longestPause = 1000;

const isUsable = (grant: StoredGrant | undefined, rejected: string | undefined): grant is UsableGrant =>
  grant?.accessToken !== undefined && grant.instanceUrl !== undefined && grant.accessToken !== rejected;

/** Without an answer that says no, or with one that says that another was lost. */
const lost: ReadonlySet<string> = new Set(["SignInFailed", "DpopToken", "RefreshTokenLost"]);

/**
 * Takes back that somebody asks, and writes down where the answer may be lost: without one that says no, Salesforce may
 * have given a token all the same.
 *
 * @returns false where somebody has changed the grant in the meantime.
 */
async function giveUp(store: GrantStore, claim: StoredGrant, error: unknown): Promise<boolean> {
  const { renewing, ...grant } = claim;
  // An answer may be lost, and another request of the same renewal refused for it: whoever comes next is to know that, too.
  const mayBeGiven = error instanceof SessionError ? lost.has(error.code) : true;
  const next = {
    ...grant,
    revision: crypto.randomUUID(),
    ...(!mayBeGiven || renewing === undefined || grant.unanswered !== undefined ? {} : { unanswered: renewing }),
  };
  try {
    return await store.replace(claim, next);
  } catch {
    // What is left then says that somebody asks: whoever comes next takes the answer for lost, and is right.
    return true;
  }
}

const noGrant = (): SessionError =>
  new SessionError("Cannot get an access token: the store is empty; sign in, and keep the grant there", {
    code: "NoGrant",
  });

const notKept = (cause: Error): SessionError =>
  new SessionError(
    `Cannot keep the new refresh token: ${describeCause(cause)}; this process has it and tries again with the next call, so do not end it before that has worked`,
    { code: "GrantNotKept", isTransient: true, cause },
  );
