import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { readModelRequest, type ModelRequest } from "../model/model-http.ts";
import type { ModelOrg } from "../model/model-org.ts";
import { carry, deliverAll, type LateRequests } from "./carry.ts";
import type { NextFault } from "./bad-line.ts";
import { serveBytes } from "./serve-bytes.ts";

/** Something that listens on a port of this computer. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the model over sockets, with no parser but its own. */
export const serveModel = async (
  org: () => ModelOrg,
  isCompressed: () => boolean,
  note?: (request: ModelRequest) => void,
): Promise<Listening> =>
  await listen((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const reply = serveBytes(org(), bytes, isCompressed(), note);
      if (reply.length > 0) socket.end(reply);
    });
  });

/** A proxy that damages what goes through it. */
export interface FaultProxy extends Listening {
  settle(): Promise<void>;
}

/** Starts a proxy between a client and the model's port: each request meets the fault that is said for it. */
export async function startFaultProxy(upstream: number, next: NextFault): Promise<FaultProxy> {
  const late: LateRequests = { waiting: [] };
  const deliver = async (bytes: Buffer): Promise<Buffer> => await passOn(upstream, bytes);
  const listening = await listen((client) => {
    let bytes = Buffer.alloc(0);
    const answerOnce = async (whole: Buffer): Promise<void> => {
      const [first = ""] = whole.toString("latin1", 0, Math.max(0, whole.indexOf("\r\n"))).split(" HTTP/");
      const { bytes: reply, end } = await carry(next(first), whole, late, deliver);
      if (end === "end") client.end(reply);
      else if (reply.length === 0 && end === "reset") client.resetAndDestroy();
      else if (end === "reset") client.write(reply, () => client.resetAndDestroy());
      else client.write(reply);
    };
    client.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const read = readModelRequest(bytes);
      if (read === undefined) return;
      const whole = bytes.subarray(0, read.length);
      bytes = bytes.subarray(read.length);
      answerOnce(whole).catch((error: Error) => client.destroy(error));
    });
  });
  return { ...listening, settle: async () => await deliverAll(late, deliver) };
}

/** Sends bytes, and then the end of them; gives what comes back. */
async function passOn(port: number, bytes: Buffer): Promise<Buffer> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.end(bytes);
  await once(socket, "close");
  return Buffer.concat(chunks);
}

async function listen(serve: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: false }, (socket) => {
    sockets.add(socket);
    // What the other side resets is what it is here for.
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    serve(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
