import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGzip, gunzipSync } from "node:zlib";
import { Readable } from "node:stream";
import { seeded } from "../../../tools/seeded.mjs";
import { chunksPacker } from "../src/exchange/chunks-packer.ts";
import type { CompressChunks } from "../src/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const many = seeded(40, 2000);
const zlib: CompressChunks = (chunks) => Readable.from(chunks).pipe(createGzip({ level: 1 }));
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);

/** Takes some chunks, and does then what it is told. */
const after = (count: number, then: () => void): CompressChunks =>
  async function* (chunks) {
    for await (const chunk of chunks) {
      yield chunk;
      if (--count === 0) break;
    }
    then();
  };

describe("a packer of a connection's compressor", () => {
  test(`gives one member with all of the pieces in their order (seed ${many.seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), async (pieces) => {
        const { push, end } = chunksPacker(zlib);
        for (const piece of pieces) await push(new Uint8Array(piece));
        const { body, headers } = await end();
        expect(headers).toEqual({ "content-encoding": "gzip" });
        expect(gunzipSync(body)).toEqual(Buffer.concat(pieces));
        // The first member is all that there is: of a body with one byte less, it has no end.
        expect(() => gunzipSync(body.subarray(0, -1))).toThrow("unexpected end of file");
      }),
      many,
    );
  });

  test("holds one piece, until it is taken", async () => {
    let go = (): void => undefined;
    const isGone = new Promise<void>((resolve) => (go = resolve));
    const { push, end } = chunksPacker(async function* (chunks) {
      await isGone;
      yield* zlib(chunks) as AsyncIterable<Bytes>;
    });
    let isTaken = false;
    const first = Promise.resolve(push(bytesOf("one"))).then(() => (isTaken = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTaken).toBe(false);
    go();
    await first;
    await push(bytesOf("two"));
    expect(gunzipSync((await end()).body).toString()).toBe("onetwo");
  });

  const broken = new Error("no memory");
  test.each<[string, CompressChunks, Error | string]>([
    [
      "breaks at once",
      () => {
        throw broken;
      },
      broken,
    ],
    [
      "breaks later",
      after(2, () => {
        throw broken;
      }),
      broken,
    ],
    [
      "ends before its time",
      after(2, () => undefined),
      "Cannot use gzip.compressChunks: it ended before what it was given",
    ],
    ["gives what is not gzip", after(-1, () => undefined), "Cannot use gzip.compressChunks: what it gave is not gzip"],
  ])("says so where it %s, and waits for nothing", async (_what, compress, error) => {
    const { push, end } = chunksPacker(compress);
    const pack = async (): Promise<unknown> => {
      for (let piece = 0; piece < 5; piece++) await push(bytesOf("Acme\n"));
      return await end();
    };
    const thrown = expect(pack()).rejects;
    await (typeof error === "string" ? thrown.toThrow(error) : thrown.toBe(error));
  });

  test("lets go of the compressor where it is dropped, and tells nobody that it broke", async () => {
    let isOver = false;
    const { push, drop } = chunksPacker(async function* (chunks) {
      try {
        yield* chunks;
      } finally {
        isOver = true;
      }
    });
    await push(bytesOf("Acme\n"));
    expect(isOver).toBe(false);
    drop?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(true);
    const breaking = chunksPacker(
      after(-1, () => {
        throw broken;
      }),
    );
    await breaking.push(bytesOf("Acme\n"));
    breaking.drop?.();
    await new Promise((resolve) => setImmediate(resolve));
  });
});
