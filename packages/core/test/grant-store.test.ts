import {
  closeJob,
  type FetchAdapter,
  type GrantStore,
  memoryStore,
  type OrgTokenSource,
  refreshTokenSource,
  type StoredGrant,
} from "@sfbulk/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  connect,
  fault,
  hurried,
  jobId,
  jobReply,
  json,
  page,
  rejection,
  scriptedAdapter,
} from "./scripted-adapter.ts";

const instanceUrl = "https://acme.my.salesforce.com";
const tokenOf = (number: number): string => `00D9H000000abcdUAA!Access${number}`;

/** An app that rotates refresh tokens: each is good for one renewal, and a second one with it ends them all. */
function rotatingApp(): { fetch: FetchAdapter; renewals: () => number; isRevoked: () => boolean; lose: () => void } {
  let [renewals, isRevoked, losesAnswer] = [0, false, false];
  const fetch: FetchAdapter = async (_, init) => {
    const form = new URLSearchParams(new TextDecoder().decode(init.body));
    // The others have their turn here, as they have while a request is under way.
    await new Promise((resolve) => setImmediate(resolve));
    if (isRevoked || form.get("refresh_token") !== `refresh-token-${renewals}`) {
      isRevoked = true;
      return json({ error: "invalid_grant", error_description: "expired access/refresh token" }, 400);
    }
    renewals++;
    if (losesAnswer) throw new TypeError("fetch failed");
    return json({
      access_token: tokenOf(renewals),
      refresh_token: `refresh-token-${renewals}`,
      instance_url: instanceUrl,
      token_type: "Bearer",
    });
  };
  const lose = (): void => void (losesAnswer = true);
  return { fetch, renewals: () => renewals, isRevoked: () => isRevoked, lose };
}

/** A store without a lock, as a row of a database is one. */
const withoutLock = ({ read, replace }: GrantStore): GrantStore => ({ read, replace });
const firstGrant: StoredGrant = { revision: "first", refreshToken: "refresh-token-0" };
const sourceOf = (fetch: FetchAdapter, store: GrantStore): OrgTokenSource =>
  refreshTokenSource({ loginUrl: instanceUrl, clientId: "app", store, fetch });

