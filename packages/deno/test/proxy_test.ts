import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { argumentError, denoAdapter, type DenoAdapterOptions } from "@sfbulk/deno";
import { fixture, get, listen, type Loopback, rejection, serve } from "./loopback.ts";

const ca = fixture("test-authority.cert.pem");

interface Proxy extends Loopback {
  /** Where it was asked to connect to, and what it was shown. */
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[];
}

async function joinConnections(one: Deno.TcpConn, other: Deno.TcpConn): Promise<void> {
  await Promise.allSettled([one.readable.pipeTo(other.writable), other.readable.pipeTo(one.writable)]);
}

/** A proxy that connects to wherever it is asked, or refuses to. */
function proxy(status = 200): Proxy {
  const asked: Proxy["asked"] = [];
  const server = listen(async (client) => {
    using _ = client;
    const bytes = new Uint8Array(4096);
    const head = new TextDecoder().decode(bytes.subarray(0, (await client.read(bytes)) ?? 0));
    const target = /^CONNECT (\S+) /.exec(head)?.[1] ?? "";
    asked.push({ target, authorization: /^proxy-authorization: (.*)\r$/im.exec(head)?.[1] });
    const say = (text: string): Promise<number> => client.write(new TextEncoder().encode(text));
    if (status !== 200) {
      await say(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    using upstream = await Deno.connect({ port: Number(target.split(":")[1]), hostname: "127.0.0.1" });
    await say("HTTP/1.1 200 Connection established\r\n\r\n");
    await joinConnections(client, upstream);
  });
  return { ...server, asked };
}

Deno.test("proxy is the way to https, with or without a scheme", async () => {
  await using org = serve(() => new Response("org"), true);
  for (const scheme of ["http://", ""]) {
    await using way = proxy();
    using adapter = denoAdapter({ ca, proxy: `${scheme}localhost:${way.port}` });
    strictEqual(await (await adapter(org.url, get())).text(), "org");
    deepStrictEqual(way.asked, [{ target: `localhost:${org.port}`, authorization: undefined }]);
  }
});

Deno.test("a proxy that refuses is an error", async () => {
  await using way = proxy(407);
  using adapter = denoAdapter({ ca, proxy: way.url });
  ok((await rejection(adapter("https://localhost:9443/", get()))) instanceof TypeError);
  strictEqual(way.asked.length, 1);
});

for (const value of [
  "http://me:secret@proxy.example:8080",
  "https://me@proxy.example",
  "me:secret@proxy.example:8080",
]) {
  Deno.test(`a password for an HTTP proxy is refused, and not shown: ${value}`, () => {
    throws(
      () => denoAdapter({ proxy: value }),
      argumentError(
        "InvalidProxy",
        "Cannot use proxy: Deno would send its user name and password to the org too; use a SOCKS 5 proxy, or one without a password",
      ),
    );
  });
}

// The day that this fails, Deno has mended it, and `proxy` can take a password from that version on.
Deno.test("the reason: Deno sends the password of an HTTP proxy through the tunnel to the org", async () => {
  await using org = serve((request) => new Response(request.headers.get("proxy-authorization")), true);
  await using way = proxy();
  using client = Deno.createHttpClient({ caCerts: [ca], proxy: { url: `http://me:secret@localhost:${way.port}` } });
  strictEqual(await (await fetch(org.url, { client })).text(), `Basic ${btoa("me:secret")}`);
});

Deno.test("a SOCKS 5 proxy gets its password, and the org does not", async () => {
  let asked = "";
  await using org = serve((request) => new Response(request.headers.get("proxy-authorization") ?? "none"), true);
  await using way = listen(async (client) => {
    using _ = client;
    const bytes = new Uint8Array(512);
    const read = async (): Promise<Uint8Array> => bytes.slice(0, (await client.read(bytes)) ?? 0);
    // RFC 1928 and 1929: methods, user name and password, address.
    await read();
    await client.write(new Uint8Array([5, 2]));
    asked = new TextDecoder().decode(await read());
    await client.write(new Uint8Array([1, 0]));
    const [high = 0, low = 0] = (await read()).slice(-2);
    using upstream = await Deno.connect({ port: high * 256 + low, hostname: "127.0.0.1" });
    await client.write(new Uint8Array([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
    await joinConnections(client, upstream);
  });
  using adapter = denoAdapter({ ca, proxy: `socks5://me:p%40ss@localhost:${way.port}` });
  strictEqual(await (await adapter(org.url, get())).text(), "none");
  strictEqual(asked, "\u0001\u0002me\u0004p@ss");
});

for (const value of ["http://", "ftp://user:secret@proxy.example", "", 8080, true, null]) {
  Deno.test(`a bad proxy is named and not shown: ${JSON.stringify(value)}`, () => {
    throws(
      () => denoAdapter({ proxy: value } as unknown as DenoAdapterOptions),
      argumentError(
        "InvalidProxy",
        'Cannot use proxy: expected the address of an HTTP or SOCKS 5 proxy such as "http://proxy.example:8080"',
      ),
    );
  });
}
