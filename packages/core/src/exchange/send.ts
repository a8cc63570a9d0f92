import { createFetch, FetchError } from "ofetch";
import type { AdapterInit, FetchAdapter } from "../connection/adapter.ts";
import { abortable } from "./abortable.ts";
import { concatenate } from "./concatenate.ts";
import { TooLarge } from "./gzip.ts";

/** A response with its body read, as the adapter handed it over. */
export interface RawReply {
  readonly status: number;
  readonly headers: Headers;
  /** True for a redirect that a browser does not let see. */
  readonly opaque: boolean;
  /** Compressed or not: the bytes themselves tell. */
  readonly bytes: Uint8Array<ArrayBuffer>;
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
  init: Omit<AdapterInit, "redirect" | "signal">,
  { timeout, maxBytes, signal }: SendOptions,
): Promise<RawReply> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const forward = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", forward, { once: true });
  // Our own timer: fake clocks do not move AbortSignal.timeout, and Node.js does not stay alive for it.
  const timer = setTimeout(() => controller.abort(new TimeUp(`no complete reply within ${timeout} ms`)), timeout);
  try {
    const response = await abortable(dispatch(adapter, url, init, controller.signal), controller.signal);
    return {
      status: response.status,
      headers: response.headers,
      opaque: response.type === "opaqueredirect",
      bytes: await readBytes(response, maxBytes, controller.signal),
    };
  } catch (error) {
    // Some adapters reject with an error of their own on an abort; what fired says more.
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", forward);
  }
}

const senders = new WeakMap<FetchAdapter, ReturnType<typeof createFetch>>();

/** Lets ofetch hand the request to the adapter, with everything that ofetch would decide by itself switched off. */
export async function dispatch(
  adapter: FetchAdapter,
  url: string,
  init: Omit<AdapterInit, "redirect" | "signal">,
  signal: AbortSignal,
): Promise<Response> {
  let sender = senders.get(adapter);
  if (sender === undefined) {
    sender = createFetch({ fetch: (input, options) => adapter(input as string, adapterInit(options)) });
    senders.set(adapter, sender);
  }
  try {
    const response = await sender.raw(url, {
      method: init.method,
      headers: init.headers,
      ...(init.body === undefined ? {} : { body: init.body }),
      redirect: "manual",
      signal,
      retry: false,
      ignoreResponseError: true,
      responseType: "stream",
    });
    // Nobody waits for a response that comes too late, and its body would hold the connection.
    if (signal.aborted) await response.body?.cancel();
    return response;
  } catch (error) {
    // ofetch's error holds the request with the session in its headers: only what the adapter threw goes on.
    throw error instanceof FetchError ? error.cause : error;
  }
}

function adapterInit(options: RequestInit | undefined): AdapterInit {
  const { method, headers, body, signal } = options as {
    method: AdapterInit["method"];
    headers: Headers;
  } & RequestInit;
  return {
    method,
    headers: Object.fromEntries(headers),
    ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
    redirect: "manual",
    signal: signal as AbortSignal,
  };
}

async function readBytes(response: Response, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array(0);
  const reader = response.body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  try {
    for (;;) {
      // A body must be read in order. The race is for adapters whose body does not notice the signal.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await abortable(reader.read(), signal);
      if (done) return concatenate(chunks, total);
      total += value.length;
      if (total > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`);
      chunks.push(value);
    }
  } catch (error) {
    // Frees the connection. It fails where the body broke by itself, which is the error that is thrown already.
    reader.cancel(error).catch(() => undefined);
    throw error;
  }
}
