import { gzipSync } from "node:zlib";
import {
  queryResults,
  queryResultsCsv,
  type QueryRecord,
  type QueryRecordsOptions,
  type StandardSchema,
} from "@sfbulk/core";
import fc from "fast-check";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import {
  completed,
  cutAt,
  firstResult,
  piecewise,
  type QueryBatch,
  queryOrg,
  secondResult,
  utf8,
} from "./query-org.ts";
import { connect, fault, hurried, jobId, page, rejection, token } from "./scripted-adapter.ts";

const collect = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
};

const text = async (all: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<string> =>
  await new Blob(await collect(all)).text();

const csvOf = (rows: readonly string[][], columns: readonly string[]): string =>
  [columns, ...rows].map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`).join("");

const escapeXml = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");

const xmlOf = (rows: readonly string[][], columns: readonly string[]): string => {
  const records = rows.map(
    (row) =>
      ` <records xsi:type="sObject">${row.map((cell, at) => `<${columns[at]}>${escapeXml(cell)}</${columns[at]}>`).join("")}</records>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><queryResult xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="x>y">\n${records.join("")}</queryResult>`;
};

const columns = ["Id", "Name", "Note__c"];
const objects = (rows: readonly string[][]): QueryRecord[] =>
  rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));

const writers = {
  CSV: (rows: readonly string[][]) => csvOf(rows, columns),
  JSON: (rows: readonly string[][]) => JSON.stringify(objects(rows)),
  XML: (rows: readonly string[][]) => xmlOf(rows, columns),
};

const cell = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    'say "hi"',
    "two\nlines",
    "cr\r\nlf",
    ",",
    "]}",
    "{[",
    "<b>&amp;",
    "</records>",
    "Zoë 🎉",
    "\\",
    '\\"',
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }).filter((value) => !/[\p{Cc}\uFEFF\p{Cs}\uFFFE\uFFFF]/u.test(value)),
);
const table = fc.array(fc.tuple(fc.constant("001"), cell, cell), { minLength: 1, maxLength: 12 });

describe("every record comes exactly once", () => {
  test("whatever the format, the pieces, the compression and the place where it breaks", async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom("CSV", "JSON", "XML"),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 3 }),
        async (rows, format, places, gzip, breaks) => {
          const whole = utf8(writers[format](rows));
          const sent = gzip ? new Uint8Array(gzipSync(whole)) : whole;
          let tries = 0;
          const org = queryOrg([completed(firstResult)], () => {
            const cut = breaks[tries++];
            if (cut === undefined) return new Response(piecewise(cutAt(sent, places)));
            const [place, broken] = cut;
            // Ends early, with or without an error. CSV that ends with a row looks whole: such an end has an error.
            const part = sent.slice(0, place % sent.length);
            return new Response(piecewise(cutAt(part, places), broken || (format === "CSV" && !gzip)));
          });
          expect(await collect(queryResults(connect(org), jobId))).toEqual(objects(rows));
        },
      ),
      seeded(1000),
    );
  });
  test("also where a compressed result breaks off after its first byte", async () => {
    const whole = new Uint8Array(gzipSync(utf8(csvOf([["001", "a", "b"]], columns))));
    let tries = 0;
    const org = queryOrg([completed(firstResult)], () => new Response(tries++ === 0 ? whole.slice(0, 1) : whole));
    expect(await collect(queryResults(connect(org), jobId))).toHaveLength(1);
  });
});

describe("results and batches", () => {
  test("are joined in order, in CSV with one header", async () => {
    const org = queryOrg(
      [completed(firstResult, secondResult)],
      (id) => new Response(csvOf([[id, "x", "y"]], columns)),
    );
    const rows = [
      [firstResult, "x", "y"],
      [secondResult, "x", "y"],
    ];
    expect(await collect(queryResults(connect(org), jobId))).toEqual(objects(rows));
    expect(await text(queryResultsCsv(connect(org), jobId))).toBe(csvOf(rows, columns));
  });
  test("with other headers are not joined", async () => {
    const org = queryOrg(
      [completed(firstResult, secondResult)],
      (id) => new Response(id === firstResult ? csvOf([["1"]], ["Id"]) : csvOf([["1"]], ["Name"])),
    );
    const error = await rejection(collect(queryResultsCsv(connect(org), jobId)));
    expect(error).toMatchObject({ name: "ResponseError" });
    expect(error.message).toContain("its header is another one");
  });
  test.each(["Records not found for this query", "Records not found for this query\n"])(
    "nothing found is no record: %j",
    async (body) => {
      const org = queryOrg([completed(firstResult)], () => new Response(body));
      expect(await collect(queryResults(connect(org), jobId))).toEqual([]);
      expect(await text(queryResultsCsv(connect(org), jobId))).toBe("");
    },
  );
  test.each(["[]", "[ ]\n", writers.XML([]), '<queryResult xmlns="x"/>', csvOf([], columns)])(
    "no records: %j",
    async (body) => {
      const org = queryOrg([completed(firstResult)], () => new Response(body));
      expect(await collect(queryResults(connect(org), jobId))).toEqual([]);
    },
  );
  test("values are what their format says", async () => {
    const record =
      '{"attributes":{"type":"Account"},"Id":"001","Count":3,"When":1730962800000,"Gone":null,"Owner":{"Name":"A"}}';
    const org = queryOrg([completed(firstResult)], () => new Response(`[${record},\n${record}]`));
    expect(await collect(queryResults(connect(org), jobId))).toEqual([JSON.parse(record), JSON.parse(record)]);
    const xml =
      '<queryResult><records a=">"><Id>001</Id><Gone xsi:nil="true"/><Owner><Name>A</Name></Owner></records></queryResult>';
    const other = queryOrg([completed(firstResult)], () => new Response(xml));
    expect(await collect(queryResults(connect(other), jobId))).toEqual([
      { Id: "001", Gone: null, Owner: { Name: "A" } },
    ]);
  });
  test("the original batch of a chunked job is left out, that of an aborted job is not", async () => {
    const parent = { id: "7519H000001XiCyQAK", state: "NotProcessed", results: [] };
    const serve = (): Response => new Response(csvOf([["1", "2", "3"]], columns));
    const chunked = queryOrg([parent, completed(firstResult)], serve);
    expect(await collect(queryResults(connect(chunked), jobId))).toHaveLength(1);
    const aborted = queryOrg([parent, completed(firstResult)], serve, { state: "Aborted" });
    const error = await rejection(collect(queryResults(connect(aborted), jobId)));
    expect(error).toMatchObject({ name: "SalesforceError", exceptionCode: "InvalidBatch" });
    expect(error.message).toContain("its records would be missing");
  });
  test.each([
    [
      "Failed",
      "InvalidBatch : Failed to process query",
      "the batch is Failed (InvalidBatch : Failed to process query)",
    ],
    ["InProgress", "", "1 of the job's 2 batches are not processed yet: wait for them first"],
  ])("a batch that is %s is an error before the first record", async (state, stateMessage, words) => {
    const org = queryOrg(
      [completed(firstResult), { id: "7519H000001XiCyQAK", state, stateMessage, results: [] }],
      () => new Response(csvOf([["1", "2", "3"]], columns)),
    );
    const records = queryResults(connect(org), jobId);
    const error = await rejection(records.next());
    expect(error).toMatchObject({ name: "SalesforceError", exceptionCode: "InvalidBatch", jobId });
    expect(error.message).toContain(words);
    expect(org.seen.filter(({ url }) => url.includes("/result/"))).toHaveLength(0);
  });
  test("CSV is asked for and JSON is there", async () => {
    const org = queryOrg([completed(firstResult)], () => new Response('[{"Id":"1"}]'));
    const error = await rejection(collect(queryResultsCsv(connect(org), jobId)));
    expect(error).toMatchObject({ name: "ResponseError" });
    expect(error.message).toContain("it is JSON, not CSV");
  });
  test.each([
    ['"Id","Name"\n"1"\n', "row 1 has 1 value for 2 columns"],
    ['"Id","__proto__"\n"1","2"\n', "its header has a column that no object has"],
    ['{"exceptionCode":"x"}', "not the JSON of a query"],
    ["[1,2]", "not the JSON of a query"],
    ["[{},]x", "not the JSON of a query"],
    ["<queryResult><!-- x --><records><A>1</A></records></queryResult>", "its XML has a comment or CDATA in it"],
    ["<results><result/></results>", "its first element is not queryResult"],
    ["<queryResult><records><A>&bad;</A></records></queryResult>", "its XML cannot be read"],
  ])("%j is no result", async (body, words) => {
    const org = queryOrg([completed(firstResult)], () => new Response(body));
    const error = await rejection(collect(queryResults(connect(org), jobId)));
    expect(error).toMatchObject({ name: "ResponseError" });
    expect(error.message).toContain(words);
  });
});

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

test.each([
  { concurrency: 0 },
  { concurrency: 1.5 },
  { concurrency: 51 },
  { batches: 5 as never },
  { batches: ["7519H000001XiCyQAK" as never] },
  { batches: [{ id: jobId }] },
  { batches: [{ id: "7519H000001XiCyQAK" }, { id: "7519H000001XiCy" }] },
])("%o is refused when it is called", (options) => {
  const org = queryOrg([], () => new Response(""));
  expect(() => queryResults(connect(org), jobId, options)).toThrow(TypeError);
  expect(() => queryResultsCsv(connect(org), jobId, options)).toThrow(TypeError);
  expect(org.seen).toHaveLength(0);
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
      expect(await text(queryResultsCsv(connect(org), jobId))).toBe(writers.CSV(rows));
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

describe("a chunk that is of no use", () => {
  const [bad, first, last] = ["7519H000001XiCyQAK", "7519H000001XiCxQAK", "7519H000001XiCzQAK"] as const;
  const failed = {
    id: bad,
    state: "Failed",
    stateMessage: "InvalidBatch : Failed to process query: QUERY_TIMEOUT",
    results: [],
  };
  const chunks = (...batches: QueryBatch[]): QueryBatch[] => [
    { ...completed(firstResult), id: first },
    ...batches,
    { ...completed(secondResult), id: last },
  ];
  const serve = (id: string): Response => new Response(csvOf([[id, "x", "y"]], columns));

  test("because it failed is named, and the others can be read", async () => {
    const org = queryOrg(chunks(failed), serve);
    const error = await rejection(queryResults(connect(org), jobId).next());
    expect(error.message).toContain(bad);
    expect(error.message).toContain(failed.stateMessage);
    expect(error.message).toContain("to read the others, name them as batches");
    const batches = [{ id: last }, { id: first.slice(0, 15) }];
    expect((await collect(queryResults(connect(org), jobId, { batches }))).map(({ Id }) => Id)).toEqual([
      secondResult,
      firstResult,
    ]);
    expect(await text(queryResultsCsv(connect(org), jobId, { batches }))).toContain(firstResult);
    await expect(queryResults(connect(org), jobId, { batches: [{ id: bad }] }).next()).rejects.toThrow(bad);
  });
  test("one that still waits is no obstacle for the others", async () => {
    const org = queryOrg(chunks({ id: bad, state: "InProgress", results: [] }), serve);
    const batches = [{ id: first }];
    expect(await collect(queryResults(connect(org), jobId, { batches }))).toHaveLength(1);
  });
  test("a batch that the job does not have is an error", async () => {
    const records = queryResults(connect(queryOrg(chunks(), serve)), jobId, { batches: [{ id: bad }] });
    expect(await rejection(records.next())).toMatchObject({ code: "UnknownBatch" });
  });
  test.each<[string, () => Response]>([
    ["a page", () => page(200)],
    ["no CSV", () => new Response('"a","b","c"\n"1"\n')],
    ["broken", () => new Response('"Id"\n"')],
    ["refused", () => fault("InvalidBatch", "gone")],
  ])("because its result is %s: the others come, and then its error", async (_, odd) => {
    const other = "7529H000000xO6N";
    const org = queryOrg(chunks({ ...completed(other), id: bad }), (id) => (id === other ? odd() : serve(id)));
    for (const read of [queryResults, queryResultsCsv] as const) {
      const given: unknown[] = [];
      const error = await rejection(
        (async () => {
          for await (const one of read(connect(org), jobId)) given.push(one);
        })(),
      );
      expect(given).toHaveLength(2);
      expect(error.message).toContain(`batch "${bad}"`);
    }
  });
  test("because the list of its results is odd, likewise; several are named together", async () => {
    const inner = queryOrg(
      chunks(...[0, 1, 2, 3].map((at) => ({ ...completed("x"), id: `7519H000001XiE${at}` }))),
      serve,
    );
    const given: unknown[] = [];
    const error = await rejection(
      (async () => {
        for await (const one of queryResults(connect(inner), jobId)) given.push(one);
      })(),
    );
    expect(given).toHaveLength(2);
    expect(error).toMatchObject({ code: "UnreadableReply", jobId });
    expect(error.message).toMatch(/^Cannot read all results of job .*7519H000001XiE0.*7519H000001XiE2.*; and 1 more$/);
  });
  test("its other results are read, and not counted against what it lacks", async () => {
    const org = queryOrg([{ ...completed(firstResult, secondResult), records: 2 }], (id) =>
      id === firstResult ? page(200) : serve(id),
    );
    const given: QueryRecord[] = [];
    const error = await rejection(
      (async () => {
        for await (const row of queryResults(connect(org), jobId)) given.push(row);
      })(),
    );
    expect(given.map(({ Id }) => Id)).toEqual([secondResult]);
    expect(error).toMatchObject({ code: "PageInsteadOfReply" });
    expect(error.message).not.toContain(secondResult);
  });
  test("where the org does not answer otherwise either, there is nothing to wait for", async () => {
    const inner = queryOrg(chunks(), () => page(200));
    const org: typeof inner = Object.assign(
      (async (url, init) => (/\/batch\/\w+$/.test(url) ? page(503) : await inner(url, init))) as typeof inner,
      { seen: inner.seen },
    );
    const error = await rejection(collect(queryResults(connect(org), jobId, { concurrency: 1 })));
    expect(error).toMatchObject({ code: "PageInsteadOfReply" });
    expect(inner.seen.filter(({ url }) => url.includes("/result/"))).toHaveLength(1);
  });
});

describe("results are read at a time", () => {
  const chunksOf = (...results: (readonly string[])[]): QueryBatch[] =>
    results.map((ids, at) => ({ ...completed(...ids), id: `7519H000001XiD${at}` }));
  const resultId = (at: number): string => `7529H000000xO7${at}`;
  const body = (id: string): string => csvOf([[id, "x", "y"]], columns);
  const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

  test("as many as may be, and given in order", async () => {
    const ids = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(resultId);
    for (const [options, most] of [
      [{}, 5],
      [{ concurrency: 1 }, 1],
      [{ concurrency: 3 }, 3],
    ] as const) {
      let now = 0;
      let seen = 0;
      const answers: (() => void)[] = [];
      const org = queryOrg(chunksOf(...ids.map((id) => [id])), async (id) => {
        seen = Math.max(seen, ++now);
        await new Promise<void>((resolve) => answers.push(resolve));
        now--;
        return new Response(body(id));
      });
      const reading = collect(queryResults(connect(org), jobId, options));
      for (let answered = 0; answered < ids.length;) {
        await settled();
        // The last one that was asked for comes first.
        const answer = answers.pop();
        if (answer !== undefined) answered++;
        answer?.();
      }
      expect((await reading).map(({ Id }) => Id)).toEqual(ids);
      expect(seen).toBe(most);
    }
  });
  test("what is ahead is held up to a bound", async () => {
    const [first, second] = [resultId(0), resultId(1)];
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    let pulled = 0;
    const rows = 100;
    const endless = (): ReadableStream<Uint8Array<ArrayBuffer>> =>
      new ReadableStream({
        start: (controller) => controller.enqueue(utf8(csvOf([], columns))),
        pull: (controller) =>
          pulled++ < rows ? controller.enqueue(utf8(`"1","x","${"z".repeat(2000)}"\n`)) : controller.close(),
      });
    const org = queryOrg(chunksOf([first], [second]), async (id) => {
      if (id === second) return new Response(endless());
      await opened;
      return new Response(body(id));
    });
    const reading = collect(queryResultsCsv(connect(org), jobId, { bufferBytes: 20_000 }));
    for (let turn = 0; turn < 100; turn++) await settled();
    expect(pulled).toBeGreaterThanOrEqual(10);
    expect(pulled).toBeLessThan(20);
    open();
    expect(
      await text(
        (async function* () {
          yield* await reading;
        })(),
      ),
    ).toHaveLength(body(first).length + rows * (2000 + '"1","x",""\n'.length));
  });
  test("an error comes in its turn, and says how much has been given by then", async () => {
    const [first, second, third] = [resultId(0), resultId(1), resultId(2)];
    let refuse = (): void => undefined;
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    const org = queryOrg(chunksOf([first], [second], [third]), async (id) => {
      if (id === second) {
        refuse();
        return page(200);
      }
      await refused;
      for (let turn = 0; turn < 20; turn++) await settled();
      return new Response(body(id));
    });
    const given: QueryRecord[] = [];
    const error = await rejection(
      (async () => {
        for await (const row of queryResults(connect(org), jobId)) given.push(row);
      })(),
    );
    expect(given.map(({ Id }) => Id)).toEqual([first, third]);
    expect(error.message).toContain(second);
    expect(error.message).toContain("1 records were given");
  });
  test("one that is not wanted any more is not read on, and the others are", async () => {
    const [first, second] = [resultId(0), resultId(1)];
    let cancelled = 0;
    let left = 1000;
    const long = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(utf8('"a","b","c"\n"1"\n')),
      pull: async (controller) => {
        await settled();
        if (left-- > 0) controller.enqueue(utf8('"1"\n'.repeat(300)));
        else controller.close();
      },
      cancel: () => void cancelled++,
    });
    const org = queryOrg(chunksOf([first], [second]), (id) => new Response(id === first ? long : body(id)));
    const given: QueryRecord[] = [];
    const error = await rejection(
      (async () => {
        for await (const row of queryResults(connect(org), jobId)) given.push(row);
      })(),
    );
    expect(given.map(({ Id }) => Id)).toEqual([second]);
    expect(error.message).toContain("its CSV cannot be read");
    expect(cancelled).toBe(1);
  });
  test("whoever stops reading stops them all", async () => {
    let cancelled = 0;
    const endless = (id: string): ReadableStream<Uint8Array<ArrayBuffer>> =>
      new ReadableStream({
        start: (controller) => controller.enqueue(utf8(csvOf([], columns))),
        pull: async (controller) => {
          await settled();
          controller.enqueue(utf8(`"${id}","x","${"z".repeat(2000)}"\n`));
        },
        cancel: () => void cancelled++,
      });
    let asked = 0;
    const org = queryOrg(chunksOf([resultId(0)], [resultId(1)], [resultId(2)]), (id) => {
      asked++;
      return new Response(endless(id));
    });
    let rows = 0;
    for await (const _ of queryResults(connect(org), jobId)) if (++rows >= 5 && asked === 3) break;
    expect(cancelled).toBe(3);
  });
  test("whatever their number, the pieces, the waits, the places where they break and the memory", async () => {
    const result = fc.record({
      rows: fc.array(fc.tuple(fc.constant("001"), cell, cell), { minLength: 1, maxLength: 5 }),
      places: fc.array(fc.nat(), { maxLength: 4 }),
      wait: fc.nat(4),
      breaks: fc.array(fc.nat(), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(result, { maxLength: 3 }), { maxLength: 7 }),
        fc.constantFrom("CSV", "JSON", "XML"),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(1, 200, 2 ** 26),
        async (batches, format, concurrency, bufferBytes) => {
          const results = new Map<
            string,
            { rows: string[][]; places: number[]; wait: number; breaks: number[]; tries: number }
          >(
            batches.flatMap((own, at) =>
              own.map((one, index) => [`7529H000000xO${at}${index}`, { ...one, tries: 0 }] as const),
            ),
          );
          const org = queryOrg(
            batches.map((own, at) => ({
              ...completed(...own.map((_, index) => `7529H000000xO${at}${index}`)),
              id: `7519H000001XiD${at}`,
              records: own.reduce((sum, { rows }) => sum + rows.length, 0),
            })),
            async (id) => {
              const one = results.get(id);
              if (one === undefined) return page(404);
              for (let turn = 0; turn < one.wait; turn++) await settled();
              const whole = utf8(writers[format](one.rows));
              const end = one.breaks[one.tries++];
              if (end === undefined) return new Response(piecewise(cutAt(whole, one.places)));
              return new Response(piecewise(cutAt(whole.slice(0, end % whole.length), one.places), true));
            },
          );
          const options = { concurrency, bufferBytes };
          const all = [...results.values()].flatMap(({ rows }) => rows);
          expect(await collect(queryResults(connect(org), jobId, options))).toEqual(objects(all));
          if (format !== "CSV") return;
          for (const one of results.values()) one.tries = 0;
          expect(await text(queryResultsCsv(connect(org), jobId, options))).toBe(
            all.length === 0 ? "" : writers.CSV(all),
          );
        },
      ),
      seeded(60),
    );
  });
});

describe("what a record is", () => {
  const read = async <T>(body: string, options?: QueryRecordsOptions<T>): Promise<T[]> =>
    await collect(
      queryResults<T>(connect(queryOrg([completed(firstResult)], () => new Response(body))), jobId, options),
    );

  test("numbers that JavaScript cannot hold are their digits, all others are numbers", async () => {
    const values = [
      '"a":12345678901234567,"b":-90071992547409930,"c":9007199254740991,"d":1234567890123456.78',
      '"e":0.30000000000000004,"f":3.333333333333333E-4,"g":1234567890123.5000,"h":[12345678901234567]',
      String.raw`"i":"\\\": 12345678901234567","j":1.50,"k":-0.1234567890123456789`,
    ].join();
    expect(await read(`[{${values}}]`)).toEqual([
      {
        a: "12345678901234567",
        b: "-90071992547409930",
        c: 9007199254740991,
        d: "1234567890123456.78",
        e: 0.30000000000000004,
        f: 3.333333333333333e-4,
        g: 1234567890123.5,
        h: ["12345678901234567"],
        i: String.raw`\": 12345678901234567`,
        j: 1.5,
        k: "-0.1234567890123456789",
      },
    ]);
  });
  test("of equal columns the second has a name of its own", async () => {
    expect(await read('"Name","Name","Name (2)","Name"\n"a","b","c","d"\n')).toEqual([
      { Name: "a", "Name (3)": "b", "Name (2)": "c", "Name (4)": "d" },
    ]);
  });
  test("is what the caller says", async () => {
    interface Contact {
      readonly Id: string;
    }
    const [contact] = await read<Contact>('"Id"\n"1"\n');
    expect(contact?.Id).toBe("1");
  });
  test("is what a schema makes of it, at once or later", async () => {
    const schema = v.object({ Id: v.pipe(v.string(), v.transform(Number)) });
    const found = await read('"Id"\n"1"\n"2"\n', { schema });
    expect(found.map(({ Id }) => Id + 1)).toEqual([2, 3]);
    const later = v.objectAsync({
      Id: v.pipeAsync(
        v.string(),
        v.checkAsync(async (id) => await Promise.resolve(id !== "2"), "no"),
      ),
    });
    await expect(read('"Id"\n"1"\n"2"\n', { schema: later })).rejects.toThrow(
      `Cannot use record 2 of result "${firstResult}" of batch "7519H000001XiCzQAK": Id: no; 1 records were given`,
    );
  });
  test("where it is none, the error says which record and where in it, and no more is read", async () => {
    const schema: StandardSchema<never> = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: () => ({
          issues: [
            { message: "bad", path: ["a", { key: 1 }] },
            { message: "worse" },
            { message: "x" },
            { message: "y" },
          ],
        }),
      },
    };
    const org = queryOrg([completed(firstResult, secondResult)], () => new Response('[{"a":[]},{}]'));
    const error = await rejection(collect(queryResults(connect(org), jobId, { schema })));
    expect(error).toMatchObject({ name: "ResponseError", code: "SchemaMismatch", jobId });
    expect(error.message).toContain("a.1: bad; worse; x; and 1 more; 0 records were given");
    expect(org.seen.filter(({ url }) => url.includes("/result/"))).toHaveLength(1);
  });
  test("a schema that is none is refused when it is called", () => {
    for (const schema of [5, {}, null, { "~standard": {} }]) {
      const call = (): unknown =>
        queryResults(connect(queryOrg([], () => page(200))), jobId, { schema: schema as never });
      expect(call).toThrow("Cannot use schema: expected a Standard Schema");
    }
  });
});

