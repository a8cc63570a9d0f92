import { gzipSync } from "node:zlib";
import { type FetchAdapter, queryJobResults, queryJobResultsCsv, type QueryJobResultsOptions } from "@sfbulk/core";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { cutAt, piecewise } from "./query-org.ts";
import { connect, hurried, jobId, json, rejection, scriptedAdapter } from "./scripted-adapter.ts";
import { query, refusal, lost, line, base, noRows, collect, textOf, pageOrg, rowsOf, three } from "./query-job-org.ts";

const ways: readonly QueryJobResultsOptions[] = [{}, { order: "any" }, { concurrency: 1 }, { bufferBytes: 1 }];

describe.each(ways)("what a query found, read with %j", (options) => {
  const all = three.flat();
  const isOrdered = options.order !== "any";

  test("comes as bytes, the header once", async () => {
    const text = await textOf(queryJobResultsCsv(connect(pageOrg({ pages: three })), jobId, options));
    if (isOrdered) expect(text).toBe(`"Id","Name"\n${all.join("")}`);
    else expect(text.length).toBe(`"Id","Name"\n${all.join("")}`.length);
    expect(text.startsWith('"Id","Name"\n')).toBe(true);
  });

  test("comes as rows", async () => {
    const rows = await collect(queryJobResults(connect(pageOrg({ pages: three })), jobId, options));
    const ids = rows.map((one) => String(one["Id"]));
    expect(isOrdered ? ids : ids.toSorted()).toEqual(Array.from({ length: 9 }, (_, index) => `001${index}`));
    expect(rows.find((one) => one["Id"] === "0013")).toEqual({ Id: "0013", Name: 'Line "3"\nbreak, xxx' });
  });

  test("is what a schema makes of it, and an error where it is not what that wants", async () => {
    const schema = v.object({ Id: v.pipe(v.string(), v.transform(Number)) });
    const found = await collect(queryJobResults(connect(pageOrg({ pages: three })), jobId, { ...options, schema }));
    expect(found.map(({ Id }) => Id).toSorted((one, other) => one - other)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18,
    ]);
    const strict = v.object({ Id: v.string(), Phone: v.string() });
    const reading = queryJobResults(connect(pageOrg({ pages: three })), jobId, { ...options, schema: strict });
    const error = await rejection(collect(reading));
    expect(error).toMatchObject({ name: "ResponseError", code: "SchemaMismatch", jobId });
    expect(error.message).toContain("record 1 is of no use: Phone: ");
    expect(() => queryJobResults(connect(pageOrg({ pages: three })), jobId, { schema: {} as typeof schema })).toThrow(
      "Cannot use schema",
    );
  });

  test("may be nothing", async () => {
    const empty = (): FetchAdapter => pageOrg({ pages: [], headers: () => noRows });
    expect(await textOf(queryJobResultsCsv(connect(empty()), jobId, options))).toBe('"Id","Name"\n');
    expect(await collect(queryJobResults(connect(empty()), jobId, options))).toEqual([]);
  });

  test("is read with the version and the delimiter of the job", async () => {
    const adapter = pageOrg({
      pages: [['"0011"\t"a,b"\n']],
      header: '"Id"\t"Name"\n',
      job: { apiVersion: 61, columnDelimiter: "TAB" },
    });
    expect(await collect(queryJobResults(connect(adapter), jobId, options))).toEqual([{ Id: "0011", Name: "a,b" }]);
    expect(adapter.seen.slice(1).every(({ url }) => url.includes("/v61.0/"))).toBe(true);
  });

  test("goes on where a page broke off", async () => {
    const adapter = pageOrg({
      pages: three,
      serve: (_, attempt, body) =>
        attempt === 1 ? new Response(piecewise(cutAt(body, [attempt * 20]).slice(0, 1), true)) : undefined,
    });
    const text = await textOf(queryJobResultsCsv(connect(adapter), jobId, options));
    expect(text.length).toBe(`"Id","Name"\n${all.join("")}`.length);
  });

  test("is an error where a page has fewer rows than it says", async () => {
    const adapter = pageOrg({
      pages: three,
      headers: (page) => ({
        "sforce-locator": page === 2 ? "null" : `p${page + 1}`,
        "sforce-numberofrecords": page === 1 ? "3" : String(three[page]?.length),
      }),
    });
    expect(await rejection(collect(queryJobResults(connect(adapter), jobId, options)))).toMatchObject({
      name: "ResponseError",
      code: "RowsMismatch",
      jobId,
    });
  });

  test("is an error where fewer rows came than the job has", async () => {
    const adapter = pageOrg({ pages: three, job: { numberRecordsProcessed: 10 } });
    const error = await rejection(collect(queryJobResults(connect(adapter), jobId, options)));
    expect(error).toMatchObject({ name: "ResponseError", code: "RowsMismatch" });
    expect(error.message).toContain("the job has 10 rows, and 9 came; 9 records were given");
  });

  test("is an error where pages differ in their headers", async () => {
    const adapter = pageOrg({
      pages: three,
      serve: (page) => (page === 2 ? new Response(`"Id","Phone"\n${three[2]?.join("")}`) : undefined),
    });
    expect(await rejection(collect(queryJobResultsCsv(connect(adapter), jobId, options)))).toMatchObject({
      code: "RowsMismatch",
    });
  });

  test("is Salesforce's refusal where somebody deletes the job meanwhile", async () => {
    const adapter = pageOrg({
      pages: three,
      serve: (page) => (page > 0 ? refusal("NOT_FOUND", "The requested resource does not exist", 404) : undefined),
    });
    const error = await rejection(collect(queryJobResults(connect(adapter), jobId, options)));
    expect(error).toMatchObject({ name: "SalesforceError", exceptionCode: "NOT_FOUND" });
    expect(error.message).toMatch(/\d records were given/);
  });

  test("ends at once when its signal fires", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const adapter = pageOrg({ pages: three });
    const reading = queryJobResults(connect(adapter), jobId, { ...options, signal: controller.signal });
    await reading.next();
    controller.abort(reason);
    expect(await rejection(collect(reading))).toBe(reason);
  });
});

