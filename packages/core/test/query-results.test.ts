import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { queryResults, queryResultsCsv, type QueryRecordsOptions, type StandardSchema } from "@sfbulk/core";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { collect, textOf } from "./query-job-org.ts";
import { completed, cutAt, firstResult, piecewise, queryOrg, secondResult, utf8 } from "./query-org.ts";
import { columns, csvOf, objects, table, writers } from "./query-writers.ts";
import { connect, jobId, page, rejection } from "./scripted-adapter.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

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
    expect(await textOf(queryResultsCsv(connect(org), jobId))).toBe(csvOf(rows, columns));
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
      expect(await textOf(queryResultsCsv(connect(org), jobId))).toBe("");
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
  // What is garbage already is not held: when it is collected is the engine's affair.
  const held = (): number => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const before = held();
  let bytes = 0;
  let looks = 0;
  let most = 0;
  for await (const rows of queryResultsCsv(
    connect(queryOrg([completed(firstResult)], () => new Response(body))),
    jobId,
  )) {
    bytes += rows.length;
    if (bytes < (looks + 1) * 10e6) continue;
    looks++;
    most = Math.max(most, held() - before);
  }
  expect(bytes).toBeGreaterThan(190e6);
  expect(looks).toBeGreaterThan(15);
  // 32 MB are `bufferBytes`.
  expect(most).toBeLessThan(36e6);
});
