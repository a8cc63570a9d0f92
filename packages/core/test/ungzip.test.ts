import { Readable } from "node:stream";
import { createGunzip, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { ungzip } from "../src/bytes/ungzip.ts";
import { type Decompress, getJob } from "../src/index.ts";
import { readBody } from "../src/replies/read-body.ts";
import { connect, jobId, scriptedAdapter } from "./scripted-adapter.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const many = seeded(40, 2000);

/** Zlib as a connection brings it, and how many bytes it was given. */
function counted(): { readonly decompress: Decompress; readonly given: () => number } {
  let bytes = 0;
  return {
    decompress: (chunks) => {
      const counting = async function* (): AsyncGenerator<Bytes> {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          yield chunk;
        }
      };
      const gunzip = createGunzip();
      return Readable.from(counting()).pipe(gunzip);
    },
    given: () => bytes,
  };
}

/** Bytes that gzip makes no smaller. */
function noise(length: number): Bytes {
  let state = 1;
  return new Uint8Array(length).map(() => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) >>> 24);
}

/** JSON that stays as large as it says, compressed. */
const large = (more: object = {}): string =>
  JSON.stringify({ ...more, noise: Buffer.from(noise(40_000)).toString("base64") });

describe("a whole body that is large", () => {
  test("is decompressed by what the connection brings, a small one is not", async () => {
    const { decompress, given } = counted();
    const text = large();
    const zipped = new Uint8Array(gzipSync(text));
    expect(await readBody(zipped, 1e6, false, decompress)).toMatchObject({ kind: "json", text });
    expect(given()).toBe(zipped.length);
    expect(await readBody(new Uint8Array(gzipSync("{}")), 1e6, false, decompress)).toMatchObject({ kind: "json" });
    expect(given()).toBe(zipped.length);
  });

  test("is so of a connection's reply, too", async () => {
    const { decompress, given } = counted();
    const zipped = new Uint8Array(gzipSync(large(job)));
    const adapter = scriptedAdapter(new Response(zipped, { headers: { "content-type": "application/json" } }));
    expect(await getJob(connect(adapter, { gzip: { decompress } }), jobId)).toMatchObject({ id: jobId, state: "Open" });
    expect(given()).toBe(zipped.length);
  });

  test("is not held beyond its bound", async () => {
    const zipped = new Uint8Array(gzipSync(noise(100_000)));
    expect(await ungzip(zipped, 99_999, counted().decompress)).toBeUndefined();
    expect(Buffer.from((await ungzip(zipped, 100_000, counted().decompress)) ?? []).equals(noise(100_000))).toBe(true);
  });

  test(`is damaged to the connection's as it is to pako, and else the same (seed ${many.seed})`, async () => {
    const zipped = gzipSync(noise(30_000));
    const outcome = async (bytes: Bytes, decompress?: Decompress): Promise<string> => {
      const found = await ungzip(bytes, 1e6, decompress).catch((error: Error) => error);
      return found instanceof Error ? found.name : Buffer.from(found ?? []).toString("base64");
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(zipped.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 2 }),
        fc.integer({ min: 20_000, max: zipped.length }),
        fc.constantFrom("", "zeros", "member"),
        async (changes, length, behind) => {
          const bytes = Buffer.concat([
            zipped.subarray(0, length),
            behind === "zeros" ? Buffer.alloc(512) : behind === "member" ? gzipSync("more") : Buffer.alloc(0),
          ]);
          for (const [place, change] of changes) bytes[place] = (bytes[place] ?? 0) ^ change;
          const body = new Uint8Array(bytes);
          expect(await outcome(body, counted().decompress)).toBe(await outcome(body));
        },
      ),
      {
        ...many,
        examples: [
          [[], zipped.length, ""],
          [[], zipped.length, "zeros"],
          [[], zipped.length, "member"],
        ],
      },
    );
  });
});

const job = {
  id: jobId,
  operation: "insert",
  object: "Account",
  createdById: "0059H000004HZpEQAW",
  createdDate: "2026-02-12T15:43:48.000+0000",
  systemModstamp: "2026-02-12T15:43:48.000+0000",
  state: "Open",
  concurrencyMode: "Parallel",
  contentType: "CSV",
  numberBatchesQueued: 0,
  numberBatchesInProgress: 0,
  numberBatchesCompleted: 0,
  numberBatchesFailed: 0,
  numberBatchesTotal: 0,
  numberRecordsProcessed: 0,
  numberRetries: 0,
  apiVersion: 66,
  numberRecordsFailed: 0,
  totalProcessingTime: 0,
  apiActiveProcessingTime: 0,
  apexProcessingTime: 0,
};