describe("reading what a query found", () => {
  test.each([["UploadComplete"], ["InProgress"], ["Aborted"], ["Failed"]])("needs more than %s", async (state) => {
    const adapter = scriptedAdapter(query({ state, errorMessage: state === "Failed" ? "too slow" : undefined }));
    const error = await rejection(collect(queryJobResults(connect(adapter), jobId)));
    expect(error).toMatchObject({ name: "SalesforceError", exceptionCode: "InvalidJobState", job: { state } });
    expect(error.message).toBe(
      `Cannot read the results of job "${jobId}": the job is "${state}"${state === "Failed" ? ": too slow" : ""}`,
    );
  });

  test("takes both names that the guide has for the next list of pages", async () => {
    for (const nextName of ["nextRecordsUrl", "nextRecordUrl"]) {
      const adapter = pageOrg({ pages: three, atOnce: 1, nextName });
      expect(await collect(queryJobResults(connect(adapter), jobId))).toHaveLength(9);
      expect(adapter.seen.filter(({ url }) => url.includes("resultPages"))).toHaveLength(3);
    }
  });

  test.each([
    [`https://evil.example${base}/results?locator=a/../b`],
    [`/services/data/v68.0/jobs/query/7509H0000016GUYQA2/results?locator=p0`],
    [`${base}/resultPages?locator=p0`],
    ["/services/data/v68.0/sobjects"],
  ])("goes to no page at %s", async (resultUrl) => {
    const adapter = scriptedAdapter(query(), json({ resultPages: [{ resultUrl }], done: true }));
    expect(await rejection(collect(queryJobResults(connect(adapter), jobId)))).toMatchObject({
      name: "ResponseError",
      code: "UnreadableReply",
    });
    expect(adapter.seen).toHaveLength(2);
  });

  test("sends nothing to another host that an address names", async () => {
    const list = json({ resultPages: [{ resultUrl: `https://evil.example${base}/results?locator=p0` }], done: true });
    const adapter = scriptedAdapter(query(), list, new Response('"Id"\n"1"\n'));
    expect(await collect(queryJobResults(connect(adapter), jobId))).toEqual([{ Id: "1" }]);
    expect(adapter.seen.every(({ url }) => url.startsWith("https://acme.my.salesforce.com/"))).toBe(true);
  });

  test("does not go on for ever where lists or pages lead in a circle", async () => {
    const circle = (): Response =>
      json({ resultPages: [], done: false, nextRecordsUrl: `${base}/resultPages?locator=x` });
    const lists = scriptedAdapter(query(), circle(), circle());
    expect(await rejection(collect(queryJobResults(connect(lists), jobId)))).toMatchObject({ name: "ResponseError" });
    const pages = pageOrg({ pages: three, headers: () => ({ "sforce-locator": "p0" }) });
    expect(await rejection(collect(queryJobResults(connect(pages), jobId, { concurrency: 1 })))).toMatchObject({
      name: "ResponseError",
    });
  });

  test("page by page, they are read as they are listed where a runtime does not show what comes next", async () => {
    const adapter = pageOrg({ pages: three, headers: () => ({}) });
    const rows = await collect(queryJobResults(connect(adapter), jobId, { concurrency: 1 }));
    expect(rows.map((one) => one["Id"])).toEqual(Array.from({ length: 9 }, (_, index) => `001${index}`));
    expect(adapter.seen.slice(1).map(({ url }) => url.slice(url.lastIndexOf("/") + 1))).toEqual([
      "results?maxRecords=50000",
      "resultPages",
      ...[0, 1, 2].map((page) => `results?locator=p${page}`),
    ]);
  });

  test.each([
    ["in versions that have no lists of pages", { job: { apiVersion: 57 }, headers: () => ({}) }],
    [
      "on a later page",
      { headers: (page: number): Record<string, string> => (page === 0 ? { "sforce-locator": "p1" } : {}) },
    ],
  ])("page by page, it is an error where a page does not say what comes next %s", async (_, org) => {
    const adapter = pageOrg({ pages: three, ...org });
    const error = await rejection(collect(queryJobResults(connect(adapter), jobId, { concurrency: 1 })));
    expect(error.message).toContain("Sforce-Locator is missing");
  });

  test("asks page by page for 50,000 records, or as many as are wanted", async () => {
    const adapter = pageOrg({ pages: [rowsOf(0, 1)] });
    await collect(queryJobResults(connect(adapter), jobId, { concurrency: 1 }));
    await collect(queryJobResults(connect(adapter), jobId, { concurrency: 1, maxRecords: 7 }));
    expect(adapter.seen.filter(({ url }) => url.includes("/results")).map(line)).toEqual([
      `GET ${base}/results?maxRecords=50000`,
      `GET ${base}/results?maxRecords=7`,
    ]);
    expect(() => queryJobResults(connect(adapter), jobId, { maxRecords: 7 })).toThrow("Cannot use maxRecords without");
  });

  test("of equal columns the second has a number", async () => {
    const adapter = pageOrg({ pages: [['"1","2"\n']], header: '"Name","Name"\n' });
    expect(await collect(queryJobResults(connect(adapter), jobId))).toEqual([{ Name: "1", "Name (2)": "2" }]);
  });

  test("goes page by page in versions that have no lists of pages", async () => {
    const adapter = pageOrg({ pages: three, job: { apiVersion: 57 } });
    expect(await collect(queryJobResults(connect(adapter), jobId))).toHaveLength(9);
    expect(adapter.seen.some(({ url }) => url.includes("resultPages"))).toBe(false);
  });

  test("holds no more than it may, and reads a page again that did not outlast the pause", async () => {
    const size = 40_000;
    const big = Array.from({ length: 3 }, (_, page) => [`"${page}","${"y".repeat(size)}"\n`, `"${page}","z"\n`]);
    let taken = 0;
    const pulled: number[] = [0, 0, 0];
    const adapter = pageOrg({
      pages: big,
      serve: (page, attempt, body) => {
        const pieces = cutAt(body, [size + 30]);
        let next = 0;
        return new Response(
          new ReadableStream(
            {
              pull: (controller) => {
                // The rest is asked for only when the first piece has been taken.
                if (page > 0 && attempt === 1 && next === 1) {
                  controller.error(new TypeError("idle for too long"));
                  return;
                }
                const piece = pieces[next++];
                if (piece === undefined) controller.close();
                else {
                  pulled[page] = (pulled[page] ?? 0) + 1;
                  controller.enqueue(piece);
                }
              },
            },
            { highWaterMark: 0 },
          ),
        );
      },
    });
    const text: string[] = [];
    for await (const block of queryJobResultsCsv(connect(adapter), jobId, { bufferBytes: size })) {
      text.push(new TextDecoder().decode(block));
      taken++;
    }
    expect(text.join("")).toBe(`"Id","Name"\n${big.flat().join("")}`);
    expect(taken).toBeGreaterThan(3);
    expect(adapter.seen.filter(({ url }) => url.includes("/results?"))).toHaveLength(5);
  });
});

