import { onAbort } from "../async/on-abort.ts";
import { concatenate } from "../bytes/concatenate.ts";
import { TooLarge } from "../bytes/gzip.ts";
import type { AdapterResponse, FetchAdapter } from "../connection/adapter.ts";
import { dispatch, type Parcel } from "./dispatch.ts";
import { type TimeLimit, type Watch, watchTime } from "./time-limit.ts";

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

export interface SendOptions {
  /** For the response and its whole body. */
  readonly limit: TimeLimit;
  /** How many bytes the body may have. */
  readonly maxBytes: number;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends one request once and reads its response.
 *
 * @throws the caller's abort reason, `TimeUp`, {@link TooLarge}, or what the adapter rejected with.
 */
export async function send(
  adapter: FetchAdapter,
  url: string,
  parcel: Parcel,
  { limit, maxBytes, signal }: SendOptions,
): Promise<RawReply> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  let stop: ((reason: unknown) => void) | undefined;
  const reader: BodyReader = { stop: undefined };
  const watch = watchTime(limit, (reason) => stop?.(reason));
  const forget = onAbort(signal, () => stop?.(signal?.reason));
  try {
    // Stopping ends the one wait for all of it at once, also where the adapter does not notice the signal. (A race and a
    // listener for every step would cost as much as the rest of core does.)
    return await new Promise<RawReply>((resolve, reject) => {
      stop = (reason) => {
        controller.abort(reason);
        reject(controller.signal.reason as Error);
        reader.stop?.(controller.signal.reason);
      };
      dispatch(adapter, url, parcel, controller.signal, watch.moved)
        .then((response) => readReply(response, maxBytes, reader, watch))
        .then(resolve, reject);
    });
  } catch (error) {
    // Some adapters reject with an error of their own on an abort; what fired says more.
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error;
  } finally {
    watch.stop();
    forget();
  }
}

/** Ends the reading of a body, from the moment on when that has begun. */
interface BodyReader {
  stop: ((reason: unknown) => void) | undefined;
}

/** Reads the body, unless it is there already. */
function readReply(
  response: AdapterResponse,
  maxBytes: number,
  reader: BodyReader,
  watch: Watch,
): RawReply | Promise<RawReply> {
  const { wholeBody } = response;
  if (wholeBody === undefined) {
    return readBytes(response, maxBytes, reader, watch).then((bytes) => toReply(response, bytes));
  }
  if (wholeBody.length > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`);
  return toReply(response, wholeBody);
}

const toReply = (response: AdapterResponse, bytes: Uint8Array<ArrayBuffer>): RawReply => ({
  status: response.status,
  headers: () => response.headers,
  opaque: response.type === "opaqueredirect",
  bytes,
});

async function readBytes(
  { body }: Response,
  maxBytes: number,
  bodyReader: BodyReader,
  { moved }: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array(0);
  moved();
  const reader = body.getReader();
  // Frees the connection, also where the body does not notice the signal. It fails where the body broke by itself, which
  // is known already.
  const free = (reason: unknown): void => void reader.cancel(reason).catch(() => undefined);
  bodyReader.stop = free;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concatenate(chunks, total);
      moved();
      total += value.length;
      if (total > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`);
      chunks.push(value);
    }
  } catch (error) {
    free(error);
    throw error;
  }
}
