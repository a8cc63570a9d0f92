import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { type NodeAdapter, nodeAdapter } from "../src/adapter/node-adapter.ts";
import { unzipSmall } from "../src/adapter/unzip-small.ts";
import { get, serve } from "./loopback.ts";

function open(): NodeAdapter {
  const adapter = nodeAdapter({ proxy: false });
  onTestFinished(() => void adapter.close());
  return adapter;
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe("a reply that arrives in one piece", () => {
  it("is there whole, decompressed, and is a usual response besides", async () => {
    const zipped = gzipSync("plain text");
    const { url } = await serve((_request, response) => {
      response.writeHead(201, { "content-encoding": "gzip", "content-length": zipped.length, "x-one": "1" });
      response.end(zipped);
    });
    const response = await open()(url, get());
    expect(response).toBeInstanceOf(Response);
    expect(response.wholeBody).toEqual(Buffer.from("plain text"));
    expect(response.status).toBe(201);
    expect(response.headers.get("x-one")).toBe("1");
    expect(response.bodyUsed).toBe(false);
    const copy = response.clone();
    expect([copy.status, copy.headers.get("x-one")]).toEqual([201, "1"]);
    expect(Buffer.from(await copy.arrayBuffer())).toEqual(zipped);
    expect(Buffer.from(await response.bytes())).toEqual(zipped);
    expect(response.bodyUsed).toBe(true);
    await expect(response.text()).rejects.toThrow(TypeError);
  });

  it.each(["text", "json", "blob"] as const)("can be read by %s()", async (method) => {
    const { url } = await serve((_request, response) => response.end('{"a":1}'));
    const value = await (await open()(url, get()))[method]();
    expect(value instanceof Blob ? await value.text() : value).toEqual(method === "json" ? { a: 1 } : '{"a":1}');
  });

  it("can be read by its stream", async () => {
    const { url } = await serve((_request, response) => response.end("streamed"));
    const { body } = await open()(url, get());
    const reader = body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("streamed");
    expect((await reader?.read())?.done).toBe(true);
  });
});

it("headers are those of fetch, whatever is done with them", async () => {
  const { url } = await serve((_request, response) => {
    response.writeHead(200, { "X-One": "1", "set-cookie": ["a=1", "b=2"] });
    response.end("{}");
  });
  const { headers } = await open()(url, get());
  expect([headers.get("X-ONE"), headers.get("set-cookie"), headers.get("__proto__")]).toEqual(["1", "a=1, b=2", null]);
  expect(headers).toBeInstanceOf(Headers);
  expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect([headers.has("x-one"), headers.has("x-two")]).toEqual([true, false]);
  expect(new Headers(headers).get("x-one")).toBe("1");
  expect(Object.fromEntries(headers)["x-one"]).toBe("1");
  headers.set("x-one", "2");
  expect(headers.get("x-one")).toBe("2");
});

it("a reply that comes in pieces is handed over before its end, as a stream", async () => {
  let end: (() => void) | undefined;
  const { url } = await serve((_request, response) => {
    response.write("first");
    end = () => void response.end("last");
  });
  const response = await open()(url, get());
  expect(response.wholeBody).toBeUndefined();
  expect(response).toBeInstanceOf(Response);
  expect(response.bodyUsed).toBe(false);
  end?.();
  expect(await response.clone().text()).toBe("firstlast");
  expect(response.bodyUsed).toBe(false);
  expect(await response.text()).toBe("firstlast");
  expect(response.bodyUsed).toBe(true);
});

it("what was read of such a stream is no body any more", async () => {
  let end: (() => void) | undefined;
  const { url } = await serve((_request, response) => {
    response.write("first");
    end = () => void response.end("last");
  });
  const response = await open()(url, get());
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
  end?.();
  reader?.releaseLock();
  expect(response.bodyUsed).toBe(true);
  await expect(response.text()).rejects.toThrow(TypeError);
});

it("each request goes to its own origin, and to the path that its address comes to, whichever was asked before", async () => {
  const [one, other] = await Promise.all(
    ["one", "other"].map(async (name) => await serve((request, response) => response.end(`${name} ${request.url}`))),
  );
  const adapter = open();
  const ask = async (path: string, server = one): Promise<string> =>
    await (await adapter(new URL(server?.url ?? "").origin + path, get())).text();
  expect(await ask("/a/b")).toBe("one /a/b");
  expect(await ask("/a/b", other)).toBe("other /a/b");
  expect(await ask("/a/b")).toBe("one /a/b");
  expect(await ask("/a/68.0")).toBe("one /a/68.0");
  expect(await ask("/a/../b?c=d#e")).toBe("one /b?c=d");
  expect(await ask("")).toBe("one /");
});

it("an adapter that has sent nothing closes at once, and takes nothing any more", async () => {
  const adapter = open();
  await adapter.close();
  await expect(adapter("http://localhost:9/", get())).rejects.toThrow("this adapter is closed");
});

describe("a small body", () => {
  it("is decompressed", () => {
    expect(Buffer.from(unzipSmall(new Uint8Array(gzipSync("text")))).toString()).toBe("text");
    expect(unzipSmall(new Uint8Array(gzipSync("")))).toHaveLength(0);
  });

  const good = new Uint8Array(gzipSync("text that is long enough to be damaged"));
  const changed = (index: number): Uint8Array<ArrayBuffer> => good.map((byte, at) => (at === index ? byte ^ 1 : byte));
  it.each([
    ["that is not gzip", bytesOf("a text of more than eighteen bytes")],
    ["that was cut", good.slice(0, -9)],
    ["with a wrong checksum", changed(good.length - 8)],
    ["with a wrong length", changed(good.length - 4)],
    ["that would be large", new Uint8Array(gzipSync(Buffer.alloc(70_000)))],
    ["of two bytes", good.slice(0, 2)],
  ])("%s is left as it is", (_what, bytes) => expect(unzipSmall(bytes)).toBe(bytes));
});
