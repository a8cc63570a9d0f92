import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { argumentError } from "@sfbulk/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type NodeAdapter, nodeAdapter, type NodeAdapterOptions } from "../src/adapter/node-adapter.ts";
import { get, serve, serveAny } from "./loopback.ts";

function open(options: NodeAdapterOptions = {}): NodeAdapter {
  const adapter = nodeAdapter({ proxy: false, ...options });
  // Not awaited: a test that broke off may have left a request under way.
  onTestFinished(() => void adapter.close());
  return adapter;
}

async function rejection(promise: Promise<unknown> | undefined): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It was expected to reject");
}

describe("a request", () => {
  it("arrives as it was given, with nothing added that names a client", async () => {
    let seen: Pick<IncomingMessage, "method" | "url" | "headers"> = { headers: {} };
    let received = "";
    const { url, port } = await serve(async (request, response) => {
      seen = request;
      received = await text(request);
      response.end();
    });
    const body = new TextEncoder().encode("…<<body>>…").subarray(3, -3);
    await open()(`${url}/services/async?a=b%20c`, get({ method: "POST", headers: { "x-sfdc-session": "s" }, body }));
    expect(seen.method).toBe("POST");
    expect(seen.url).toBe("/services/async?a=b%20c");
    expect(received).toBe("<<body>>");
    expect(seen.headers).toEqual({
      host: `localhost:${port}`,
      connection: "keep-alive",
      "x-sfdc-session": "s",
      "content-length": "8",
    });
  });

  it("goes over a connection of those before", async () => {
    const { url, sockets } = await serve((_request, response) => response.end("fine"));
    const adapter = open();
    for (let turn = 0; turn < 10; turn++) {
      await (await adapter(url, get())).text();
    }
    // undici lets a connection rest for a turn of the event loop, and may make a second one meanwhile.
    expect(sockets.length).toBeLessThanOrEqual(2);
  });

  it("waits where all connections are in use", async () => {
    const waiting: ServerResponse[] = [];
    let most = 0;
    const { url, sockets } = await serve((_request, response) => {
      most = Math.max(most, waiting.push(response));
      if (waiting.length === 2) setImmediate(() => waiting.splice(0).forEach((one) => one.end("fine")));
    });
    const adapter = open({ connections: 2 });
    await Promise.all(Array.from({ length: 10 }, async () => await (await adapter(url, get())).text()));
    expect(most).toBe(2);
    expect(sockets).toHaveLength(2);
  });

  it("is refused where the address is none, or nobody listens", async () => {
    const adapter = open();
    await expect(adapter("nonsense", get())).rejects.toThrow(TypeError);
    await expect(adapter("ftp://localhost/", get())).rejects.toThrow(/protocol/);
    const server = createServer();
    const { url } = await serveAny(server);
    server.close();
    await once(server, "close");
    await expect(adapter(url, get())).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("a response", () => {
  it("is a real Response that hands over compressed bytes", async () => {
    const compressed = gzipSync("plain text");
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(compressed);
    });
    const response = await open()(url, get());
    expect(response).toBeInstanceOf(Response);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(compressed);
  });

  it("keeps headers apart that came several times", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, [
        ["Set-Cookie", "a=1; Path=/"],
        ["Set-Cookie", "b=2"],
        ["X-Latin", "caf\u00e9"],
        ["X-Twice", "1"],
        ["X-Twice", "2"],
      ] as never);
      response.end();
    });
    const { headers } = await open()(url, get());
    expect(headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    expect(headers.get("x-latin")).toBe("caf\u00e9");
    expect(headers.get("x-twice")).toBe("1, 2");
  });

  it.each([200, 201, 302, 400, 401, 404, 418, 500, 503, 599, 600, 999])("comes for status %i", async (status) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(status, { location: "http://localhost:9/elsewhere" });
      response.end("body");
    });
    const response = await open()(url, get());
    expect(response.status).toBe(status);
    expect(response.ok).toBe(status < 300);
    expect(await response.text()).toBe("body");
  });

  it.each([204, 205, 304])("has no body for status %i, and frees its connection", async (status) => {
    const { url, sockets } = await serve((_request, response) => {
      response.writeHead(status);
      response.end();
    });
    const adapter = open({ connections: 1 });
    for (let turn = 0; turn < 2; turn++) {
      const response = await adapter(url, get());
      expect(response.status).toBe(status);
      expect(response.body).toBeNull();
    }
    expect(sockets).toHaveLength(1);
  });

  it("is not the hint that came before it", async () => {
    const { url } = await serve((_request, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.writeProcessing();
      response.end("fine");
    });
    const response = await open()(url, get());
    expect(response.status).toBe(200);
    expect(response.headers.has("link")).toBe(false);
    expect(await response.text()).toBe("fine");
  });

  it("comes before its body is complete", async () => {
    let finish: (() => void) | undefined;
    const { url } = await serve((_request, response) => {
      response.write("first");
      finish = (): void => void response.end("last");
    });
    const response = await open()(url, get());
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
    finish?.();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("last");
    expect((await reader?.read())?.done).toBe(true);
  });

  it("is whole when it is large", async () => {
    const large = Buffer.alloc(3_000_000, "0123456789abcdef");
    const { url } = await serve((_request, response) => response.end(large));
    const bytes = Buffer.from(await (await open()(url, get())).arrayBuffer());
    expect(bytes.equals(large)).toBe(true);
  });

  it("is not taken in faster than it is read", async () => {
    const size = 64 * 1024 * 1024;
    let waiting: ServerResponse | undefined;
    const { url } = await serve((request, response) => {
      if (request.url === "/large") waiting = response;
      response.end(request.url === "/large" ? Buffer.alloc(size) : "small");
    });
    const adapter = open();
    const response = await adapter(`${url}/large`, get());
    // By the time that another conversation is over, the first would have been taken in.
    for (let turn = 0; turn < 50; turn++) {
      await (await adapter(`${url}/small`, get())).text();
    }
    expect(waiting?.socket?.writableLength).toBeGreaterThan(size / 2);
    expect((await response.arrayBuffer()).byteLength).toBe(size);
  });

  it("breaks where the connection does, with the cause", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half");
      setImmediate(() => response.destroy());
    });
    const response = await open()(url, get());
    await expect(response.text()).rejects.toMatchObject({ code: "UND_ERR_SOCKET" });
  });

  it("breaks where the connection does before any of it came", async () => {
    const { url } = await serve((request) => void request.socket.destroy());
    await expect(open()(url, get())).rejects.toMatchObject({ code: "UND_ERR_SOCKET" });
  });

  it("is refused where it is not HTTP", async () => {
    const server = createServer((socket) => void socket.end("SSH-2.0-OpenSSH\r\n"));
    const { url } = await serveAny(server);
    await expect(open()(url, get())).rejects.toMatchObject({ name: "HTTPParserError" });
  });

  it("that nobody reads does not hold its connection, if it is small", async () => {
    const { url, sockets } = await serve((_request, response) => response.end("x".repeat(10_000)));
    const adapter = open({ connections: 1 });
    const unread = await adapter(url, get());
    expect(await (await adapter(url, get())).text()).toHaveLength(10_000);
    expect(sockets).toHaveLength(1);
    expect(await unread.text()).toHaveLength(10_000);
  });

  it("that is cancelled gives up its connection", async () => {
    const { url, sockets } = await serve((_request, response) => response.write("endless"));
    const adapter = open({ connections: 1 });
    const response = await adapter(url, get());
    await response.body?.cancel();
    await adapter(url, get());
    expect(sockets).toHaveLength(2);
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), 30_000);
  });
});