// What comes of any mixture of cuts, breaks and orders is exactly the rows.
const many = seeded(150);
const plan = fc.record({
  sizes: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 12 }),
  cuts: fc.array(fc.nat({ max: 400 }), { maxLength: 4 }),
  /** After how many bytes an attempt at a page breaks off, by page and attempt. */
  breaks: fc.array(
    fc.record({ page: fc.nat({ max: 11 }), at: fc.nat({ max: 300 }), how: fc.constantFrom("reset", "lost", "gzip") }),
    { maxLength: 8 },
  ),
  delays: fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 6 }),
  options: fc.constantFrom<QueryJobResultsOptions>(
    {},
    { order: "any" },
    { bufferBytes: 1 },
    { bufferBytes: 150, concurrency: 2 },
    { concurrency: 15 },
    { concurrency: 1 },
    { order: "any", concurrency: 2 },
  ),
  atOnce: fc.integer({ min: 1, max: 5 }),
});

test(`any mixture of cuts, breaks and orders gives exactly the rows (seed ${many.seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ sizes, cuts, breaks, delays, options, atOnce }) => {
      let from = 0;
      const pages = sizes.map((size) => rowsOf((from += size) - size, size));
      let answers = 0;
      const org = pageOrg({
        pages,
        atOnce,
        serve: (page, attempt, body) => {
          const broken = breaks.filter((one) => one.page === page)[attempt - 1];
          if (broken?.how === "lost") return lost();
          const at = broken === undefined ? body.length : broken.at % (body.length + 1);
          if (broken?.how === "gzip") {
            const packed = new Uint8Array(gzipSync(body));
            return new Response(piecewise([packed.slice(0, Math.min(at, packed.length - 1))]));
          }
          const pieces = cutAt(body.slice(0, at), cuts).filter((piece) => piece.length > 0);
          return new Response(piecewise(pieces, broken !== undefined));
        },
      });
      const late: FetchAdapter = async (url, init) => {
        // The order in which answers come is any.
        for (let turns = delays[answers++ % delays.length] ?? 0; turns > 0; turns--) await Promise.resolve();
        return await org(url, init);
      };
      const connection = connect(late, { retry: { ...hurried, attempts: 10 } });
      const expected = pages.flat();
      const text = await textOf(queryJobResultsCsv(connection, jobId, options));
      const rows = (await collect(queryJobResults(connection, jobId, options))).map((one) => String(one["Id"]));
      const ids = expected.map((_, index) => `001${index}`);
      if (options.order === "any") {
        expect(rows.toSorted()).toEqual(ids.toSorted());
        expect(text.split("\n").toSorted()).toEqual(`"Id","Name"\n${expected.join("")}`.split("\n").toSorted());
      } else {
        expect(rows).toEqual(ids);
        expect(text).toBe(`"Id","Name"\n${expected.join("")}`);
      }
    }),
    many,
  );
});
