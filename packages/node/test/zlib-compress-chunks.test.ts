import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { zlibCompressChunks } from "../src/adapter/zlib-compress-chunks.ts";

async function* given(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const piece of pieces) yield new Uint8Array(piece);
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe("zlibCompressChunks", () => {
  it.each<readonly number[]>([[], [0], [1], [18, 0, 1], [5, 70_000, 3], [262_144, 1]])(
    "gives one gzip member of pieces of %j … bytes",
    async (...sizes) => {
      const pieces = sizes.map((size) => new Uint8Array(size).map((_zero, index) => (index * size) % 251));
      const plain = Buffer.concat(pieces);
      const compressed = await whole(zlibCompressChunks(given(pieces)));
      expect(gunzipSync(compressed).equals(plain)).toBe(true);
      // The length at the end is that of the last member: of one member, it is that of all.
      expect(compressed.readUInt32LE(compressed.length - 4)).toBe(plain.length);
    },
  );

  it("gives more than one chunk of what is large, none larger than 64 kB", async () => {
    const plain = new Uint8Array(300_000).map((_zero, index) => Math.imul(index, 2654435761) >>> 24);
    const sizes: number[] = [];
    const all: Uint8Array[] = [];
    for await (const chunk of zlibCompressChunks(given([plain, plain]))) {
      sizes.push(chunk.length);
      all.push(chunk);
    }
    expect(gunzipSync(Buffer.concat(all)).equals(Buffer.concat([plain, plain]))).toBe(true);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
  });

  it("throws what the chunks throw", async () => {
    const broken = new Error("the disk is gone");
    async function* breaking(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      yield new Uint8Array(10);
      throw broken;
    }
    await expect(whole(zlibCompressChunks(breaking()))).rejects.toBe(broken);
  });
});