/** Lets the clock go on until a promise is settled: the others wait as long as a renewal may take. */
async function letTimePass(promise: Promise<unknown>): Promise<void> {
  const settled: true[] = [];
  void promise.then(
    () => settled.push(true),
    () => settled.push(true),
  );
  for (let seconds = 0; settled.length === 0 && seconds < 300; seconds++) {
    await vi.advanceTimersByTimeAsync(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe.each([
  ["with a lock", memoryStore],
  ["without a lock", (grant?: StoredGrant) => withoutLock(memoryStore(grant))],
])("a store %s", (_, makeStore) => {
  test("has a grant renewed once for 20 sources with 5 calls each, again and again", async () => {
    const app = rotatingApp();
    const store = makeStore(firstGrant);
    const sources = Array.from({ length: 20 }, () => sourceOf(app.fetch, store));
    let rejected: string | undefined;
    for (let round = 1; round <= 5; round++) {
      const tokens = await Promise.all(
        sources.flatMap((source) => Array.from({ length: 5 }, async () => await source(rejected))),
      );
      expect(new Set(tokens)).toEqual(new Set([tokenOf(round)]));
      rejected = tokenOf(round);
    }
    expect(app.renewals()).toBe(5);
    expect(app.isRevoked()).toBe(false);
    expect(await store.read()).toEqual({
      revision: expect.any(String),
      refreshToken: "refresh-token-5",
      accessToken: tokenOf(5),
      instanceUrl,
    });
  });

  test("is read instead of asking, by who comes later", async () => {
    const app = rotatingApp();
    const store = makeStore({ ...firstGrant, accessToken: tokenOf(7), instanceUrl });
    const source = sourceOf(app.fetch, store);
    expect([await source(), await source.instanceUrl()]).toEqual([tokenOf(7), instanceUrl]);
    expect(app.renewals()).toBe(0);
  });

  test("keeps the new refresh token before the access token is used", async () => {
    const app = rotatingApp();
    const store = makeStore(firstGrant);
    const events: string[] = [];
    const watched: GrantStore = {
      ...store,
      replace: async (old, next) => {
        const isKept = await store.replace(old, next);
        events.push(`kept ${next.refreshToken}${next.renewing === undefined ? "" : ", renewing"}`);
        return isKept;
      },
    };
    const adapter: FetchAdapter = async () => {
      events.push("used");
      return await Promise.resolve(jobReply());
    };
    await closeJob(connect(adapter, { accessToken: sourceOf(app.fetch, watched) }), jobId);
    expect(events).toEqual(["kept refresh-token-0, renewing", "kept refresh-token-1", "used"]);
  });

  test("a crash after the answer and before its keeping is told as that", async () => {
    const app = rotatingApp();
    const store = makeStore(firstGrant);
    // The process dies when it has the answer: nothing that it does arrives any more.
    let hasAnswer!: () => void;
    const died = new Promise<void>((resolve) => (hasAnswer = resolve));
    const dying = sourceOf(
      async (url, init) => {
        await app.fetch(url, init);
        hasAnswer();
        return await new Promise<never>(() => undefined);
      },
      { read: store.read, replace: store.replace },
    );
    void Promise.resolve(dying()).catch(() => undefined);
    await died;
    expect(await store.read()).toMatchObject({ refreshToken: "refresh-token-0", renewing: expect.any(String) });
    if (store.lock === undefined) vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const next = rejection(Promise.resolve(sourceOf(app.fetch, store)()));
    if (store.lock === undefined) await letTimePass(next);
    const error = await next;
    expect(error).toMatchObject({ name: "SessionError", code: "RefreshTokenLost", isTransient: false });
    expect(error.message).toMatch(/the one in its place is lost: it was asked for at \d{4}-\S+Z, and a process died/);
    expect(error.message).not.toContain("refresh-token-0");
    // It stays so, for whoever comes next.
    vi.useRealTimers();
    expect(await rejection(Promise.resolve(sourceOf(app.fetch, store)()))).toMatchObject({ code: "RefreshTokenLost" });
    // A new sign-in ends it.
    await store.replace(await store.read(), { ...firstGrant, accessToken: tokenOf(9), instanceUrl });
    expect(await sourceOf(app.fetch, store)()).toBe(tokenOf(9));
  });

  test("a crash before the request costs nothing", async () => {
    const app = rotatingApp();
    const store = makeStore({ ...firstGrant, renewing: "2026-11-01T10:00:00.000Z" });
    if (store.lock === undefined) vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const token = Promise.resolve(sourceOf(app.fetch, store)());
    if (store.lock === undefined) await letTimePass(token);
    expect(await token).toBe(tokenOf(1));
    expect(await store.read()).not.toMatchObject({ unanswered: expect.anything() });
  });

  test("a lost answer is asked for again, and told where it took the refresh token with it", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const app = rotatingApp();
    app.lose();
    const store = makeStore(firstGrant);
    expect(await rejection(Promise.resolve(sourceOf(app.fetch, store)()))).toMatchObject({ code: "RefreshTokenLost" });
    const silent = makeStore(firstGrant);
    const source = sourceOf(scriptedAdapter(page(503), page(503), page(503)), silent);
    expect(await rejection(Promise.resolve(source()))).toMatchObject({ code: "SignInFailed", isTransient: true });
    const left = await silent.read();
    expect(left).toMatchObject({ refreshToken: "refresh-token-0", unanswered: expect.any(String) });
    expect(left).not.toHaveProperty("renewing");
    const { fetch } = rotatingApp();
    expect(await sourceOf(fetch, silent)()).toBe(tokenOf(1));
  });

  test("a refusal leaves the grant as it was", async () => {
    const store = makeStore(firstGrant);
    const refusal = json({ error: "invalid_grant", error_description: "ip restricted" }, 400);
    expect(await rejection(Promise.resolve(sourceOf(scriptedAdapter(refusal), store)()))).toMatchObject({
      code: "AddressRefused",
    });
    expect(await store.read()).toEqual({ revision: expect.any(String), refreshToken: "refresh-token-0" });
  });

  test("whoever signed in anew meanwhile is right, whatever was asked with the old token", async () => {
    const store = makeStore(firstGrant);
    const anew: StoredGrant = {
      revision: "anew",
      refreshToken: "refresh-token-0",
      accessToken: tokenOf(5),
      instanceUrl,
    };
    const fetch: FetchAdapter = async () => {
      await store.replace(await store.read(), anew);
      return json({ error: "invalid_grant", error_description: "expired access/refresh token" }, 400);
    };
    expect(await sourceOf(fetch, store)()).toBe(tokenOf(5));
    const other = makeStore(firstGrant);
    const slow: FetchAdapter = async () => {
      await other.replace(await other.read(), anew);
      return json({ access_token: tokenOf(1), refresh_token: "x", instance_url: instanceUrl });
    };
    expect(await sourceOf(slow, other)()).toBe(tokenOf(5));
    expect(await other.read()).toEqual(anew);
  });

  test("an empty one says to sign in, or begins with the refresh token that is given", async () => {
    const app = rotatingApp();
    expect(await rejection(Promise.resolve(sourceOf(app.fetch, makeStore())()))).toMatchObject({ code: "NoGrant" });
    const store = makeStore();
    const options = {
      loginUrl: instanceUrl,
      clientId: "app",
      refreshToken: "refresh-token-0",
      store,
      fetch: app.fetch,
    };
    expect(await refreshTokenSource(options)()).toBe(tokenOf(1));
    expect(await store.read()).toMatchObject({ refreshToken: "refresh-token-1" });
    // From then on it is the store that counts.
    expect(await refreshTokenSource(options)(tokenOf(1))).toBe(tokenOf(2));
    expect(app.isRevoked()).toBe(false);
  });
});

test("a new refresh token that cannot be kept is kept with the next call, before anything else", async () => {
  const app = rotatingApp();
  const store = memoryStore(firstGrant);
  let isFull = true;
  const full: GrantStore = {
    ...store,
    replace: async (old, next) => {
      if (isFull && next.refreshToken === "refresh-token-1") throw new Error("ENOSPC: no space for refresh-token-1");
      return await store.replace(old, next);
    },
  };
  const source = sourceOf(app.fetch, full);
  const error = await rejection(Promise.resolve(source()));
  expect(error).toMatchObject({ name: "SessionError", code: "GrantNotKept", isTransient: true });
  expect(error.message).toContain("ENOSPC: no space for [session]; this process has it and tries again");
  isFull = false;
  expect(await source()).toBe(tokenOf(1));
  expect(await store.read()).toMatchObject({ refreshToken: "refresh-token-1" });
  expect(app.renewals()).toBe(1);
});

test("a new refresh token that could not be told is told with the next call", async () => {
  const app = rotatingApp();
  const told: string[] = [];
  let isDown = true;
  const source = refreshTokenSource({
    loginUrl: instanceUrl,
    clientId: "app",
    refreshToken: "refresh-token-0",
    fetch: app.fetch,
    onRefreshToken: (refreshToken) => {
      if (isDown) throw new Error("the vault is down");
      told.push(refreshToken);
    },
  });
  await expect(Promise.resolve(source())).rejects.toThrow("the vault is down");
  isDown = false;
  expect(await source()).toBe(tokenOf(1));
  expect(told).toEqual(["refresh-token-1"]);
  expect(app.renewals()).toBe(1);
});

test("a call whose token others replaced long ago, so that theirs has ended too, renews it", async () => {
  const app = rotatingApp();
  const store = memoryStore({ ...firstGrant, accessToken: tokenOf(90), instanceUrl });
  const accessToken = sourceOf(app.fetch, store);
  await accessToken();
  await store.replace(firstGrant, { ...firstGrant, revision: "second", accessToken: tokenOf(91), instanceUrl });
  const adapter = scriptedAdapter(fault("InvalidSessionId", "x"), fault("InvalidSessionId", "x"), jobReply());
  await closeJob({ instanceUrl, accessToken, retry: hurried, fetch: adapter }, jobId);
  expect(adapter.seen.map(({ init }) => init.headers["x-sfdc-session"])).toEqual([
    tokenOf(90),
    tokenOf(91),
    tokenOf(1),
  ]);
  // A source that shares with nobody is asked once: what it gave is new.
  const alone = refreshTokenSource({
    loginUrl: instanceUrl,
    clientId: "app",
    refreshToken: "r",
    fetch: async () => await Promise.resolve(json({ access_token: tokenOf(Math.random()), instance_url: instanceUrl })),
  });
  const rejecting = scriptedAdapter(fault("InvalidSessionId", "x"), fault("InvalidSessionId", "x"));
  const error = await rejection(closeJob({ instanceUrl, accessToken: alone, retry: hurried, fetch: rejecting }, jobId));
  expect(error).toMatchObject({ code: "SessionRejected" });
});

test("nothing is sent when the time is over in which this process alone may ask", async () => {
  const store = memoryStore(firstGrant);
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.spyOn(Math, "random").mockReturnValue(0);
  const fetch = scriptedAdapter(() => {
    // As in a computer that was asleep.
    now += 3_600_000;
    return page(503);
  }, page(503));
  const error = await rejection(Promise.resolve(sourceOf(fetch, store)()));
  expect(error).toMatchObject({ code: "SignInFailed", isTransient: true });
  expect(fetch.seen).toHaveLength(1);
});

test.each([
  [{ store: 5 }, "Cannot use store: expected an object with read and replace"],
  [{ store: { read: (): undefined => undefined } }, "Cannot use store.replace: expected a function, got null"],
  [{ store: { ...memoryStore(), lock: true } }, "Cannot use store.lock: expected a function"],
  [{ store: memoryStore(), refreshToken: "" }, "Cannot use refreshToken"],
  [{}, "Cannot use refreshToken"],
])("%j is a bad option", (changes, words) => {
  expect(() => refreshTokenSource({ loginUrl: instanceUrl, clientId: "app", ...changes } as never)).toThrow(words);
});