test("a record without an end is refused, and not held", async () => {
  const piece = utf8("x".repeat(2 ** 20));
  let sent = 0;
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(utf8('"')),
    pull: (controller) => {
      sent++;
      controller.enqueue(piece);
    },
  });
  const org = queryOrg([completed(firstResult)], () => new Response(endless));
  const error = await rejection(collect(queryResults(connect(org), jobId)));
  expect(error).toMatchObject({ name: "ResponseError" });
  expect(error.message).toContain("a record of more than 67108864 bytes");
  expect(sent).toBeLessThan(70);
});

test("a result of 200 MB goes through a small memory", async () => {
  const piece = utf8(
    csvOf(
      Array.from({ length: 10_000 }, (_, index) => [`${index}`, "Acme", "x".repeat(80)]),
      columns,
    ).replace(/^.*\n/, ""),
  );
  let left = 200;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(utf8(csvOf([], columns))),
    pull: (controller) => (left-- > 0 ? controller.enqueue(piece.slice()) : controller.close()),
  });
  globalThis.gc?.();
  const before = process.memoryUsage();
  let bytes = 0;
  let peak = 0;
  for await (const rows of queryResultsCsv(
    connect(queryOrg([completed(firstResult)], () => new Response(body))),
    jobId,
  )) {
    bytes += rows.length;
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before.arrayBuffers);
  }
  expect(bytes).toBeGreaterThan(190e6);
  expect(peak).toBeLessThan(64e6);
});
