import { gzipSync } from "node:zlib";
import { readModelReply, type ModelReply, writeModelReply } from "../model/model-http.ts";
import type { Fault } from "./fault.ts";

/** What reaches the client of a reply, and what happens to the connection then. */
export interface Carried {
  readonly bytes: Buffer;
  readonly end: "end" | "reset" | "stall";
}

/** Brings the bytes of a request to where they are answered; resolves with the bytes of the reply, empty where there is none. */
export type Deliver = (bytes: Buffer) => Promise<Buffer> | Buffer;

/** What arrives later than anybody waits. */
export interface LateRequests {
  readonly waiting: { left: number; readonly bytes: Buffer }[];
}

/** Carries the bytes of a request to the server and those of its reply back, with a fault on the way. */
export async function carry(fault: Fault, request: Buffer, late: LateRequests, deliver: Deliver): Promise<Carried> {
  for (const one of late.waiting) one.left--;
  const due = late.waiting.filter(({ left }) => left <= 0);
  for (const one of due) {
    late.waiting.splice(late.waiting.indexOf(one), 1);
    await deliver(one.bytes);
  }
  switch (fault.kind) {
    case "request-cut":
      await deliver(request.subarray(0, fault.at % request.length));
      return { bytes: Buffer.alloc(0), end: "reset" };
    case "request-late":
      late.waiting.push({ left: fault.after, bytes: request });
      return { bytes: Buffer.alloc(0), end: "reset" };
    case "page":
      if (fault.arrives) await deliver(request);
      return { bytes: pageReply(fault.status), end: "end" };
    default:
      return damage(fault, await deliver(request));
  }
}

/** Delivers what is still late, in the end. */
export async function deliverAll(late: LateRequests, deliver: Deliver): Promise<void> {
  for (const { bytes } of late.waiting.splice(0)) await deliver(bytes);
}

function damage(fault: Fault, reply: Buffer): Carried {
  const at = (offset: number): number => offset % (reply.length + 1);
  switch (fault.kind) {
    case "reply-cut":
      return fault.as === "whole"
        ? { bytes: reframed(reply, (body) => body.subarray(0, fault.at % (body.length + 1))), end: "end" }
        : { bytes: reply.subarray(0, at(fault.at)), end: fault.as };
    case "stall":
      return { bytes: reply.subarray(0, at(fault.at)), end: "stall" };
    case "length":
      return { bytes: misframed(reply, fault.by), end: "end" };
    case "gzip-damaged":
      return { bytes: reframed(reply, (body) => flip(body, fault.at, fault.bit)), end: "end" };
    case "twice":
      return { bytes: reframed(reply, (body) => repeat(body, fault.at, fault.bytes)), end: "end" };
    default:
      return { bytes: reply, end: "end" };
  }
}

/** Changes a reply's body, and what its head says of its length. */
function reframed(reply: Buffer, change: (body: Buffer) => Buffer): Buffer {
  const seen = readModelReply(reply);
  return seen === undefined ? reply : writeModelReply({ ...seen, body: change(seen.body) });
}

function misframed(reply: Buffer, by: number): Buffer {
  const seen = readModelReply(reply);
  if (seen === undefined) return reply;
  const length = Math.max(0, seen.body.length + by);
  return Buffer.from(reply.toString("latin1").replace(/content-length: \d+/, `content-length: ${length}`), "latin1");
}

const isGzip = (body: Buffer): boolean => body[0] === 0x1f && body[1] === 0x8b;

/** Turns a bit around behind the ten bytes of gzip's own head, which nothing checks. */
function flip(body: Buffer, at: number, bit: number): Buffer {
  if (!isGzip(body) || body.length <= 10) return body;
  const changed = Buffer.from(body);
  const place = 10 + (at % (body.length - 10));
  changed[place] = (changed[place] ?? 0) ^ (1 << bit);
  return changed;
}

/** Repeats some bytes of what is JSON or compressed: of rows as text nobody could tell. */
function repeat(body: Buffer, at: number, bytes: number): Buffer {
  if (!isGzip(body) && body[0] !== 0x7b) return body;
  const start = at % (body.length + 1);
  return Buffer.concat([body.subarray(0, start + bytes), body.subarray(start)]);
}

const pageReply = (status: number): Buffer =>
  writeModelReply({
    status,
    headers: { "content-type": "text/html" },
    body: Buffer.from(`<!DOCTYPE html><html><head><title>Proxy ${status}</title></head><body>Try later</body></html>`),
  });

/** Compresses a reply where its request allows it. */
export function maybeCompressed(reply: ModelReply, accepted: string | undefined): ModelReply {
  if (accepted?.includes("gzip") !== true || reply.body.length === 0) return reply;
  return { ...reply, headers: { ...reply.headers, "content-encoding": "gzip" }, body: gzipSync(reply.body) };
}
