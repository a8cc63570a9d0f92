import { addBatch, addBatches, type BatchInfo, type Connection, createJob } from "@sfbulk/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { batchOrg, type BatchOrg, type BatchOrgOptions, type HeldBatch } from "./batch-org.ts";
import { connect, inFakeTime, jobId, page, rejection } from "./scripted-adapter.ts";

// A batch whose answer was lost: no row goes in twice, no other batch is taken for it, and doubt is said.

const job = { id: jobId, contentType: "CSV" };
const rows = 'Name,Phone\nAcme,1\n"Glo,bex",2\n';
const noon = Date.parse("2026-11-24T12:00:00.700Z");

const connectTo = ({ adapter }: BatchOrg): Connection => connect(adapter, { retry: { baseDelay: 500, maxDelay: 0 } });
const idsOf = ({ batches }: BatchOrg): string[] => batches.map(({ id }) => id);
const bodiesOf = ({ batches }: BatchOrg): string[] => batches.map(({ body }) => body);

/** Adds rows to the org's job: one that was created here, or one that nobody knows. */
async function add(org: BatchOrg, body = rows, whose: "ours" | "unknown" = "ours"): Promise<BatchInfo> {
  const connection = connectTo(org);
  if (whose === "ours") await createJob(connection, { operation: "insert", object: "Account" });
  return await inFakeTime(addBatch(connection, job, body));
}

/** What must be so however it ended: the rows are there at most once, and a batch that is given is that one. */
async function addOnce(org: BatchOrg, body = rows, whose: "ours" | "unknown" = "ours"): Promise<string> {
  const ended = await add(org, body, whose).catch((error: unknown) => error as Error);
  const there = org.batches.filter((batch) => batch.body === body && !foreign.has(batch));
  if (ended instanceof Error) {
    expect(ended.message).toContain("whether the batch was added is unknown");
    expect(there.length).toBeLessThanOrEqual(1);
    return "undecided";
  }
  expect(there.map(({ id }) => id)).toEqual([ended.id]);
  return org.log.filter((line) => line === "POST batch").length === 1 ? "found" : "sent again";
}

