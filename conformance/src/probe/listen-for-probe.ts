import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { ProbeServers } from "../programs/observations/observation.ts";

/** Opens the ports that the probe talks to: plain `node:http`, so that nothing of ours is between the runtime and the wire. */
export async function listenForProbe(): Promise<ProbeServers & { readonly close: () => Promise<void> }> {
  const counts = new Map<string, number>();
  const servers = [await listen(counts), await listen(counts), await listen(counts)];
  const [url = "", otherUrl = "", closedUrl = ""] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  const closed = servers.pop();
  if (closed !== undefined) await close(closed);
  return {
    url,
    otherUrl,
    closedUrl,
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

const plain = Buffer.from(JSON.stringify({ state: "Closed", padding: "x".repeat(500) }));
const whole = gzipSync(plain);
const wrongChecksum = Buffer.from(whole);
wrongChecksum[whole.length - 8] = (whole[whole.length - 8] ?? 0) ^ 0xff;

const gzipReplies: Readonly<Record<string, Buffer>> = {
  whole,
  exposed: whole,
  half: whole.subarray(0, Math.ceil(whole.length / 2)),
  trailer: whole.subarray(0, -8),
  checksum: wrongChecksum,
};

async function listen(counts: Map<string, number>): Promise<Server> {
  const used = new WeakSet<object>();
  const server = createServer((request, response) => {
    const reused = used.has(request.socket);
    used.add(request.socket);
    answer(request, response, counts, reused);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  counts: Map<string, number>,
  reused: boolean,
): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://probe");
  const [, topic = "", detail = ""] = pathname.split("/");
  response.setHeader("access-control-allow-origin", "*");
  if (request.method === "OPTIONS") {
    response.setHeader("access-control-allow-methods", "GET, POST");
    response.setHeader("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "*");
    response.end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const handler = handlers[topic];
    if (handler === undefined) response.writeHead(404).end();
    else handler({ request, response, detail, query: searchParams, body: Buffer.concat(chunks), counts, reused });
  });
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly detail: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** How often a request with a key has come; none where the first one came on a fresh connection. */
  readonly counts: Map<string, number>;
  /** Whether the connection has had a request before. */
  readonly reused: boolean;
}

const handlers: Readonly<Record<string, (visit: Visit) => void>> = {
  echo: ({ request, response }) => response.end(JSON.stringify(request.headers)),
  body: ({ response, body }) => response.end(body),
  nothing: ({ response }) => response.writeHead(204).end(),
  gzip: ({ response, detail }) => {
    if (detail === "length") {
      response.end(String(whole.length));
      return;
    }
    const reply = gzipReplies[detail] ?? whole;
    response.setHeader("content-encoding", "gzip");
    response.setHeader("content-length", reply.length);
    response.setHeader("access-control-expose-headers", "content-encoding, content-length");
    response.end(reply);
  },
  redirect: ({ response, detail, query }) =>
    response.writeHead(Number(detail), { location: query.get("to") ?? "/echo" }).end(),
  /** The next request needs a new connection. */
  last: ({ response }) => response.setHeader("connection", "close").end(),
  /** Lets the first request of a key down; one without a key always. */
  dropped: ({ request, response, query, counts, reused }) => {
    const key = query.get("once");
    const count = counts.get(key ?? "");
    if (key !== null && (reused || count !== undefined)) counts.set(key, (count ?? 0) + 1);
    if (key === null || count === undefined) request.socket.destroy();
    else response.end("at last");
  },
  count: ({ response, query, counts }) => response.end(String(counts.get(query.get("once") ?? "") ?? 0)),
  half: ({ request, response }) => {
    response.setHeader("content-length", 100);
    response.write("half", () => request.socket.destroy());
  },
  silent: () => {},
  stalled: ({ response }) => {
    response.write("half");
  },
};
