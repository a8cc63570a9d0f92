import type { AdapterInit } from "@sfbulk/core";

/** The certificates of packages/node, which has the same to prove. */
export const fixture = (name: string): string =>
  Deno.readTextFileSync(new URL(`../../node/test/fixtures/${name}`, import.meta.url));

/** What a request needs besides what a test is about. */
export const get = (init: Partial<AdapterInit> = {}): AdapterInit => ({
  method: "GET",
  headers: {},
  redirect: "manual",
  signal: new AbortController().signal,
  ...init,
});

export interface Loopback extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** A server for the time of one test: `await using`. With `tls`, `fixtures/test-authority.cert.pem` vouches for it. */
export function serve(handler: Deno.ServeHandler, tls = false): Loopback {
  const identity = tls ? { cert: fixture("test-localhost.cert.pem"), key: fixture("test-localhost.key.pem") } : {};
  const server = Deno.serve({ ...identity, port: 0, hostname: "127.0.0.1", onListen: () => undefined }, handler);
  const { port } = server.addr as Deno.NetAddr;
  return { port, url: `${tls ? "https" : "http"}://localhost:${port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A listener of plain TCP for the time of one test; each connection goes to the handler. */
export function listen(handler: (connection: Deno.TcpConn) => Promise<void>): Loopback {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const under: Promise<void>[] = [];
  const accept = async (): Promise<void> => {
    for await (const connection of listener) under.push(handler(connection).catch(() => undefined));
  };
  const accepting = accept();
  return {
    port: listener.addr.port,
    url: `http://localhost:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(under);
    },
  };
}

/** Gives what a promise rejects with, whatever value that is. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It was expected to reject");
}
