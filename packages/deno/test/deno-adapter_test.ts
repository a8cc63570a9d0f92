import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { argumentError, denoAdapter, type DenoAdapterOptions } from "@sfbulk/deno";
import { get, listen, rejection, serve } from "./loopback.ts";

Deno.test("a request arrives as it was given", async () => {
  let seen: unknown;
  await using server = serve(async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = [request.headers.get("x-sfdc-session"), request.headers.get("content-type")];
    seen = { method: request.method, path: pathname + search, headers, body: await request.text() };
    return new Response();
  });
  using adapter = denoAdapter();
  const body = new TextEncoder().encode("<<body>>");
  const headers = { "x-sfdc-session": "s", "content-type": "text/csv" };
  await (await adapter(`${server.url}/services/async?a=b%20c`, get({ method: "POST", headers, body }))).body?.cancel();
  deepStrictEqual(seen, {
    method: "POST",
    path: "/services/async?a=b%20c",
    headers: ["s", "text/csv"],
    body: "<<body>>",
  });
});

for (const status of [200, 201, 302, 307, 400, 401, 404, 500, 503]) {
  Deno.test(`a response comes for status ${status}, and no redirect is followed`, async () => {
    const paths: string[] = [];
    await using server = serve((request) => {
      paths.push(new URL(request.url).pathname);
      return new Response("body", { status, headers: { location: "/elsewhere" } });
    });
    using adapter = denoAdapter();
    const response = await adapter(`${server.url}/first`, get());
    strictEqual(response.status, status);
    strictEqual(await response.text(), "body");
    deepStrictEqual(paths, ["/first"]);
  });
}

Deno.test("Deno decodes a compressed reply, and leaves the header standing", async () => {
  await using server = serve(
    () =>
      new Response(gzipSync("plain text"), {
        headers: { "content-encoding": "gzip", "cache-control": "no-transform" },
      }),
  );
  using adapter = denoAdapter();
  const response = await adapter(server.url, get({ headers: { "accept-encoding": "gzip" } }));
  ok(response instanceof Response);
  strictEqual(await response.text(), "plain text");
});

Deno.test("the signal ends the wait for a response, with the caller's own reason", async () => {
  const arrived = Promise.withResolvers<void>();
  const over = Promise.withResolvers<Response>();
  await using server = serve(() => {
    arrived.resolve();
    return over.promise;
  });
  using adapter = denoAdapter();
  const controller = new AbortController();
  const promise = rejection(adapter(server.url, get({ signal: controller.signal })));
  await arrived.promise;
  const reason = { mine: true };
  controller.abort(reason);
  strictEqual(await promise, reason);
  over.resolve(new Response());
});

Deno.test("the signal ends the body, with the caller's own reason", async () => {
  await using server = serve(
    () => new Response(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode("half")) })),
  );
  using adapter = denoAdapter();
  const controller = new AbortController();
  const response = await adapter(server.url, get({ signal: controller.signal }));
  const reason = { mine: true };
  const promise = rejection(response.text());
  controller.abort(reason);
  strictEqual(await promise, reason);
});

Deno.test("with a signal that has fired, nothing is sent", async () => {
  let calls = 0;
  await using server = serve(() => {
    calls++;
    return new Response();
  });
  using adapter = denoAdapter();
  const reason = { mine: true };
  strictEqual(await rejection(adapter(server.url, get({ signal: AbortSignal.abort(reason) }))), reason);
  strictEqual(calls, 0);
});

Deno.test("a connection that is refused or breaks rejects", async () => {
  await using server = listen(async (connection) => {
    await connection.read(new Uint8Array(4096));
    connection.close();
  });
  using adapter = denoAdapter();
  await rejects(adapter(server.url, get()), TypeError);
  const nobody = listen(() => Promise.resolve());
  await nobody[Symbol.asyncDispose]();
  await rejects(adapter(nobody.url, get()), TypeError);
  await rejects(adapter("nonsense", get()), TypeError);
});

/** A server that counts its connections, and answers each request on each of them. */
function counting(): ReturnType<typeof listen> & { readonly ended: Promise<void>; readonly count: () => number } {
  let count = 0;
  const ended = Promise.withResolvers<void>();
  const server = listen(async (connection) => {
    count++;
    using _ = connection;
    const answer = new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    while ((await connection.read(new Uint8Array(4096))) !== null) await connection.write(answer);
    ended.resolve();
  });
  return { ...server, ended: ended.promise, count: () => count };
}

