import type { FetchAdapter } from "@sfbulk/core";
import { readModelReply, writeModelRequest } from "../model/model-http.ts";
import type { ModelOrg } from "../model/model-org.ts";
import { carry, deliverAll, type LateRequests } from "./carry.ts";
import type { Fault } from "./fault.ts";
import { serveBytes } from "./serve-bytes.ts";

/** A line to an org without sockets: the bytes are those of the wire. */
export interface BadLine {
  readonly fetch: FetchAdapter;
  /** What was sent, `POST /services/…`, with the fault that it met. */
  readonly sent: { readonly request: string; readonly fault: Fault["kind"] }[];
  /** What is still on its way, each request an object of its own. */
  late(): readonly { readonly bytes: Buffer }[];
  /** Lets everything arrive that was late. */
  settle(): Promise<void>;
}

/** Says which fault a request meets. */
export type NextFault = (request: string) => Fault;

/** More than any call of a case sends: one that goes on for ever ends here. */
const mostRequests = 3000;

/** Makes a line to the model whose faults are said one by one. */
export function badLine(org: ModelOrg, isCompressed: boolean, next: NextFault): BadLine {
  const late: LateRequests = { waiting: [] };
  const sent: BadLine["sent"] = [];
  const deliver = (bytes: Buffer): Buffer => serveBytes(org, bytes, isCompressed);
  const fetch: FetchAdapter = async (address, { method, headers, body, signal }) => {
    signal.throwIfAborted();
    const url = new URL(address);
    const request = `${method} ${url.pathname}`;
    if (sent.length >= mostRequests) throw new Error("This call goes on for ever");
    const fault = next(request);
    sent.push({ request, fault: fault.kind });
    const { bytes, end } = await carry(fault, writeModelRequest(method, url, headers, body), late, deliver);
    const reply = readModelReply(bytes);
    if (reply === undefined) {
      if (end === "stall") await fired(signal);
      throw new TypeError("fetch failed");
    }
    const init = { status: reply.status, headers: reply.headers };
    if (reply.isWhole) return new Response(reply.body.length === 0 ? null : new Uint8Array(reply.body), init);
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(reply.body)),
      pull: async () => {
        if (end === "stall") await fired(signal);
        throw new TypeError("terminated");
      },
    });
    return new Response(stream, init);
  };
  return {
    fetch,
    sent,
    late: () => [...late.waiting],
    settle: async () => await deliverAll(late, deliver),
  };
}

/** Rejects when a signal fires. */
const fired = async (signal: AbortSignal): Promise<never> =>
  await new Promise((_, reject) => {
    const fire = (): void => reject(signal.reason as Error);
    if (signal.aborted) fire();
    else signal.addEventListener("abort", fire, { once: true });
  });
