import type { AdapterInit, AdapterResponse } from "@sfbulk/core";
import type { Dispatcher } from "undici";
import { wholeResponse } from "./whole-response.ts";

type ResponseHeaders = Record<string, string | string[] | undefined>;

/** How many bytes of a body wait for their reader before the connection is told to wait. */
const highWaterMark = 64 * 1024;

/** Statuses that have no body, so that `Response` takes none for them. */
const statusesWithoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Sends one request through undici and gives the response, its body as it comes over the wire.
 *
 * What arrives in one piece with its head, as every small reply does, is handed over whole; of everything else the
 * response comes before its body.
 *
 * It uses `dispatch` and not `request`: the latter notices an abort only when it has a connection, and makes a Node.js
 * stream of the body that would have to be made into a web stream once more.
 *
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=dispatcherdispatchoptions-handler
 */
export function dispatchRequest(dispatcher: Dispatcher, url: string, init: AdapterInit): Promise<AdapterResponse> {
  const { method, headers, body, signal } = init;
  return new Promise<AdapterResponse>((resolve, reject) => {
    signal.throwIfAborted();
    const { origin, pathname, search } = new URL(url);
    let connection: Dispatcher.DispatchController | undefined;
    let reader: ReadableStreamDefaultController<Uint8Array> | undefined;

    /** Hands over the response whose body is still coming; there between its head and that. */
    let handOver: (() => void) | undefined;
    /** What of the body came until then. */
    const early: Uint8Array<ArrayBuffer>[] = [];
    let head: Head | undefined;

    /** Ends whichever of the two is not over yet: the wait for the response, or its body. */
    const fail = (reason: unknown): void => {
      signal.removeEventListener("abort", stop);
      handOver?.();
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
          const known: Head = { status, headers: () => toHeaders(responseHeaders) };
          head = known;
          if (statusesWithoutBody.has(status)) {
            resolve(toResponse(null, known));
            return;
          }
          handOver = () => {
            handOver = undefined;
            resolve(toResponse(openBody(controller), known));
            for (const chunk of early) reader?.enqueue(chunk);
            if ((reader?.desiredSize ?? 1) <= 0) controller.pause();
          };
          // What came in the same piece is taken in before this runs: undici parses a piece in one go.
          queueMicrotask(() => handOver?.());
        },
        onResponseData(controller, chunk) {
          const bytes = new Uint8Array(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength);
          if (handOver !== undefined) early.push(bytes);
          if (reader === undefined) return;
          reader.enqueue(bytes);
          if ((reader.desiredSize ?? 0) <= 0) controller.pause();
        },
        onResponseEnd() {
          signal.removeEventListener("abort", stop);
          if (handOver !== undefined && head !== undefined && head.status <= 599) {
            handOver = undefined;
            resolve(wholeResponse(early, head.status, head.headers));
          }
          handOver?.();
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

/** What comes before a body. Its headers are made for whoever looks at them. */
interface Head {
  readonly status: number;
  readonly headers: () => Headers;
}

function toResponse(body: ReadableStream<Uint8Array> | null, { status, headers }: Head): Response {
  if (status <= 599) return new Response(body, { status, headers: headers() });
  // `fetch` hands over a status such as 999, which some servers in between send; its constructor refuses it.
  const response = new Response(body, { status: 599, headers: headers() });
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
