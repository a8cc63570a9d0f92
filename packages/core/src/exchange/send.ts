import type { AdapterResponse, FetchAdapter } from "../connection/adapter.ts";
import { concatenate } from "../bytes/concatenate.ts";
import { TooLarge } from "../bytes/gzip.ts";
import { onAbort } from "../async/on-abort.ts";
import { dispatch, type Parcel } from "./dispatch.ts";

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
 * Sends one request once and reads its response.
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
