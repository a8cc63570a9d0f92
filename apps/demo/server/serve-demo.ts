import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { relayHandler } from "@sfbulk/node";

/** Where and for whom to serve. */
export interface ServeOptions {
  /** 0 for one that is free. */
  readonly port: number;
  /** The orgs that the relay passes requests on to. */
  readonly instances: readonly string[];
}

/** A console that is being served. */
export interface ServedDemo {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const files = fileURLToPath(new URL("../dist", import.meta.url));

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** What a page cannot say of itself. Its own policy is in `index.html`, so that it holds on any server. */
const headers = {
  "cache-control": "no-cache",
  "content-security-policy": "frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** Serves the console on loopback: its files, and the relay below `/bulk`. */
export async function serveDemo({ port, instances }: ServeOptions): Promise<ServedDemo> {
  const relay = relayHandler({ instances, describe: true });
  const answer = async (request: Request): Promise<Response> =>
    new URL(request.url).pathname.startsWith("/bulk/") ? await relay(request) : await serveFile(request);
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function serveFile({ method, url }: Request): Promise<Response> {
  if (method !== "GET" && method !== "HEAD")
    return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  const { pathname } = new URL(url);
  // The URL parser has taken the dots out; what is encoded is not decoded, and names no file then.
  const path = normalize(join(files, pathname === "/" ? "index.html" : pathname));
  const type = types[extname(path)];
  const found = path.startsWith(files) && type !== undefined ? await stat(path).catch(() => undefined) : undefined;
  if (found?.isFile() !== true || type === undefined) return new Response("Not found", { status: 404 });
  const body = method === "HEAD" ? null : (Readable.toWeb(createReadStream(path)) as ReadableStream);
  return new Response(body, { headers: { ...headers, "content-type": type, "content-length": String(found.size) } });
}
