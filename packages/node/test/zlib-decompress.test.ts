import { gzipSync } from "node:zlib";
import { queryJobResultsCsv } from "@sfbulk/core";
import { describe, expect, it, vi } from "vitest";
import { zlibDecompress } from "../src/adapter/zlib-decompress.ts";

const text = `"Id","Name"\n${Array.from({ length: 30_000 }, (_, row) => `"001${row}","Acme ${row}"\n`).join("")}`;
const zipped = new Uint8Array(gzipSync(text));

async function* pieces(bytes: Uint8Array<ArrayBuffer>, size = 1000): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let found = "";
  for await (const piece of bytes) found += decoder.decode(piece, { stream: true });
  return found;
}

describe("zlibDecompress", () => {
  it("gives what was compressed, cut anywhere", async () => {
    expect(await textOf(zlibDecompress(pieces(zipped, 97)))).toBe(text);
  });

  it("takes several members, and zeros behind them", async () => {
    const both = new Uint8Array(Buffer.concat([zipped, gzipSync("more"), Buffer.alloc(300)]));
    expect(await textOf(zlibDecompress(pieces(both)))).toBe(`${text}more`);
  });

  it("gives what came in one piece in one piece, unless that would be much", async () => {
    const lengthsOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<number[]> => {
      const found: number[] = [];
      for await (const piece of zlibDecompress(pieces(bytes, bytes.length))) found.push(piece.length);
      return found;
    };
    expect(await lengthsOf(zipped)).toEqual([text.length]);
    const much = await lengthsOf(new Uint8Array(gzipSync(new Uint8Array(2 ** 20 + 1))));
    expect(Math.max(...much)).toBeLessThanOrEqual(256 * 1024);
    expect(much.reduce((sum, length) => sum + length, 0)).toBe(2 ** 20 + 1);
    const both = new Uint8Array(Buffer.concat([zipped, gzipSync("more"), Buffer.alloc(300)]));
    expect(await textOf(zlibDecompress(pieces(both, both.length)))).toBe(`${text}more`);
    const empty = new Uint8Array(gzipSync(""));
    expect(await textOf(zlibDecompress(pieces(empty, 20)))).toBe("");
    await expect(textOf(zlibDecompress(pieces(new Uint8Array(0))))).rejects.toThrow("unexpected end of file");
  });

  it("throws where it was cut or changed", async () => {
    const cut = zipped.slice(0, -9);
    const changed = Uint8Array.from(zipped, (byte, at) => (at === zipped.length - 6 ? byte ^ 1 : byte));
    const longer = Uint8Array.from(zipped, (byte, at) => (at === zipped.length - 4 ? byte ^ 1 : byte));
    for (const size of [1000, zipped.length]) {
      await expect(textOf(zlibDecompress(pieces(cut, size)))).rejects.toThrow("unexpected end of file");
      await expect(textOf(zlibDecompress(pieces(changed, size)))).rejects.toThrow("incorrect data check");
      await expect(textOf(zlibDecompress(pieces(longer, size)))).rejects.toThrow("incorrect length check");
    }
  });

  it.each([[[1, 0]], [[4, 3, 100]], [[70_000]]])(
    "has its source end where nobody reads on, however it is cut: %j",
    async (sizes) => {
      let hasEnded = false;
      async function* watched(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
        try {
          let at = 0;
          for (const size of sizes) yield await Promise.resolve(zipped.subarray(at, (at += size)));
          for (;;) yield await Promise.resolve(zipped.subarray(at, (at += 1)));
        } finally {
          hasEnded = true;
        }
      }
      for await (const piece of zlibDecompress(watched())) if (piece.length > 0) break;
      await vi.waitFor(() => expect(hasEnded).toBe(true));
    },
  );

  it("throws what its source throws, and has it end where nobody reads on", async () => {
    const broken = new Error("The connection broke");
    async function* breaking(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
      yield* pieces(zipped.subarray(0, 2000));
      throw broken;
    }
    await expect(textOf(zlibDecompress(breaking()))).rejects.toBe(broken);
    let tellEnded = (): void => undefined;
    const ended = new Promise<void>((resolve) => (tellEnded = resolve));
    async function* watched(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
      try {
        yield* pieces(zipped);
      } finally {
        tellEnded();
      }
    }
    for await (const piece of zlibDecompress(watched())) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await ended;
  });

  it("reads what a query found, and a page that was cut once more", async () => {
    const asked: string[] = [];
    const fetch = async (url: string): Promise<Response> => {
      asked.push(url);
      if (!url.includes("/results")) return await Promise.resolve(Response.json(job));
      const isFirst = asked.filter((one) => one.includes("/results")).length === 1;
      const body = isFirst ? zipped.slice(0, -2000) : zipped;
      return await Promise.resolve(
        new Response(body, { headers: { "sforce-locator": "null", "sforce-numberofrecords": "30000" } }),
      );
    };
    const connection = {
      instanceUrl: "https://acme.my.salesforce.com",
      accessToken: "x",
      version: "66.0",
      fetch,
      gzip: { decompress: zlibDecompress },
      retry: { baseDelay: 0 },
    };
    const found = await textOf(queryJobResultsCsv(connection, job.id, { concurrency: 1 }));
    expect(found).toBe(text);
    expect(asked.filter((one) => one.includes("/results"))).toHaveLength(2);
  });
});

const job = {
  id: "7509H0000016GUXQA2",
  operation: "query",
  object: "Account",
  createdById: "0059H000004HZpEQAW",
  createdDate: "2026-02-12T15:43:48.000+0000",
  systemModstamp: "2026-02-12T15:43:48.000+0000",
  state: "JobComplete",
  concurrencyMode: "Parallel",
  contentType: "CSV",
  apiVersion: 66,
  jobType: "V2Query",
  lineEnding: "LF",
  columnDelimiter: "COMMA",
  retries: 0,
  totalProcessingTime: 403,
  numberRecordsProcessed: 30_000,
};
