import type { PgBoss } from "pg-boss";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createTables, type Database, query } from "../src/database.ts";
import { openQueue } from "../src/load-queue.ts";
import { takeLease } from "../src/take-lease.ts";
import { withOrgSlot } from "../src/with-org-slot.ts";
import { startTestDatabase, type TestDatabase } from "./start-database.ts";

let running: TestDatabase;
let queue: PgBoss;
let database: Database;
beforeAll(async () => {
  running = await startTestDatabase();
  queue = await openQueue({ ...running.options, supervise: false, schedule: false });
  database = queue.getDb();
  await createTables(database);
});
afterAll(async () => {
  await queue.stop({ graceful: false });
  await running.stop();
});
beforeEach(async () => void (await query(database, "delete from leases")));
afterEach(() => void vi.restoreAllMocks());

const request = { name: "org acme", places: 2, holder: "worker", milliseconds: 30_000 };
const { signal } = new AbortController();
const slot = { org: "acme", perOrg: 1, worker: "worker", milliseconds: 30_000, signal };
/** Moves the database's clock on, as far as leases go. */
const age = async (): Promise<void> =>
  void (await query(database, "update leases set until = until - interval '1 day'"));
const answer = async (): Promise<Response> => await Promise.resolve(new Response("done"));
const init = { method: "GET", headers: {}, redirect: "manual", signal } as const;

test("as many have a place as there are, and the next one when one is given back", async () => {
  const first = await takeLease(database, request);
  const second = await takeLease(database, request);
  const reason = new Error("stop");
  await expect(takeLease(database, { ...request, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await takeLease(database, { ...request, name: "org globex" });
  let isThird = false;
  const third = takeLease(database, request).then((lease) => {
    isThird = true;
    return lease;
  });
  // It asks, and is told no: the two have their places all the same.
  expect([await second.renew(), await first.renew(), isThird]).toEqual([true, true, false]);
  await first.release();
  expect((await third).left()).toBeGreaterThan(0);
});

test("who has slept past the end of a lease does not get it back, and takes nothing from the next one", async () => {
  const first = await takeLease(database, { ...request, places: 1 });
  expect(await first.renew()).toBe(true);
  await age();
  const next = await takeLease(database, { ...request, places: 1 });
  expect(await first.renew()).toBe(false);
  expect(first.left()).toBe(0);
  await first.release();
  expect(await next.renew()).toBe(true);
});

test("a request is not sent without half of the time before it, whatever the timers do", async () => {
  const sent = vi.fn(answer);
  const work = withOrgSlot(database, slot, async ({ fetch, signal: lost }) => {
    const guarded = fetch(sent);
    await guarded("https://acme.my.salesforce.com", init);
    // As a process finds it that was stopped: its clock has gone on, its timers have not, and the place is somebody else's.
    const asleep = performance.now();
    vi.spyOn(performance, "now").mockReturnValue(asleep + 29_000);
    await age();
    await expect(guarded("https://acme.my.salesforce.com", init)).rejects.toThrow("the place among its 1 is lost");
    expect(lost.aborted).toBe(true);
    return sent.mock.calls.length;
  });
  expect(await work).toBe(1);
});

test("a place is renewed as long as somebody works in it, and given back at the end", async () => {
  await withOrgSlot(database, slot, async ({ fetch }) => {
    const asleep = performance.now();
    vi.spyOn(performance, "now").mockReturnValue(asleep + 29_000);
    expect(await (await fetch(answer)("https://acme.my.salesforce.com", init)).text()).toBe("done");
  });
  expect(await query(database, "select * from leases")).toEqual([]);
});
