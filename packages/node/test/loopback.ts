import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { AdapterInit } from "@sfbulk/core";

export const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");

/** What a request needs besides what a test is about. */
export const get = (init: Partial<AdapterInit> = {}): AdapterInit => ({
  method: "GET",
  headers: {},
  redirect: "manual",
  signal: new AbortController().signal,
  ...init,
});

export interface Loopback {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  /** Every connection that was ever made to the server. */
  readonly sockets: readonly Socket[];
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => unknown;

const listener =
  (handler: Handler): http.RequestListener =>
  (request, response) =>
    void handler(request, response);

async function listen(server: Server, scheme: string): Promise<Loopback> {
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `${scheme}://localhost:${port}`, sockets };
}

/** A server of plain HTTP for the time of one test. */
export const serve = (handler: Handler): Promise<Loopback> => listen(http.createServer(listener(handler)), "http");

/** A server of HTTPS whose certificate is signed by `fixtures/test-authority.cert.pem`. */
export const serveTls = (handler: Handler, options: https.ServerOptions = {}): Promise<Loopback> => {
  const identity = { cert: fixture("test-localhost.cert.pem"), key: fixture("test-localhost.key.pem") };
  return listen(https.createServer({ ...identity, ...options }, listener(handler)), "https");
};

/** Any server, such as one that breaks HTTP. */
export const serveAny = (server: Server): Promise<Loopback> => listen(server, "http");
