import type { AdapterInit } from "@sfbulk/core";
import type { Dispatcher } from "undici";

type ResponseHeaders = Record<string, string | string[] | undefined>;

/** How many bytes of a body wait for their reader before the connection is told to wait. */
const highWaterMark = 64 * 1024;

/** Statuses that have no body, so that `Response` takes none for them. */
const statusesWithoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Sends one request through undici and gives the response, its body as it comes over the wire.
 *
 * It uses `dispatch` and not `request`: the latter notices an abort only when it has a connection, and makes a Node.js
 * stream of the body that would have to be made into a web stream once more.
 *
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=dispatcherdispatchoptions-handler
 */
export function dispatchRequest(dispatcher: Dispatcher, url: string, init: AdapterInit): Promise<Response> {
  const { method, headers, body, signal } = init;
  return new Promise<Response>((resolve, reject) => {
    signal.throwIfAborted();
    const { origin, pathname, search } = new URL(url);
    let connection: Dispatcher.DispatchController | undefined;
    let reader: ReadableStreamDefaultController<Uint8Array> | undefined;

    /** Ends whichever of the two is not over yet: the wait for the response, or its body. */
    const fail = (reason: unknown): void => {
      signal.removeEventListener("abort", stop);
      reject(reason);
      reader?.error(reason);
      reader = undefined;
    };
    const stop = (): void => {
      // First the caller's own reason, whatever value that is; undici wants an Error, and what it makes of it comes late.
      fail(signal.reason);
      connection?.abort(new Error("The request was aborted"));
    };
    signal.addEventListener("abort", stop, { once: true });

    dispatcher.dispatch(
      { origin, path: pathname + search, method, headers, body: body ?? null },
      {
        onRequestStart(controller) {
          connection = controller;
          if (signal.aborted) stop();
        },
        onResponseStart(controller, status, responseHeaders) {
          if (status < 200) return;
          resolve(toResponse(statusesWithoutBody.has(status) ? null : openBody(controller), status, responseHeaders));
        },
        onResponseData(controller, chunk) {
          if (reader === undefined) return;
          reader.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
          if ((reader.desiredSize ?? 0) <= 0) controller.pause();
        },
        onResponseEnd() {
          signal.removeEventListener("abort", stop);
          reader?.close();
          reader = undefined;
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );

    function openBody(controller: Dispatcher.DispatchController): ReadableStream<Uint8Array> {
      return new ReadableStream<Uint8Array>(
        {
          start: (streamController) => {
            reader = streamController;
          },
          pull: () => controller.resume(),
          cancel: () => {
            reader = undefined;
            controller.abort(new Error("The body was cancelled"));
          },
        },
        { highWaterMark, size: (chunk) => chunk.byteLength },
      );
    }
  });
}

function toResponse(body: ReadableStream<Uint8Array> | null, status: number, headers: ResponseHeaders): Response {
  if (status <= 599) return new Response(body, { status, headers: toHeaders(headers) });
  // `fetch` hands over a status such as 999, which some servers in between send; its constructor refuses it.
  const response = new Response(body, { status: 599, headers: toHeaders(headers) });
  return Object.defineProperty(response, "status", { value: status });
}

function toHeaders(record: ResponseHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === "string") headers.append(name, value);
    else for (const one of value ?? []) headers.append(name, one);
  }
  return headers;
}