async function sendThrice(options: DenoAdapterOptions): Promise<number> {
  await using server = counting();
  using adapter = denoAdapter(options);
  for (let turn = 0; turn < 3; turn++) {
    await (await adapter(server.url, get())).text();
  }
  return server.count();
}

Deno.test("no idle connection is kept, unless that is asked for", async () => {
  strictEqual(await sendThrice({}), 3);
  strictEqual(await sendThrice({ idleConnections: 1 }), 1);
});

/** Answers the first request of each connection, and closes it without a reply to the second one. */
function forgetful(): ReturnType<typeof listen> & { readonly requests: () => number } {
  let requests = 0;
  const server = listen(async (connection) => {
    using _ = connection;
    if ((await connection.read(new Uint8Array(4096))) === null) return;
    requests++;
    await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
    if ((await connection.read(new Uint8Array(4096))) !== null) requests++;
  });
  return { ...server, requests: () => requests };
}

Deno.test("a request is sent once; with idle connections, Deno may send it twice", async () => {
  for (const [options, expected] of [
    [{}, 2],
    [{ idleConnections: 1 }, 3],
  ] as const) {
    await using server = forgetful();
    using adapter = denoAdapter(options);
    await (await adapter(server.url, get())).text();
    await (await adapter(server.url, get({ method: "POST", body: new Uint8Array([1]) }))).text();
    strictEqual(server.requests(), expected);
  }
});

Deno.test("keepAliveTimeout ends an idle connection", async () => {
  await using server = counting();
  using adapter = denoAdapter({ idleConnections: 1, keepAliveTimeout: 1 });
  await (await adapter(server.url, get())).text();
  const began = performance.now();
  await server.ended;
  // Deno would end it after 90 seconds by itself.
  ok(performance.now() - began < 60_000);
});

Deno.test("close ends idle connections, may be called again, and what comes later is refused", async () => {
  await using server = counting();
  const adapter = denoAdapter({ idleConnections: 1 });
  await (await adapter(server.url, get())).text();
  adapter.close();
  adapter.close();
  adapter[Symbol.dispose]();
  await server.ended;
  await rejects(adapter(server.url, get()), {
    name: "NetworkError",
    code: "AdapterClosed",
    message: "Cannot send: this adapter is closed",
    retry: false,
  });
  strictEqual(server.count(), 1);
});

Deno.test("close lets go on what is under way", async () => {
  const finish = Promise.withResolvers<void>();
  const encoder = new TextEncoder();
  await using server = serve(
    () =>
      new Response(
        new ReadableStream({
          async start(body) {
            body.enqueue(encoder.encode("first "));
            await finish.promise;
            body.enqueue(encoder.encode("last"));
            body.close();
          },
        }),
      ),
  );
  const adapter = denoAdapter();
  const response = await adapter(server.url, get());
  adapter.close();
  finish.resolve();
  strictEqual(await response.text(), "first last");
});

Deno.test("using closes the adapter", async () => {
  let kept: ReturnType<typeof denoAdapter>;
  {
    using adapter = denoAdapter();
    kept = adapter;
  }
  await rejects(kept("http://localhost:9", get()), /this adapter is closed/);
});

const count = "a whole number from 0 to 2147483647";
const time = 'whole milliseconds from 1 to 2147483647, or a time such as "90s", "15m", "24h" or "7d"';

for (const [name, value, shown, expected] of [
  ["idleConnections", -1, "-1", count],
  ["idleConnections", 1.5, "1.5", count],
  ["idleConnections", "8", '"8"', count],
  ["keepAliveTimeout", 0, "0", time],
  ["keepAliveTimeout", Number.NaN, "NaN", time],
  ["keepAliveTimeout", 2_147_483_648, "2147483648", time],
] as const) {
  Deno.test(`options are checked: ${name} ${value}`, () => {
    throws(
      () => denoAdapter({ [name]: value }),
      argumentError("InvalidArgument", `Cannot use ${name} ${shown}: expected ${expected}`),
    );
  });
}

Deno.test("an option that there is not is refused, and the one that is meant is named", () => {
  throws(
    () => denoAdapter({ proxies: "http://proxy.example:8080" } as DenoAdapterOptions),
    argumentError("UnknownOption", 'Cannot use option "proxies": did you mean "proxy"?'),
  );
});
