import { createIngestJob, createJob, type FetchAdapter } from "@sfbulk/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, inFakeTime, jobFields, json, page, rejection } from "./scripted-adapter.ts";

// When a job is looked for whose creation was not answered. Which one it is: conformance/test/creating.test.ts.

const insert = { operation: "insert", object: "account" } as const;
const userId = "005D0000001ALVFIA4";
const noon = Date.parse("2026-11-24T12:00:00Z");
const ids = ["7509H0000016GUXQA2", "7509H0000016GUYQA2"] as const;

/** An org whose list has such jobs from certain milliseconds on, and that answers no creation. */
function silentOrg(
  jobs: readonly (Record<string, unknown> & { readonly after?: number })[],
  answer: () => Response = () => {
    throw new TypeError("fetch failed");
  },
): { readonly adapter: FetchAdapter; readonly looks: number[] } {
  const looks: number[] = [];
  const began = Date.now();
  const fields = (job: Record<string, unknown>): Record<string, unknown> =>
    jobFields({
      state: "Open",
      createdDate: new Date(noon).toISOString(),
      createdById: userId,
      numberBatchesTotal: 0,
      object: "Account",
      ...job,
    });
  return {
    looks,
    adapter: async (url, { method }) => {
      if (method !== "GET") return answer();
      if (url.endsWith("/userinfo"))
        return json({ user_id: userId, organization_id: "00D000000000001", preferred_username: "" });
      const [, id] = /\/job\/(\w+)$/.exec(url) ?? [];
      if (id !== undefined) return json(fields(jobs.find((job) => job["id"] === id) ?? {}));
      looks.push(Date.now() - began);
      const records = jobs.filter(({ after = 0 }) => Date.now() - began >= after).map(fields);
      return json({ done: true, records, nextRecordsUrl: null }, 200, { date: new Date().toUTCString() });
    },
  };
}
const create = async (adapter: FetchAdapter, signal?: AbortSignal): Promise<Error & Record<string, unknown>> =>
  await inFakeTime(
    rejection(createJob(connect(adapter, { retry: { attempts: 1, baseDelay: 500, maxDelay: 0 } }), insert, { signal })),
  );

beforeEach(() => void vi.useFakeTimers({ now: noon }));
afterEach(() => void vi.useRealTimers());

describe("a job that nobody was told of", () => {
  test.each([
    [300, 1],
    [999, 1],
    [1500, 2],
    [4900, 2],
  ])("and that comes %i ms after the reset is named after %i looks", async (after, count) => {
    const org = silentOrg([{ id: ids[0], after }]);
    expect(await create(org.adapter)).toMatchObject({ code: "JobMayExist", candidates: [ids[0]] });
    expect(org.looks).toEqual([1000, 5000].slice(0, count));
  });
  test("is looked for no sooner than the server asked, and not at all where that is too long", async () => {
    const busy = silentOrg([{ id: ids[0] }], () => page(503, { "retry-after": "20" }));
    expect(await create(busy.adapter)).toMatchObject({ code: "JobMayExist", candidates: [ids[0]], retryAfter: 20_000 });
    expect(busy.looks).toEqual([20_000]);
    const closed = silentOrg([{ id: ids[0] }], () => page(503, { "retry-after": "121" }));
    const error = await create(closed.adapter);
    expect(error).toMatchObject({ code: "JobMayExist", candidates: [], retryAfter: 121_000 });
    expect(error.message).toContain("whether a job was made is unknown: look for it with findJobs");
    expect(closed.looks).toEqual([]);
  });
  test.each([
    ["of another user", { createdById: "005D0000001ALVGIA4" }],
    ["of another object", { object: "Contact" }],
    ["of another operation", { operation: "update" }],
    ["that has ended", { state: "Closed" }],
    ["with batches", { numberBatchesTotal: 1 }],
    ["that is older", { createdDate: new Date(noon - 180_000).toISOString() }],
  ])("is none %s", async (_, changes) => {
    const org = silentOrg([{ id: ids[0], ...changes }]);
    const error = await create(org.adapter);
    expect(error).toMatchObject({ code: "JobMayExist", candidates: [] });
    expect(error.message).toContain("no job that it may have made is in the org's list");
  });
  test("may be either of two, and both are named; whose clock is some seconds behind is one of them", async () => {
    const org = silentOrg([{ id: ids[0] }, { id: ids[1], createdDate: new Date(noon - 10_000).toISOString() }]);
    const error = await create(org.adapter);
    expect(error["candidates"]).toEqual(ids);
    for (const id of ids) expect(error.message).toContain(`job "${id}"`);
  });
  const odd: readonly [string, Record<string, unknown>][] = [
    ["state", { state: null }],
    ["operation", { operation: 7 }],
    ["object", { object: null }],
    ["createdById", { createdById: 7 }],
  ];
  test.each(odd)("may be one of which the list says too little, by its %s", async (_, changes) => {
    const org = silentOrg([{ id: ids[0], ...changes }]);
    const error = await create(org.adapter);
    expect(error).toMatchObject({ code: "JobMayExist", candidates: [] });
    expect(error.message).toContain(`look again with findJobs; of job "${ids[0]}" the list says too little to tell`);
    // It may stay in the list for ever, and is no reason to look for the other one once only.
    const both = silentOrg([
      { id: ids[0], ...changes },
      { id: ids[1], after: 2000 },
    ]);
    const other = await create(both.adapter);
    expect(other).toMatchObject({ code: "JobMayExist", candidates: [ids[1]] });
    expect(other.message).toContain(`; of job "${ids[0]}" the list says too little to tell`);
    expect(both.looks).toEqual([1000, 5000]);
  });
  test("may be one whose id cannot be read", async () => {
    const error = await create(silentOrg([{ id: 7 }]).adapter);
    expect(error).toMatchObject({ code: "JobMayExist", candidates: [] });
    expect(error.message).toContain("; of a job without an id the list says too little to tell");
  });
  test.each(odd)(
    "and whoever has stopped is told of it where %s is odd, and not where it cannot be it",
    async (_, changes) => {
      const stopped = async (job: Record<string, unknown>): Promise<unknown> => {
        const stop = new AbortController();
        const org = silentOrg([{ id: ids[0], ...job }], () => {
          stop.abort(new Error("stopped"));
          throw new TypeError("fetch failed");
        });
        return await create(org.adapter, stop.signal);
      };
      expect(await stopped(changes)).toMatchObject({ code: "JobMayExist", candidates: [] });
      const old = { createdDate: new Date(noon - 180_000).toISOString() };
      expect(await stopped({ ...changes, ...old })).toMatchObject({ message: "stopped" });
    },
  );
  test("is asked for as one of Bulk API 2.0 where it is one, and where nothing can be asked, that is said", async () => {
    const gone: FetchAdapter = async () => {
      throw new TypeError("fetch failed");
    };
    const spec = { operation: "insert", object: "Account" } as const;
    const ended = createIngestJob(connect(gone, { retry: { baseDelay: 0, maxDelay: 0 } }), spec);
    const error = await inFakeTime(rejection(ended));
    expect(error).toMatchObject({ code: "JobMayExist", candidates: [], attempts: 1 });
    expect(error.message).toContain(
      "whether a job was made is unknown, and cannot be looked up: cannot ask whose session",
    );
  });
});