describe("an abort", () => {
  const reasons: readonly unknown[] = [new Error("mine"), "a text", { any: "object" }, undefined];

  it.each(reasons)("before the start sends nothing and comes out untouched (%s)", async (reason) => {
    const { url, sockets } = await serve((_request, response) => response.end());
    const signal = AbortSignal.abort(reason);
    await expect(open()(url, get({ signal }))).rejects.toBe(signal.reason);
    expect(sockets).toHaveLength(0);
  });

  it.each(reasons)("while it waits for the response ends the connection (%s)", async (reason) => {
    const controller = new AbortController();
    const { url, sockets } = await serve(() => controller.abort(reason));
    const thrown = await rejection(open()(url, get({ signal: controller.signal })));
    expect(controller.signal.aborted).toBe(true);
    expect(thrown).toBe(controller.signal.reason);
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), 30_000);
  });

  it.each(reasons)("in the body ends the reading and the connection (%s)", async (reason) => {
    const controller = new AbortController();
    const { url, sockets } = await serve((_request, response) => response.write("some"));
    const response = await open()(url, get({ signal: controller.signal }));
    const reader = response.body?.getReader();
    await reader?.read();
    const next = rejection(reader?.read());
    controller.abort(reason);
    expect(await next).toBe(controller.signal.reason);
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), 30_000);
  });

  it("while it waits for a free connection is noticed at once, and the request never sent", async () => {
    const seen: (string | undefined)[] = [];
    let finish: (() => void) | undefined;
    const { url } = await serve((request, response) => {
      seen.push(request.url);
      finish = (): void => void response.end();
      if (request.url === "/third") finish();
    });
    const adapter = open({ connections: 1 });
    const first = adapter(`${url}/first`, get());
    await vi.waitFor(() => expect(seen).toEqual(["/first"]), 30_000);
    const controller = new AbortController();
    const second = adapter(`${url}/second`, get({ signal: controller.signal }));
    const third = adapter(`${url}/third`, get());
    controller.abort("enough");
    await expect(second).rejects.toBe("enough");
    finish?.();
    await first;
    await third;
    expect(seen).toEqual(["/first", "/third"]);
  });

  it("while it connects is noticed at once", async () => {
    const controller = new AbortController();
    // An address that answers nothing, by RFC 5737.
    const waiting = open()("http://192.0.2.1/", get({ signal: controller.signal }));
    controller.abort("enough");
    await expect(waiting).rejects.toBe("enough");
  });

  it("after the end changes nothing, and is not listened for", async () => {
    const { url } = await serve((_request, response) => response.end("fine"));
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, "addEventListener");
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const response = await open()(url, get({ signal: controller.signal }));
    const body = await response.text();
    expect(body).toBe("fine");
    expect(added).toHaveBeenCalledOnce();
    expect(removed).toHaveBeenCalledWith("abort", added.mock.calls[0]?.[1]);
    controller.abort();
  });
});

