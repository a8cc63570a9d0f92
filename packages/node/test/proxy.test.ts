import http from "node:http";
import { connect } from "node:net";
import { argumentError } from "@sfbulk/core";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type NodeAdapter, nodeAdapter, type NodeAdapterOptions } from "../src/adapter/node-adapter.ts";
import { fixture, get, type Loopback, serve, serveAny, serveTls } from "./loopback.ts";

const ca = fixture("test-authority.cert.pem");

function open(options: NodeAdapterOptions = {}): NodeAdapter {
  const adapter = nodeAdapter({ ca, ...options });
  onTestFinished(() => void adapter.close());
  return adapter;
}

interface Proxy extends Loopback {
  /** Where it was asked to connect to, and what it was shown. */
  readonly asked: { readonly target: string | undefined; readonly authorization: string | undefined }[];
}

/** A proxy that connects to wherever it is asked, or refuses to. */
async function proxy(status = 200): Promise<Proxy> {
  const asked: Proxy["asked"] = [];
  const server = http.createServer((_request, response) => void response.writeHead(501).end());
  server.on("connect", (request, client, head) => {
    asked.push({ target: request.url, authorization: request.headers["proxy-authorization"] });
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  return { ...(await serveAny(server)), asked };
}

beforeEach(() => {
  for (const name of ["http_proxy", "https_proxy", "no_proxy"]) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
  return () => vi.unstubAllEnvs();
});

const fetchText = async (adapter: NodeAdapter, url: string): Promise<string> => (await adapter(url, get())).text();

describe("the environment", () => {
  it("HTTPS_PROXY is the way to https, and only there", async () => {
    const org = await serveTls((_request, response) => response.end("org"));
    const plain = await serve((_request, response) => response.end("plain"));
    const { url, asked } = await proxy();
    vi.stubEnv("HTTPS_PROXY", url);
    const adapter = open();
    expect(await fetchText(adapter, org.url)).toBe("org");
    expect(await fetchText(adapter, plain.url)).toBe("plain");
    expect(asked).toEqual([{ target: `localhost:${org.port}`, authorization: undefined }]);
  });

  it("HTTP_PROXY is the way to http, and to https where there is no other", async () => {
    const org = await serveTls((_request, response) => response.end("org"));
    const plain = await serve((_request, response) => response.end("plain"));
    const { port, asked } = await proxy();
    vi.stubEnv("HTTP_PROXY", `localhost:${port}`);
    const adapter = open();
    expect(await fetchText(adapter, plain.url)).toBe("plain");
    expect(await fetchText(adapter, org.url)).toBe("org");
    expect(asked.map(({ target }) => target)).toEqual([`localhost:${plain.port}`, `localhost:${org.port}`]);
  });

  it("NO_PROXY is obeyed, with its ports", async () => {
    const org = await serveTls((_request, response) => response.end("org"));
    const other = await serveTls((_request, response) => response.end("other"));
    const { url, asked } = await proxy();
    vi.stubEnv("HTTPS_PROXY", url);
    vi.stubEnv("NO_PROXY", `example.org,localhost:${org.port}`);
    const adapter = open();
    expect(await fetchText(adapter, org.url)).toBe("org");
    expect(await fetchText(adapter, other.url)).toBe("other");
    expect(asked.map(({ target }) => target)).toEqual([`localhost:${other.port}`]);
  });

  it("lower case goes first", async () => {
    const org = await serveTls((_request, response) => response.end("org"));
    const { url, asked } = await proxy();
    vi.stubEnv("https_proxy", url);
    vi.stubEnv("HTTPS_PROXY", "http://localhost:9");
    expect(await fetchText(open(), org.url)).toBe("org");
    expect(asked).toHaveLength(1);
  });

  it("is left alone with proxy: false", async () => {
    const org = await serveTls((_request, response) => response.end("org"));
    vi.stubEnv("HTTPS_PROXY", "http://localhost:9");
    expect(await fetchText(open({ proxy: false }), org.url)).toBe("org");
  });

  it.each(["HTTPS_PROXY", "HTTP_PROXY", "https_proxy"])("a bad %s is named and not shown", (name) => {
    vi.stubEnv(name, "ftp://user:secret@proxy.example");
    expect(() => nodeAdapter()).toThrow(
      argumentError(
        "InvalidProxy",
        `Cannot use ${name}: expected the address of an HTTP proxy such as "http://proxy.example:8080"`,
      ),
    );
  });
});

describe("the option", () => {
  it("goes before the environment and carries its password to the proxy only", async () => {
    let shown: http.IncomingHttpHeaders = {};
    const org = await serveTls((request, response) => {
      shown = request.headers;
      response.end("org");
    });
    const { port, asked } = await proxy();
    vi.stubEnv("HTTPS_PROXY", "http://localhost:9");
    vi.stubEnv("NO_PROXY", "localhost");
    expect(await fetchText(open({ proxy: `http://me:p%40ss@localhost:${port}` }), org.url)).toBe("org");
    const authorization = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    expect(asked).toEqual([{ target: `localhost:${org.port}`, authorization }]);
    expect(shown).not.toHaveProperty("proxy-authorization");
  });

  it("that the proxy refuses is an error without the password", async () => {
    const { port } = await proxy(407);
    const error: unknown = await open({ proxy: `http://me:secret@localhost:${port}` })(
      "https://localhost:9/",
      get(),
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toContain("407");
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error as Error))).not.toContain("secret");
  });

  it.each([["http://"], ["socks5://localhost:1080"], [""], [8080], [true], [null]])("%j is refused", (value) => {
    expect(() => nodeAdapter({ proxy: value } as NodeAdapterOptions)).toThrow(
      argumentError(
        "InvalidProxy",
        'Cannot use proxy: expected the address of an HTTP proxy such as "http://proxy.example:8080", or false',
      ),
    );
  });
});
