import { ingestResultsCsv, queryJobResultsCsv, queryResultsCsv, runQueryCsv } from "@sfbulk/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { collect, noRows, pageOrg, three } from "./query-job-org.ts";
import { completed, cutAt, firstResult, piecewise, queryOrg, utf8 } from "./query-org.ts";
import { connect, hurried, jobId, scriptedAdapter } from "./scripted-adapter.ts";

const header = '"Id","Name"\n';
const cell = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r\n"), maxLength: 6 });
const row = fc.tuple(cell, cell).map((cells) => `${cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")}\n`);
/** What is read at once: rows, the places where their bytes are cut, and where they break off at first. */
const part = fc.record({
  rows: fc.array(row, { maxLength: 6 }),
  places: fc.array(fc.nat(), { maxLength: 6 }),
  breaks: fc.option(fc.nat(), { nil: undefined }),
});
type Part = typeof part extends fc.Arbitrary<infer T> ? T : never;

/** The id of a result by its place. */
const resultId = (index: number): string => `${firstResult.slice(0, -1)}${index}`;

const serve = ({ places, breaks }: Part, body: Uint8Array<ArrayBuffer>, isFirst: boolean): Response =>
  breaks !== undefined && isFirst
    ? new Response(piecewise(cutAt(body.slice(0, breaks % body.length), places), true))
    : new Response(piecewise(cutAt(body, places)));

/** Reads to the end; whenever bytes have come, as many rows must be in them as was told before. */
async function expectTold(
  read: (onRows: (rows: number) => void) => AsyncIterable<Uint8Array>,
  rows: readonly string[],
): Promise<void> {
  const ends = [header, ...rows].map((line) => utf8(line).length);
  for (let index = 1; index < ends.length; index++) ends[index] = (ends[index] ?? 0) + (ends[index - 1] ?? 0);
  const told: number[] = [];
  let given = 0;
  for await (const bytes of read((count) => told.push(count))) {
    given += bytes.length;
    expect(ends[told.at(-1) ?? 0]).toBe(given);
  }
  expect(told.at(-1) ?? 0).toBe(rows.length);
  expect(told.every((count, index) => count > (told[index - 1] ?? 0))).toBe(true);
}

test("the rows of a query of Bulk API 1.0 are told before their bytes are given, wherever these are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
      const asked = new Set<string>();
      const org = queryOrg([completed(...parts.map((_, index) => resultId(index)))], (id) => {
        const one = parts[Number(id.at(-1))];
        if (one === undefined) throw new Error(`there is no result ${id}`);
        const isFirst = !asked.has(id);
        asked.add(id);
        return serve(one, utf8(header + one.rows.join("")), isFirst);
      });
      const all = parts.flatMap(({ rows }) => rows);
      await expectTold((onRows) => queryResultsCsv(connect(org), jobId, { onRows }), all);
    }),
    seeded(60),
  );
});

test.each([{}, { concurrency: 1 }])("likewise those of Bulk API 2.0, with %j", async (options) => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
      const org = pageOrg({
        pages: parts.map(({ rows }) => rows),
        ...(parts.length === 0 ? { headers: () => noRows } : {}),
        serve: (page, attempt, body) => {
          const one = parts[page];
          if (one === undefined || (attempt > 1 && options.concurrency === 1)) return undefined;
          const served = serve(one, body, attempt === 1);
          served.headers.set("sforce-locator", page + 1 < parts.length ? `p${page + 1}` : "null");
          return served;
        },
      });
      const all = parts.flatMap(({ rows }) => rows);
      await expectTold((onRows) => queryJobResultsCsv(connect(org), jobId, { ...options, onRows }), all);
    }),
    seeded(60),
  );
});

const ended = { id: jobId, columnDelimiter: "COMMA", state: "JobComplete", numberRecordsFailed: 0 } as const;

test("likewise those of an ingest job, whose header line comes first and by itself", async () => {
  await fc.assert(
    fc.asyncProperty(part, async (one) => {
      let attempt = 0;
      const org = async (): Promise<Response> =>
        await Promise.resolve(serve(one, utf8(header + one.rows.join("")), attempt++ === 0));
      const job = { ...ended, numberRecordsProcessed: one.rows.length };
      let isFirst = true;
      await expectTold(async function* (onRows) {
        for await (const lines of ingestResultsCsv(connect(org, { retry: hurried }), job, "successful", { onRows })) {
          if (isFirst) expect(new TextDecoder().decode(lines)).toBe(header);
          isFirst = false;
          yield lines;
        }
      }, one.rows);
      expect(isFirst).toBe(false);
    }),
    seeded(60),
  );
});

test("an ingest job's rows are counted against it, and a header line alone is none", async () => {
  const read = async (body: string, rows: number, kind: "successful" | "unprocessed" = "successful") =>
    await collect(
      ingestResultsCsv(
        connect(async () => await Promise.resolve(new Response(body)), { retry: hurried }),
        { ...ended, numberRecordsProcessed: rows },
        kind,
      ),
    );
  const error = await read(`${header}"1","A"\n"2","B"\n`, 1).catch((one: unknown) => one);
  expect(error).toMatchObject({ name: "ResponseError", code: "RowsMismatch" });
  expect((error as Error).message).toMatch(/the job has 1; 2 rows were given$/);
  await expect(read(`${header}"1","A"\n`, 2)).rejects.toMatchObject({ name: "ResponseError" });
  expect(await read(header, 0)).toEqual([utf8(header)]);
  expect(await read(header, 5, "unprocessed")).toEqual([utf8(header)]);
});

test("what it throws ends the reading, and who is no function is refused when it is called", async () => {
  const enough = new Error("enough");
  const reading = queryJobResultsCsv(connect(pageOrg({ pages: three })), jobId, {
    onRows: () => {
      throw enough;
    },
  });
  await expect(collect(reading)).rejects.toBe(enough);
  const connection = connect(scriptedAdapter(), { retry: hurried });
  const onRows = 7 as unknown as () => void;
  expect(() => queryResultsCsv(connection, jobId, { onRows })).toThrow("Cannot use onRows");
  expect(() => queryJobResultsCsv(connection, jobId, { onRows })).toThrow("Cannot use onRows");
  expect(() => ingestResultsCsv(connection, ended, "failed", { onRows })).toThrow("Cannot use onRows");
  expect(() => runQueryCsv(connection, "SELECT Id FROM Account", { onRows })).toThrow("Cannot use onRows");
});