describe("close", () => {
  it("waits for what is under way, ends the connections, and may be called again", async () => {
    const sockets: Socket[] = [];
    const { url } = await serve((request, response) => {
      sockets.push(request.socket);
      setImmediate(() => response.end("fine"));
    });
    const adapter = open();
    const response = adapter(url, get());
    await vi.waitFor(() => expect(sockets).toHaveLength(1), 30_000);
    await Promise.all([adapter.close(), adapter.close(), adapter[Symbol.asyncDispose]()]);
    expect(await (await response).text()).toBe("fine");
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), 30_000);
    await expect(adapter(url, get())).rejects.toMatchObject({
      name: "NetworkError",
      code: "AdapterClosed",
      message: "Cannot send: this adapter is closed",
      retry: false,
    });
  });
});

describe("options", () => {
  it.each([
    ["connections", 0, "0"],
    ["connections", 1.5, "1.5"],
    ["connections", "8", '"8"'],
  ])("are checked: %s %s", (name, value, shown) => {
    expect(() => nodeAdapter({ [name]: value })).toThrow(
      argumentError("InvalidArgument", `Cannot use ${name} ${shown}: expected a whole number from 1 to 2147483647`),
    );
  });

  it.each([
    ["keepAliveTimeout", -1],
    ["keepAliveTimeout", Number.NaN],
    ["connectTimeout", Infinity],
    ["connectTimeout", 2_147_483_648],
    ["connectTimeout", 1.5],
  ])("are checked: %s %s", (name, value) => {
    expect(() => nodeAdapter({ [name]: value })).toThrow(
      argumentError(
        "InvalidArgument",
        `Cannot use ${name} ${value}: expected whole milliseconds from 1 to 2147483647, or a time such as "90s", "15m", "24h" or "7d"`,
      ),
    );
  });

  it.each([
    [{ proxies: "http://proxy.example:8080" }, 'Cannot use option "proxies": did you mean "proxy"?'],
    [{ timeout: 5 }, 'Cannot use option "timeout": did you mean "connectTimeout"?'],
    [
      { agent: {} },
      'Cannot use option "agent": expected one of connections, keepAliveTimeout, connectTimeout, proxy, ca, cert, key, passphrase',
    ],
  ])("that there are not are refused: %j", (options, message) => {
    expect(() => nodeAdapter(options as object)).toThrow(argumentError("UnknownOption", message));
  });

  it("end an idle connection after keepAliveTimeout", async () => {
    const { server, url, sockets } = await serve((_request, response) => response.end());
    // Without this, the server says how long it keeps a connection, and that holds.
    (server as Server).keepAliveTimeout = 0;
    await open({ keepAliveTimeout: 1 })(url, get());
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), 30_000);
  });
});

it("tells of a large body piece by piece as the other end takes it, and sends it whole", async () => {
  let take: (() => void) | undefined;
  const taken = new Promise<void>((resolve) => (take = resolve));
  const body = new Uint8Array(8 * 1024 * 1024).map((_, index) => index % 251);
  const { url } = await serve(async (request, response) => {
    // Nothing is read yet: what the buffers in between hold has gone out, and no more.
    await taken;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end(JSON.stringify([request.headers["content-length"], Buffer.concat(chunks).equals(body)]));
  });
  const sent: number[] = [];
  const adapter = nodeAdapter({ proxy: false });
  onTestFinished(() => void adapter.close());
  const response = adapter(url, get({ method: "POST", body, onSent: (bytes) => sent.push(bytes) }));
  await vi.waitFor(() => expect(sent.length).toBeGreaterThan(0), 30_000);
  expect(sent.length).toBeLessThan(32);
  take?.();
  expect(await (await response).json()).toEqual([String(body.length), true]);
  expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBe(body.length);
});
