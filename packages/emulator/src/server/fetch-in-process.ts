import { breakageOf, connectionReset } from "../faults/breakage.ts";
import type { RawRequest } from "../wire/request/arrival.ts";
import { bodyOf } from "../wire/request/body-of.ts";
import { streamResponse } from "../wire/reply/plain-reply.ts";
import type { Serve } from "./serve.ts";

/** Answers a call of `fetch` without a network, and behaves as the network would. */
export async function fetchInProcess(
  serve: Serve,
  baseUrl: string,
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const signal = init.signal ?? (isRequest(input) ? input.signal : undefined);
  signal?.throwIfAborted();
  const response = await untilAborted(serve(requestOf(input, init, baseUrl, signal)), signal);
  const breakage = breakageOf(response);
  if (breakage?.after === "nothing") throw new TypeError("fetch failed", { cause: connectionReset() });
  if (response.body === null || (signal === undefined && breakage === undefined)) return response;
  return endedBy(response, response.body, signal);
}

/** Not every `Request` is this realm's. */
const isRequest = (input: string | URL | Request): input is Request => typeof input === "object" && "headers" in input;

function requestOf(
  input: string | URL | Request,
  init: RequestInit,
  baseUrl: string,
  signal: AbortSignal | undefined,
): RawRequest {
  const request = isRequest(input) ? input : undefined;
  const url = new URL(isRequest(input) ? input.url : input, baseUrl);
  const method = (init.method ?? request?.method ?? "GET").toUpperCase();
  // Made of the plain init: a Request would drop some of these headers in a browser.
  const headers = new Headers(init.headers ?? request?.headers);
  let body = request === undefined || init.body != null ? null : bodyOf(request);
  if (init.body != null) {
    if (method === "GET" || method === "HEAD") throw new TypeError("Request with GET/HEAD method cannot have body");
    const packed = new Response(init.body);
    const type = packed.headers.get("content-type");
    if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
    ({ body } = packed);
  }
  return { method, url, headers, body, signal };
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    // The reason is the caller's own value and comes out untouched, whatever it is.
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    // The first that is settled wins: a body whose next part is there already must not outrun the signal for ever.
    return await Promise.race([aborted, promise]);
  } finally {
    if (stop !== undefined) signal.removeEventListener("abort", stop);
  }
}

/** Gives a response with the same body, which also ends when the signal fires. */
function endedBy(response: Response, from: ReadableStream<Uint8Array>, signal: AbortSignal | undefined): Response {
  const reader = from.getReader();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await untilAborted(reader.read(), signal);
        if (done) controller.close();
        else controller.enqueue(value as Uint8Array<ArrayBuffer>);
      } catch (error) {
        const aborted = signal?.aborted === true && error === signal.reason;
        controller.error(aborted ? error : new TypeError("terminated", { cause: error }));
        reader.cancel(error).catch(() => undefined);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return streamResponse(response.status, response.headers, body);
}