let foreign = new Set<HeldBatch>();
beforeEach(() => {
  foreign = new Set();
  vi.useFakeTimers({ now: noon });
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const withForeign = (org: BatchOrg, body: string, at?: number): HeldBatch => {
  const batch = org.addForeign(body, at);
  foreign.add(batch);
  return batch;
};

describe.each(["ours", "unknown"] as const)("in a job that is %s", (whose) => {
  test("a batch is found, and one that is not there is sent again", async () => {
    for (const [fate, how] of [
      ["answer lost", "found"],
      ["request lost", "sent again"],
    ] as const) {
      const org = batchOrg();
      org.fates.push(fate);
      expect(await addOnce(org, rows, whose)).toBe(how);
      expect(org.batches).toHaveLength(1);
    }
  });

  test.each([1, 300, 999, 1500, 4900])("a request that comes %i ms after its reset is there once", async (late) => {
    const org = batchOrg();
    org.fates.push({ late });
    expect(await addOnce(org, rows, whose)).toBe("found");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(org.batches).toHaveLength(1);
  });

  test("it looks no sooner than after a second, and again after four", async () => {
    const times: number[] = [];
    const org = batchOrg();
    org.fates.push("request lost");
    const began = Date.now();
    const watched: BatchOrg = {
      ...org,
      adapter: async (url, init) => {
        if (init.method === "GET") times.push(Date.now() - began);
        return await org.adapter(url, init);
      },
    };
    await add(watched, rows, whose);
    expect(times[0]).toBeGreaterThanOrEqual(1000);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(4000);
    expect(times).toHaveLength(2);
  });

  test("while the server asks to wait, it does not look", async () => {
    const times: number[] = [];
    const org = batchOrg();
    const began = Date.now();
    let posts = 0;
    const busy: BatchOrg = {
      ...org,
      adapter: async (url, init) => {
        if (init.method === "GET") times.push(Date.now() - began);
        if (init.method === "POST" && url.endsWith("/batch") && ++posts === 1)
          return page(503, { "retry-after": "20" });
        return await org.adapter(url, init);
      },
    };
    await add(busy, rows, whose);
    expect(times[0]).toBeGreaterThanOrEqual(20_000);
    expect(org.batches).toHaveLength(1);
  });

  describe("whatever comes as the rows of a batch", () => {
    const bodies: readonly (readonly [string, (batch: HeldBatch) => Response])[] = [
      ["a page", () => page(200)],
      ["a page of plain text", () => new Response("Service unavailable. Please try again later.\n")],
      ["{}", () => new Response("{}")],
      ["null", () => new Response("null")],
      ["an error under status 200", () => new Response('[{"errorCode":"X","message":"Y"}]')],
      ["nothing", () => new Response("")],
      ["a line end", () => new Response("\n")],
      ["a header alone", () => new Response("Name,Phone\n")],
      ["another header", () => new Response("Name,Fax\nInitech,9\n")],
      ["a refusal", () => page(403)],
      ["a failure of the server", () => page(500)],
      ["the first row of ours", () => new Response("Name,Phone\nAcme,1\n")],
      ["ours and more", () => new Response(`${rows}Initech,3\n`)],
    ];
    test.each(bodies)("%s: nothing is sent again", async (_, read) => {
      const org = batchOrg({ read });
      org.fates.push("answer lost");
      expect(await addOnce(org, rows, whose)).toBe("undecided");
      expect(org.log.filter((line) => line === "POST batch")).toHaveLength(1);
    });
    test.each(bodies)("%s, and then what is right: it is found", async (_, read) => {
      const org = batchOrg({ read: (batch, reading) => (reading === 1 ? read(batch) : new Response(batch.body)) });
      org.fates.push("answer lost");
      expect(await addOnce(org, rows, whose)).toBe("found");
    });
    test.each([
      ["quoted anew", '"Name","Phone"\n"Acme","1"\n"Glo,bex","2"\n'],
      ["with other line ends", rows.replaceAll("\n", "\r\n")],
      ["with a byte order mark", `\uFEFF${rows}`],
      ["without the last line end", rows.trimEnd()],
      ["with empty lines", rows.replaceAll("\n", "\n\n")],
    ])("%s: it is found", async (_, body) => {
      const org = batchOrg({ read: () => new Response(body) });
      org.fates.push("answer lost");
      expect(await addOnce(org, rows, whose)).toBe("found");
    });
    test("cut at any byte: nothing is sent again", async () => {
      const bytes = new TextEncoder().encode(rows);
      for (let cut = 0; cut < bytes.length; cut++) {
        const org = batchOrg({ read: () => new Response(bytes.slice(0, cut)) });
        org.fates.push("answer lost");
        await addOnce(org, rows, whose);
        expect(org.log.filter((line) => line === "POST batch")).toHaveLength(1);
      }
    });
    test("another one's that is cut at any byte never passes for ours", async () => {
      const other = "Name,Phone\nAcme,1\nInitech,3\n";
      for (let cut = 0; cut < other.length; cut++) {
        const org = batchOrg({ read: ({ body }) => new Response(body === other ? body.slice(0, cut) : body) });
        org.fates.push("request lost");
        withForeign(org, other);
        await addOnce(org, rows, whose);
      }
    });
  });

  test("another batch's rows are no proof, and none is taken for ours", async () => {
    for (const other of [
      "Name,Phone\nAcme,1\nInitech,3\n",
      "Name,Phone\nInitech,1\n",
      'Name,Phone\nAcme,1\n"Glo,bex",3',
    ]) {
      const org = batchOrg();
      org.fates.push("request lost");
      withForeign(org, other);
      expect(await addOnce(org, rows, whose)).toBe("sent again");
      expect(org.log.filter((line) => line === "GET request")).toHaveLength(1);
    }
  });
  test("a batch that begins as ours, or goes on behind it, may be what is left of it", async () => {
    for (const other of ["Name,Phone\nAcme,1\n", `${rows}Initech,3\n`]) {
      const org = batchOrg();
      org.fates.push("request lost");
      withForeign(org, other);
      expect(await addOnce(org, rows, whose)).toBe("undecided");
    }
  });

  test("this computer's clock may be set, back and forth, at any time", async () => {
    for (const step of [-86_400_000, -3_600_000, -20_000, 20_000, 3_600_000, 86_400_000]) {
      for (const fate of ["answer lost", "request lost"] as const) {
        vi.setSystemTime(noon);
        let posts = 0;
        // The org has a clock of its own.
        const org = batchOrg({ now: () => noon + performance.now() });
        org.fates.push(fate);
        const jumping: BatchOrg = {
          ...org,
          adapter: async (url, init) => {
            if (init.method === "POST" && ++posts > 0) vi.setSystemTime(Date.now() + step);
            return await org.adapter(url, init);
          },
        };
        expect(await addOnce(jumping, rows, whose)).toBe(fate === "answer lost" ? "found" : "sent again");
      }
    }
  });
});

describe("in a job that was created here, the clocks decide nothing", () => {
  test.each([-3_600_000, -10_000, 10_000, 3_600_000])("Date %i ms away from createdDate", async (away) => {
    const org = batchOrg({ date: () => Date.now() + away });
    org.fates.push("answer lost");
    expect(await addOnce(org)).toBe("found");
  });
  test("and no Date at all", async () => {
    const org = batchOrg({ date: () => undefined });
    org.fates.push("answer lost");
    expect(await addOnce(org)).toBe("found");
  });
});

describe("in a job that nobody knows, a batch with the same rows", () => {
  const settle = async (at: number, options: BatchOrgOptions = {}): Promise<string> => {
    const org = batchOrg(options);
    org.fates.push("request lost");
    withForeign(org, rows, at);
    return await addOnce(org, rows, "unknown");
  };
  test.each([11, 60, 1440])("that was there %i minutes before is another one", async (minutes) => {
    expect(await settle(noon - minutes * 60_000)).toBe("sent again");
  });
  test.each([3, 10, 60, 590])("that was there %i seconds before may be it: that is said", async (seconds) => {
    expect(await settle(noon - seconds * 1000)).toBe("undecided");
  });
  test.each([10_000, 60_000])("may be it where Date is %i ms ahead of createdDate", async (ahead) => {
    const org = batchOrg({ date: () => Date.now() + ahead });
    org.fates.push("answer lost");
    expect(await addOnce(org, rows, "unknown")).toBe("undecided");
    expect(org.batches).toHaveLength(1);
  });
  test("may be it where the org does not tell the time: a page does not see it", async () => {
    expect(await settle(noon - 86_400_000, { date: () => undefined })).toBe("undecided");
  });
  test("is it where its time is that of the request, in whole seconds and however long it took", async () => {
    for (const late of [0, 300, 999, 4500]) {
      for (const fraction of [0, 250, 500, 900, 999]) {
        vi.setSystemTime(Math.floor(noon / 1000) * 1000 + fraction);
        const org = batchOrg();
        org.fates.push({ late });
        // The list takes its time.
        const adapter: BatchOrg["adapter"] = async (url, init) => {
          if (init.method === "GET") await new Promise((resolve) => setTimeout(resolve, 150));
          return await org.adapter(url, init);
        };
        expect(await addOnce({ ...org, adapter }, rows, "unknown")).toBe("found");
      }
    }
  });
});

describe("a load that is taken up compares the batches of the job", () => {
  const takeUp = async (org: BatchOrg): Promise<number | string> =>
    await inFakeTime(addBatches(connectTo(org), job, rows, { added: [] })).then(
      () => org.batches.length,
      (error: unknown) => (error as { cause: { code: string } }).cause.code,
    );
  test("and takes what has its rows", async () => {
    const org = batchOrg();
    org.addForeign(rows);
    expect(await takeUp(org)).toBe(1);
  });
  test.each([
    ["other rows", "Name,Phone\nInitech,3\n"],
    ["other columns", "Name\nInitech\n"],
    ["its columns in another order", "Phone,Name\n1,Acme\n"],
  ])("not one with %s", async (_, body) => {
    const org = batchOrg();
    org.addForeign(body);
    expect(await takeUp(org)).toBe(2);
  });
  test.each([
    ["is the first part of its rows", "Name,Phone\nAcme,1\n"],
    ["is no table", "{}"],
    ["speaks", "upstream connect error\nplease try again later\n"],
  ])("and sends nothing where what came %s", async (_, body) => {
    const org = batchOrg({ read: () => new Response(body) });
    org.addForeign(rows);
    expect(await takeUp(org)).toBe("ChangedSource");
    expect(org.batches).toHaveLength(1);
  });
  test("nor where two readings differ, and neither is of its form", async () => {
    const org = batchOrg({ read: (_, reading) => new Response(reading === 1 ? "null" : "Name\nInitech\n") });
    org.addForeign(rows);
    expect(await takeUp(org)).toBe("ChangedSource");
  });
  test.each([
    ["cut", "Name,Phone\nAcme,1\n"],
    ["another table", "Name\nInitech\n"],
    ["no table", "null"],
  ])("and reads again what came as %s the first time", async (_, body) => {
    const org = batchOrg({ read: (batch, reading) => new Response(reading === 1 ? body : batch.body) });
    org.addForeign(rows);
    expect(await takeUp(org)).toBe(1);
  });
});

describe("a batch that is accounted for is no candidate", () => {
  test("one that was listed before the load began", async () => {
    const org = batchOrg();
    const before = withForeign(org, rows);
    org.fates.push("request lost");
    const [added] = await inFakeTime(addBatches(connectTo(org), job, rows));
    expect(added?.batch.id).not.toBe(before.id);
    expect(idsOf(org)).toEqual([before.id, added?.batch.id]);
    // It is not even read.
    expect(org.log.filter((line) => line === "GET request")).toEqual([]);
  });
  test("one whose answer we had", async () => {
    const org = batchOrg();
    const connection = connectTo(org);
    const first = await addBatch(connection, job, rows);
    org.fates.push("request lost");
    const second = await inFakeTime(addBatch(connection, job, rows));
    expect(idsOf(org)).toEqual([first.id, second.id]);
    org.fates.push("answer lost");
    const third = await inFakeTime(addBatch(connection, job, rows));
    expect(idsOf(org)).toEqual([first.id, second.id, third.id]);
    // Nor is one that was found.
    org.fates.push("request lost");
    const fourth = await inFakeTime(addBatch(connection, job, rows));
    expect(idsOf(org)).toEqual([first.id, second.id, third.id, fourth.id]);
  });
  describe("but a list that was read while the batch was on its way", () => {
    /** Sends rows, and lets another load list the job before the answer is lost. */
    const listMeanwhile = async (org: BatchOrg): Promise<{ readonly first: Promise<BatchInfo> }> => {
      let lose: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (lose = resolve));
      let isFirst = true;
      const slow: BatchOrg = {
        ...org,
        adapter: async (url, init) => {
          if (init.method !== "POST" || !isFirst) return await org.adapter(url, init);
          isFirst = false;
          const ended = org.adapter(url, init).catch((error: unknown) => error);
          await gate;
          throw (await ended) as Error;
        },
      };
      const connection = connectTo(slow);
      const first = addBatch(connection, job, rows);
      first.catch(() => undefined);
      while (org.log.length === 0) await inFakeTime(Promise.resolve());
      await inFakeTime(addBatches(connection, job, "Name,Phone\nInitech,3\n"));
      lose();
      return { first: inFakeTime(first) };
    };
    test("may have it", async () => {
      const org = batchOrg();
      org.fates.push("answer lost");
      const { first } = await listMeanwhile(org);
      expect((await first).id).toBe(idsOf(org)[0]);
      expect(bodiesOf(org)).toEqual([rows, "Name,Phone\nInitech,3\n"]);
    });
    test("does not tell it from others", async () => {
      const org = batchOrg();
      org.addForeign(rows, noon - 60_000);
      org.fates.push("request lost");
      const { first } = await listMeanwhile(org);
      expect((await rejection(first)).message).toContain("by the org's clock it may be ours or have been there before");
    });
  });
  test("two with the same rows cannot be told apart, and both are named", async () => {
    const org = batchOrg();
    org.fates.push({ late: 5100 }, "answer lost");
    const error = await rejection(add(org));
    expect(error.message).toContain("2 batches have the same rows");
    for (const id of idsOf(org)) expect(error.message).toContain(`"${id}"`);
  });
});
