import { checkObject } from "../../arguments/check-object.ts";
import type { GrantStore, StoredGrant } from "./grant-store.ts";

/**
 * Keeps a grant in memory: for the calls of one process, and for tests. It is gone when the process ends, and with it, where
 * the app rotates refresh tokens, the only one that is still good.
 *
 * @param grant - What it begins with. Default: nothing.
 * @throws TypeError for what is no grant.
 * @example
 * ```ts
 * import { memoryStore, refreshTokenSource } from "@sfbulk/core";
 *
 * const store = memoryStore();
 * const accessToken = refreshTokenSource({ loginUrl: instanceUrl, clientId, refreshToken, store });
 * console.log(await accessToken.instanceUrl(), (await store.read())?.revision);
 * ```
 */
export function memoryStore(grant?: StoredGrant): GrantStore {
  if (grant !== undefined) checkObject("grant", grant);
  let kept = grant;
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: async () => await Promise.resolve(kept),
    replace: async (old, next) => {
      const isSame = kept?.revision === old?.revision;
      if (isSame) kept = next;
      return await Promise.resolve(isSame);
    },
    lock: async (work) => {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return await mine;
    },
  };
}
