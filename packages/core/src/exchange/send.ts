import { createFetch, FetchError } from "ofetch";
import type { AdapterInit, AdapterResponse, FetchAdapter } from "../connection/adapter.ts";
import type { Method } from "../requests/api-request.ts";
import { concatenate } from "../bytes/concatenate.ts";
import { TooLarge } from "../bytes/gzip.ts";
import { onAbort } from "../async/on-abort.ts";

/** A response with its body read, as the adapter handed it over. */
export interface RawReply {
  readonly status: number;
  /** Gives the headers: few replies have them looked at, and an adapter may make them for whoever does. */
  readonly headers: () => Headers;
  /** True for a redirect that a browser does not let see. */
  readonly opaque: boolean;
  /** Compressed or not: the bytes themselves tell. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What is sent of a request, apart from where to and for how long. */
export interface Parcel {
  readonly method: Method;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

/** Says that the reply did not come in time. */
export class TimeUp extends Error {
  override readonly name = "TimeUp" as const;
}

export interface SendOptions {
  /** Milliseconds for the response and its whole body. */
  readonly timeout: number;
  /** How many bytes the body may have. */
  readonly maxBytes: number;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends one request once and reads its response: the only place where sfbulk touches the network.
 *
 * @throws the caller's abort reason, {@link TimeUp}, {@link TooLarge}, or what the adapter rejected with.
 */
export async function send(
  adapter: FetchAdapter,
  url: string,
  parcel: Parcel,
  { timeout, maxBytes, signal }: SendOptions,
): Promise<RawReply> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  let stop: ((reason: unknown) => void) | undefined;
  const reading: Reading = { stop: undefined };
  // Our own timer: fake clocks do not move AbortSignal.timeout, and Node.js does not stay alive for it.
  const timer = setTimeout(() => stop?.(new TimeUp(`no complete reply within ${timeout} ms`)), timeout);
  const forget = onAbort(signal, () => stop?.(signal?.reason));
  try {
    // Stopping ends the one wait for all of it at once, also where the adapter does not notice the signal. (A race and a
    // listener for every step would cost as much as the rest of core does.)
    return await new Promise<RawReply>((resolve, reject) => {
      stop = (reason) => {
        controller.abort(reason);
        reject(controller.signal.reason as Error);
        reading.stop?.(controller.signal.reason);
      };
      dispatch(adapter, url, parcel, controller.signal)
        .then((response) => readReply(response, maxBytes, reading))
        .then(resolve, reject);
    });
  } catch (error) {
    // Some adapters reject with an error of their own on an abort; what fired says more.
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/** What ofetch is given for a request: nothing that it could read, judge or change. */
interface Outgoing {
  readonly to: string;
  readonly adapterInit: AdapterInit;
}

/** What ofetch is given for a response, likewise. */
interface Incoming {
  readonly response: AdapterResponse;
  readonly status: 200;
  readonly body: null;
}

const senders = new WeakMap<FetchAdapter, ReturnType<typeof createFetch>>();

/** Makes ofetch's function for an adapter, once. */
function senderOf(adapter: FetchAdapter): ReturnType<typeof createFetch> {
  let sender = senders.get(adapter);
  if (sender === undefined) {
    sender = createFetch({
      // ofetch makes headers for every request, and none are in the parcel. Node.js loads all of its `fetch` for the
      // first `Headers`, which would double the time that a program of one close takes.
      Headers: Map as unknown as typeof Headers,
      fetch: async (request) => {
        const { to, adapterInit } = request as unknown as Outgoing;
        const response = await adapter(to, adapterInit);
        return { response, status: 200, body: null } satisfies Incoming as unknown as Response;
      },
    });
    senders.set(adapter, sender);
  }
  return sender;
}

/** Everything that ofetch would decide by itself is switched off. */
const nothingElse = { retry: false, ignoreResponseError: true } as const;

/**
 * Lets ofetch hand the request to the adapter: it goes through as one closed parcel, and so does the response. (Were
 * address and headers given to ofetch, it would take them apart and put them together again.)
 */
export async function dispatch(
  adapter: FetchAdapter,
  url: string,
  { method, headers, body }: Parcel,
  signal: AbortSignal,
): Promise<AdapterResponse> {
  const redirect = "manual";
  const adapterInit: AdapterInit =
    body === undefined ? { method, headers, redirect, signal } : { method, headers, body, redirect, signal };
  try {
    const request = { to: url, adapterInit } satisfies Outgoing as unknown as Request;
    const { response } = (await senderOf(adapter).raw(request, nothingElse)) as unknown as Incoming;
    // Nobody waits for a response that comes too late, and its body would hold the connection.
    if (signal.aborted) await response.body?.cancel();
    return response;
  } catch (error) {
    // ofetch's error holds the request with the session in its headers: only what the adapter threw goes on.
    throw error instanceof FetchError ? error.cause : error;
  }
}

/** Ends the reading of a body, from the moment on when that has begun. */
interface Reading {
  stop: ((reason: unknown) => void) | undefined;
}

/** Reads the body, unless it is there already. */
function readReply(response: AdapterResponse, maxBytes: number, reading: Reading): RawReply | Promise<RawReply> {
  const { wholeBody } = response;
  if (wholeBody === undefined) return readBytes(response, maxBytes, reading).then((bytes) => toReply(response, bytes));
  if (wholeBody.length > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`);
  return toReply(response, wholeBody);
}

const toReply = (response: AdapterResponse, bytes: Uint8Array<ArrayBuffer>): RawReply => ({
  status: response.status,
  headers: () => response.headers,
  opaque: response.type === "opaqueredirect",
  bytes,
});

async function readBytes({ body }: Response, maxBytes: number, reading: Reading): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array(0);
  const reader = body.getReader();
  // Frees the connection, also where the body does not notice the signal. It fails where the body broke by itself, which
  // is known already.
  const free = (reason: unknown): void => void reader.cancel(reason).catch(() => undefined);
  reading.stop = free;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concatenate(chunks, total);
      total += value.length;
      if (total > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`);
      chunks.push(value);
    }
  } catch (error) {
    free(error);
    throw error;
  }
}
