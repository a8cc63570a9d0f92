import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";

/** Answers for a host. */
export type Handle = (request: Request) => Response | Promise<Response>;

/** Hosts that only a browser with this proxy finds. */
export interface Hosts {
  /** Where the proxy listens, `127.0.0.1:PORT`. */
  readonly proxy: string;
  readonly port: number;
  /** Hosts that were asked for and are not ours: nothing was sent to them. */
  readonly strangers: ReadonlySet<string>;
  readonly close: () => Promise<void>;
}

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../packages/node/test/fixtures/test-localhost.${name}.pem`, import.meta.url));

/**
 * Plays hosts of Salesforce on this computer, behind TLS: a proxy leads a browser to them under their true names, and
 * refuses everybody else's. The certificate is for none of the names, so the browser has to be told to take any.
 */
export async function startHosts(handles: Readonly<Record<string, Handle>>): Promise<Hosts> {
  const handle = async (request: Request): Promise<Response> => {
    const { host } = new URL(request.url);
    return (await handles[host]?.(request)) ?? new Response("No such host", { status: 502 });
  };
  const listener = getRequestListener(handle, { overrideGlobalObjects: false });
  const site = createSecureServer(
    { cert: fixture("cert"), key: fixture("key") },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  const port = await listen(site);
  const strangers = new Set<string>();
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  };
  const proxy = createServer((_, response) => response.writeHead(403).end());
  proxy.on("connection", keep);
  proxy.on("connect", ({ url = "" }, outer: Socket) => {
    const host = url.replace(/:443$/, "");
    outer.on("error", () => outer.destroy());
    if (!(host in handles)) {
      strangers.add(host);
      outer.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const inner = connect(port, "127.0.0.1", () => {
      outer.write("HTTP/1.1 200 Connection established\r\n\r\n");
      outer.pipe(inner).pipe(outer);
    });
    // Either end may break off, as a browser does that is killed: then the other ends too.
    inner.on("error", () => outer.destroy()).on("close", () => outer.destroy());
    outer.on("close", () => inner.destroy());
  });
  const proxyPort = await listen(proxy);
  return {
    proxy: `127.0.0.1:${proxyPort}`,
    port: proxyPort,
    strangers,
    close: async () => {
      for (const socket of open) socket.destroy();
      await Promise.all([end(site), end(proxy)]);
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function end(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
