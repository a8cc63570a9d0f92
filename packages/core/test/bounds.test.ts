import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { closeJob, type FetchAdapter } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { connect, hurried, jobFields, jobId, rejection, scriptedAdapter } from "./scripted-adapter.ts";

const once = { retry: { ...hurried, attempts: 1 } };
const plain = new TextEncoder().encode(JSON.stringify(jobFields()));
const packed = new Uint8Array(gzipSync(plain));

describe("gzip that was not decoded by the runtime", () => {
  test("is decoded by its bytes, whatever the headers say", async () => {
    for (const headers of [{}, { "content-encoding": "gzip" }, { "content-encoding": "identity" }]) {
      const job = await closeJob(connect(scriptedAdapter(new Response(packed, { headers }))), jobId);
      expect(job.state).toBe("Closed");
    }
  });
  test("is not decoded twice", async () => {
    const adapter = scriptedAdapter(new Response(plain, { headers: { "content-encoding": "gzip" } }));
    await expect(closeJob(connect(adapter), jobId)).resolves.toMatchObject({ state: "Closed" });
  });
  const damaged: [string, Uint8Array<ArrayBuffer>][] = [
    ["cut in half", packed.slice(0, packed.length / 2)],
    ["without its trailer", packed.slice(0, -8)],
    ["with a wrong checksum", packed.map((byte, index) => (index === packed.length - 6 ? byte ^ 0xff : byte))],
    ["with a wrong length", packed.map((byte, index) => (index === packed.length - 1 ? byte ^ 0xff : byte))],
    ["of two bytes", packed.slice(0, 2)],
  ];
  test.each(damaged)("%s is refused", async (_, bytes) => {
    const error = await rejection(closeJob(connect(scriptedAdapter(new Response(bytes)), once), jobId));
    expect(error).toMatchObject({ name: "ResponseError", status: 200 });
    expect(error.message).toContain("its gzip is damaged");
  });
});

test("a gzip bomb, 1 GB in 1 MB, is refused without holding it", async () => {
  const bomb = makeBomb();
  expect(bomb.length).toBeLessThan(1.1e6);
  globalThis.gc?.();
  const before = process.memoryUsage();
  const adapter: FetchAdapter = async () => await Promise.resolve(new Response(bomb));
  const error = await rejection(closeJob(connect(adapter, once), jobId));
  const after = process.memoryUsage();
  expect(error).toMatchObject({ name: "ResponseError" });
  expect(error.message).toContain("more than 16777216 bytes");
  // Two replies of at most 16 MB each, the close's and the reading's, and what the collector has not got to yet, of other
  // tests too: far from the gigabyte in any case.
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(128e6);
});

test("an endless reply is refused, and its connection let go", async () => {
  let sent = 0;
  let cancelled = 0;
  const adapter: FetchAdapter = async () =>
    await Promise.resolve(
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 65_536;
            controller.enqueue(new Uint8Array(65_536).fill(0x20));
          },
          cancel() {
            cancelled++;
          },
        }),
      ),
    );
  const error = await rejection(closeJob(connect(adapter, once), jobId));
  expect(error.message).toContain("more than 16777216 bytes");
  expect(cancelled).toBe(2);
  expect(sent).toBeLessThan(2 * 17_000_000);
});

/** Makes a whole gzip file of 1 GB of zeros, of one that is compressed once: compressing all of it takes seconds. */
function makeBomb(): Uint8Array<ArrayBuffer> {
  const { Z_FULL_FLUSH } = constants;
  const megabyte = deflateRawSync(Buffer.alloc(1024 * 1024), { level: 9, finishFlush: Z_FULL_FLUSH });
  const start = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
  // An empty last block; the checksum of 1 GB of zeros, and their number.
  const end = [3, 0, 176, 194, 100, 91, 0, 0, 0, 64];
  return new Uint8Array(
    Buffer.concat([Buffer.from(start), ...Array.from({ length: 1024 }, () => megabyte), Buffer.from(end)]),
  );
}
