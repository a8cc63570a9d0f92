import fc from "fast-check";
import { expect, test } from "vitest";
import { Readable } from "node:stream";
import { createGzip, gunzipSync } from "node:zlib";
import type { GzipOptions } from "../src/index.ts";
import { seeded } from "../../../tools/seeded.mjs";
import { checkConnection } from "../src/connection/check-connection.ts";
import { type JobPart, packJobs } from "../src/operations/load-rows/ingest-jobs/pack-jobs.ts";
import { openParts } from "../src/operations/load-rows/source/open-parts.ts";

const many = seeded(150, 5000);

const byZlib: GzipOptions = { compressChunks: (chunks) => Readable.from(chunks).pipe(createGzip({ level: 1 })) };

/** Packs CSV that comes in pieces. */
async function pack(
  pieces: readonly string[],
  maxBytes: number,
  gzip: boolean | GzipOptions,
  isThere: (firstRow: number) => boolean = () => false,
): Promise<JobPart[]> {
  const target = checkConnection({
    instanceUrl: "https://acme.my.salesforce.com",
    accessToken: "00D000000000001!abc",
    fetch: () => Promise.reject(new Error("nothing is sent")),
    gzip,
  });
  const source = async function* (): AsyncGenerator<string> {
    yield* pieces;
  };
  const items = source();
  const cut = openParts(async () => await items.next(), {
    contentType: "CSV",
    reading: { header: null, columns: null, encoding: null, delimiter: null, raggedRows: "error" },
    limits: { maxBytes, maxRecords: 3 },
    keepsDelimiter: true,
    onRecord: undefined,
  });
  const parts: JobPart[] = [];
  for await (const part of packJobs(target, cut, { maxBytes: () => maxBytes, isThere, recordKey: undefined }))
    parts.push(part);
  return parts;
}

const bodyOf = ({ packed }: JobPart): string => {
  if (packed === undefined) throw new Error("it is kept");
  const { body, headers } = packed;
  return new TextDecoder().decode(headers?.["content-encoding"] === "gzip" ? gunzipSync(body) : body);
};

test(`jobs have all rows in their order, each one header line, and no more bytes than they may (seed ${many.seed})`, async () => {
  const row = fc.tuple(fc.constantFrom("A", "Bee", "é€"), fc.constantFrom("1", '"x;y"', '"two\nlines"', ""));
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 40, max: 200 }),
      fc.constantFrom<boolean | GzipOptions>(true, false, byZlib),
      fc.array(fc.nat({ max: 300 }), { maxLength: 5 }),
      async (rows, maxBytes, gzip, cuts) => {
        const head = "Name;Phone\n";
        const lines = rows.map((cells) => `${cells.join(";")}\n`);
        const text = head + lines.join("");
        const places = [0, ...cuts.map((cut) => cut % text.length).toSorted((one, other) => one - other), text.length];
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        const parts = await pack(
          pieces.filter((piece) => piece !== ""),
          maxBytes,
          gzip,
        );
        let next = 1;
        for (const part of parts) {
          const body = bodyOf(part);
          expect(body).toBe(head + lines.slice(next - 1, next - 1 + part.rows).join(""));
          expect(part).toMatchObject({ firstRow: next, bytes: Buffer.byteLength(body), columns: ["Name", "Phone"] });
          expect(part.dialect).toEqual({ delimiter: ";", lineEnd: "LF" });
          expect(part.bytes).toBeLessThanOrEqual(maxBytes);
          // One key for each row, in their order.
          const own = rows.slice(next - 1, next - 1 + part.rows);
          for (const values of own) {
            const same = own.flatMap((other, place) => (String(other) === String(values) ? [place] : []));
            expect(part.keys.find(values.map((value) => value.replaceAll('"', "")))).toEqual(same);
          }
          next += part.rows;
        }
        expect(next).toBe(rows.length + 1);
        // However it comes, it is cut in the same places, and known by the same hashes; what is there is not kept.
        const again = await pack([text], maxBytes, gzip, (firstRow) => firstRow > 1);
        expect(again.map(({ firstRow, rows: count, bytes, hash }) => [firstRow, count, bytes, hash])).toEqual(
          parts.map(({ firstRow, rows: count, bytes, hash }) => [firstRow, count, bytes, hash]),
        );
        expect(again.map(({ packed }) => packed !== undefined)).toEqual(parts.map((_, index) => index === 0));
      },
    ),
    many,
  );
});

test("another value, or another order, is another hash", async () => {
  const hashOf = async (text: string): Promise<string | undefined> => (await pack([text], 1000, false))[0]?.hash;
  const texts = [
    "N;P\nA;1\nB;2\nC;3\nD;4\n",
    "N;P\nA;1\nB;2\nC;3\nD;5\n",
    "N;P\nD;4\nA;1\nB;2\nC;3\n",
    "N;Q\nA;1\nB;2\nC;3\nD;4\n",
  ];
  expect(new Set(await Promise.all(texts.map(hashOf))).size).toBe(texts.length);
  expect(await hashOf(texts[0] ?? "")).toBe(await hashOf(texts[0] ?? ""));
});
