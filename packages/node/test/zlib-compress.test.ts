import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { zlibCompress } from "../src/adapter/zlib-compress.ts";

describe("zlibCompress", () => {
  it.each([0, 1, 18, 100_000])("gives one gzip member that holds %i bytes", async (size) => {
    const plain = new Uint8Array(size).map((_zero, index) => index % 251);
    const compressed = await zlibCompress(plain);
    expect([...compressed.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    expect(new Uint8Array(gunzipSync(compressed))).toEqual(plain);
  });

  it("gives bytes that nobody else has a window on", async () => {
    const compressed = await zlibCompress(new Uint8Array(18));
    expect(compressed.constructor).toBe(Uint8Array);
    expect(compressed.buffer.byteLength).toBe(compressed.byteLength);
  });

  it("compresses only the window that it was given", async () => {
    const window = new TextEncoder().encode("…abc…").subarray(3, -3);
    expect(gunzipSync(await zlibCompress(window)).toString()).toBe("abc");
  });
});
