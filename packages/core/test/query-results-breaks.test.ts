import { gzipSync } from "node:zlib";
import { queryResults, queryResultsCsv, type QueryRecord } from "@sfbulk/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { collect, textOf } from "./query-job-org.ts";
import { completed, cutAt, firstResult, piecewise, queryOrg, secondResult, utf8 } from "./query-org.ts";
import { objects, writers } from "./query-writers.ts";
import { connect, fault, hurried, jobId, page, rejection, token } from "./scripted-adapter.ts";

describe("a result that breaks off", () => {
  const rows = Array.from({ length: 200 }, (_, index) => [`00${index}`, "Acme", "x".repeat(50)]);
  const whole = utf8(writers.CSV(rows));

  test("again and again gives up after as many attempts without anything new, and tells how far it came", async () => {
    const org = queryOrg([completed(firstResult)], () => new Response(piecewise([whole.slice(0, 5000)], true)));
    const records = queryResults(connect(org, { retry: { ...hurried, attempts: 3 } }), jobId);
    const given: QueryRecord[] = [];
    const error = await rejection(
      (async () => {
        for await (const row of records) given.push(row);
      })(),
    );
    expect(given).toEqual(objects(rows).slice(0, given.length));
    expect(given.length).toBeGreaterThan(50);
    expect(error).toMatchObject({ name: "NetworkError", jobId });
    expect(error.message).toContain(
      `no reply came (terminated) (after 3 attempts); ${given.length} records were given`,
    );
  });
  test("a little further each time goes on to the end", async () => {
    let length = 0;
    const org = queryOrg([completed(firstResult)], () => {
      length += 1500;
      return new Response(piecewise([whole.slice(0, length)], length < whole.length));
    });
    expect(await collect(queryResults(connect(org, { retry: { ...hurried, attempts: 2 } }), jobId))).toEqual(
      objects(rows),
    );
  });
  test("and comes again as something else is an error, not a mixture", async () => {
    let tries = 0;
    const other = whole.map((byte, index) => (index === 2000 ? byte ^ 1 : byte));
    const org = queryOrg([completed(firstResult)], () =>
      tries++ === 0 ? new Response(piecewise([whole.slice(0, 5000)], true)) : new Response(other),
    );
    const error = await rejection(collect(queryResults(connect(org), jobId)));
    expect(error).toMatchObject({ name: "ResponseError" });
    expect(error.message).toContain("what came again is different");
  });
  test("and comes again shorter has not ended there", async () => {
    const [half, less] = [100, 50].map((count) => utf8(writers.CSV(rows.slice(0, count))));
    let tries = 0;
    const org = queryOrg([completed(firstResult)], () => {
      tries++;
      if (tries === 3) return new Response(whole);
      return new Response(piecewise([(tries === 1 ? half : less) ?? whole], tries === 1));
    });
    expect(await collect(queryResults(connect(org), jobId))).toEqual(objects(rows));
    expect(tries).toBe(3);
  });
  test("is asked for with a new token where the session has expired in the meantime", async () => {
    let tries = 0;
    const org = queryOrg([completed(firstResult)], () => {
      tries++;
      if (tries === 1) return new Response(piecewise([whole.slice(0, 5000)], true));
      return tries === 2 ? fault("InvalidSessionId", "Invalid session id") : new Response(whole);
    });
    const accessToken = (rejected?: string): string => (rejected === undefined ? token : `${token}2`);
    expect(await collect(queryResults(connect(org, { accessToken }), jobId))).toEqual(objects(rows));
    expect(org.seen.at(-1)?.init.headers["x-sfdc-session"]).toBe(`${token}2`);
  });
  test("an outage in between is waited for", async () => {
    let tries = 0;
    const org = queryOrg([completed(firstResult)], () => (tries++ < 2 ? page(503) : new Response(whole)));
    expect(await collect(queryResults(connect(org), jobId))).toEqual(objects(rows));
  });
  test("a page of status 200 is no data", async () => {
    const error = await rejection(
      collect(queryResults(connect(queryOrg([completed(firstResult)], () => page(200))), jobId)),
    );
    expect(error).toMatchObject({ name: "ResponseError", status: 200 });
    expect(error.message).toContain('the page "Down for maintenance"');
  });
  test("fewer bytes than announced is a cut, also where a row ends there", async () => {
    const end = writers.CSV(rows.slice(0, 100)).length;
    let tries = 0;
    const org = queryOrg(
      [completed(firstResult)],
      () =>
        new Response(tries++ === 0 ? whole.slice(0, end) : whole, {
          headers: { "content-length": String(whole.length) },
        }),
    );
    expect(await collect(queryResults(connect(org), jobId))).toEqual(objects(rows));
    expect(tries).toBe(2);
  });
  const packed = new Uint8Array(gzipSync(whole));
  test.each<[string, Uint8Array<ArrayBuffer>]>([
    ["in the middle of a quoted value, after a line break", utf8('"Id","Name","Note__c"\n"000","Acme","x\n')],
    ["between two values", utf8('"Id","Name","Note__c"\n"000",')],
    ["before gzip's checksum", packed.slice(0, -8)],
    ["with another checksum", packed.map((byte, index) => (index === packed.length - 6 ? byte ^ 1 : byte))],
    ["after a byte", utf8('"')],
  ])("without an error, %s, is asked for again", async (_, part) => {
    let tries = 0;
    const other = writers.CSV([["000", "Acme", "x\n"]]);
    const org = queryOrg(
      [completed(firstResult)],
      () => new Response(tries++ === 0 ? part : part[0] === 0x1f || part.length === 1 ? whole : other),
    );
    const found = await collect(queryResults(connect(org), jobId));
    expect(found).toEqual(objects(part[0] === 0x1f || part.length === 1 ? rows : [["000", "Acme", "x\n"]]));
    expect(tries).toBe(2);
  });
  test("before gzip's checksum, each time, is told as such", async () => {
    const org = queryOrg([completed(firstResult)], () => new Response(packed.slice(0, -8)));
    const error = await rejection(collect(queryResults(connect(org), jobId)));
    expect(error).toMatchObject({ name: "ResponseError" });
    expect(error.message).toContain("its gzip is damaged: unexpected end");
  });
  test("before its first byte is a lost connection", async () => {
    const org = queryOrg([completed(firstResult)], () => new Response(piecewise([], true)));
    const error = await rejection(collect(queryResults(connect(org), jobId)));
    expect(error).toMatchObject({ name: "NetworkError", attempts: 5 });
    expect(error.message).toContain("0 records were given");
  });
  test("the length of a compressed body says nothing of a decoded one", async () => {
    const headers = { "content-encoding": "gzip", "content-length": "53" };
    const org = queryOrg(
      [completed(firstResult)],
      () => new Response("Records not found for this query\n", { headers }),
    );
    expect(await collect(queryResults(connect(org), jobId))).toEqual([]);
  });
  describe("by the clock", () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());
    /** Gives the first rows, and then nothing more until the client goes away; the second time everything. */
    const stalling = (): ReturnType<typeof queryOrg> & { tries: number } => {
      const org = Object.assign(
        queryOrg([completed(firstResult)], (_, signal) => {
          if (org.tries++ > 0) return new Response(whole);
          const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
            start: (controller) => {
              controller.enqueue(whole.slice(0, 3000));
              signal.addEventListener("abort", () => controller.error(signal.reason));
            },
          });
          return new Response(body);
        }),
        { tries: 0 },
      );
      return org;
    };
    test("a stall is a break", async () => {
      const org = stalling();
      const all = collect(queryResults(connect(org, { stallTimeout: 1000 }), jobId));
      await vi.advanceTimersByTimeAsync(999);
      expect(org.tries).toBe(1);
      await vi.advanceTimersByTimeAsync(2);
      expect(await all).toEqual(objects(rows));
      expect(org.tries).toBe(2);
    });
    test("a reader who takes time is none", async () => {
      const org = queryOrg([completed(firstResult)], () => new Response(piecewise(cutAt(whole, [2000, 4000, 6000]))));
      const given: QueryRecord[] = [];
      for await (const row of queryResults(connect(org, { stallTimeout: 1000 }), jobId)) {
        given.push(row);
        await vi.advanceTimersByTimeAsync(5000);
      }
      expect(given).toEqual(objects(rows));
      expect(org.seen).toHaveLength(4);
    });
  });
  test("whoever stops reading lets the connection go", async () => {
    let cancelled = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.enqueue(whole),
      cancel: () => void cancelled++,
    });
    for await (const row of queryResults(
      connect(queryOrg([completed(firstResult)], () => new Response(endless))),
      jobId,
    )) {
      if (row["Id"] === "005") break;
    }
    expect(cancelled).toBe(1);
  });
  test("the caller's reason comes out as it is", async () => {
    const controller = new AbortController();
    const reason = { why: "enough" };
    const org = queryOrg([completed(firstResult)], () => new Response(piecewise(cutAt(whole, [2000, 4000]))));
    const given: QueryRecord[] = [];
    const call = (async () => {
      for await (const row of queryResults(connect(org), jobId, { signal: controller.signal })) {
        given.push(row);
        controller.abort(reason);
      }
    })();
    await expect(call).rejects.toBe(reason);
    expect(given).toHaveLength(1);
  });
});

