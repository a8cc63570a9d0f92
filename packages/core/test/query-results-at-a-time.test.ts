import { queryResults, queryResultsCsv, type QueryRecord } from "@sfbulk/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { collect, textOf } from "./query-job-org.ts";
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
import { cell, columns, csvOf, objects, writers } from "./query-writers.ts";
import { connect, fault, jobId, page, rejection } from "./scripted-adapter.ts";

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
    expect(await textOf(queryResultsCsv(connect(org), jobId, { batches }))).toContain(firstResult);
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
      await textOf(
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
          expect(await textOf(queryResultsCsv(connect(org), jobId, options))).toBe(
            all.length === 0 ? "" : writers.CSV(all),
          );
        },
      ),
      seeded(60),
    );
  });
});