describe("records are counted", () => {
  const rows = [
    ["001", "Acme", ""],
    ["002", "two\nlines", 'say "hi"'],
    ["003", "Zoë", "x"],
  ];
  const whole = utf8(writers.CSV(rows));
  const counted = { ...completed(firstResult), records: 3 };

  test("a result without a length that is cut at any byte, once, is read on", async () => {
    for (let at = 0; at < whole.length; at++) {
      let tries = 0;
      const org = queryOrg([counted], () => new Response(tries++ === 0 ? whole.slice(0, at) : whole));
      expect(await collect(queryResults(connect(org), jobId))).toEqual(objects(rows));
      tries = 0;
      expect(await textOf(queryResultsCsv(connect(org), jobId))).toBe(writers.CSV(rows));
    }
  });
  test("cut each time, it is never a shorter one without a word", async () => {
    for (let at = 0; at < whole.length; at++) {
      const org = queryOrg([counted], () => new Response(whole.slice(0, at)));
      for (const read of [queryResults, queryResultsCsv] as const) {
        expect(await rejection(collect<unknown>(read(connect(org), jobId)))).toMatchObject({
          name: "ResponseError",
          jobId,
        });
      }
    }
  });
  test("at a row's end, the error says how many there are, and is no sooner than a third reading", async () => {
    const org = queryOrg([counted], () => new Response(writers.CSV(rows.slice(0, 2))));
    const error = await rejection(collect(queryResults(connect(org), jobId)));
    expect(error).toMatchObject({ code: "RowsMismatch" });
    expect(error.message).toContain("it has 2 of 3 records (after 3 attempts); 2 records were given");
  });
  test("over all results of a batch", async () => {
    const batch = { ...completed(firstResult, secondResult), records: 6 };
    let tries = 0;
    const serve = (id: string): Response =>
      new Response(writers.CSV(id === secondResult && tries++ === 0 ? rows.slice(0, 1) : rows));
    expect(await collect(queryResults(connect(queryOrg([batch], serve)), jobId))).toHaveLength(6);
    const short = queryOrg([batch], (id) => new Response(writers.CSV(id === firstResult ? rows.slice(0, 2) : rows)));
    expect(await rejection(collect(queryResults(connect(short), jobId)))).toMatchObject({ code: "RowsMismatch" });
  });
  test.each(["CSV", "JSON", "XML"] as const)("in %s, pieces and empty lines or not", async (format) => {
    const body = format === "CSV" ? writers.CSV(rows).replaceAll('"\n"', '"\r\n\r\n\n"') : writers[format](rows);
    for (let at = 1; at < body.length; at += 3) {
      const org = queryOrg([counted], () => new Response(piecewise(cutAt(utf8(body), [at]))));
      expect(await collect(queryResults(connect(org), jobId))).toHaveLength(3);
    }
    const more = queryOrg([{ ...counted, records: 4 }], () => new Response(body));
    expect(await rejection(collect(queryResults(connect(more), jobId)))).toMatchObject({ code: "RowsMismatch" });
  });
  test("XML's other elements are no records", async () => {
    const body =
      "<queryResult><done>true</done><x:records><Id>1</Id></x:records><records/><recordss><records/></recordss></queryResult>";
    const org = queryOrg([{ ...completed(firstResult), records: 3 }], () => new Response(body));
    expect((await rejection(collect(queryResults(connect(org), jobId)))).message).toContain("it has 2 of 3 records");
  });
  test("a record of one empty value is one", async () => {
    const org = queryOrg([counted], () => new Response('"Name"\n""\n"Acme"\n""\n'));
    expect(await collect(queryResults(connect(org), jobId))).toEqual([{ Name: "" }, { Name: "Acme" }, { Name: "" }]);
  });
});
