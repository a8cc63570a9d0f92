import { Readable } from "node:stream";
import type { AdapterInit, AdapterResponse } from "@sfbulk/core";
import type { Dispatcher } from "undici";
import { headersWhenAsked, type ResponseHeaders } from "./headers-when-asked.ts";
import { refuseUntrusted } from "./refuse-untrusted.ts";
import { streamedResponse, wholeResponse } from "./lazy-response.ts";

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
  const { method, body, signal, onSent } = init;
  return new Promise<AdapterResponse>((resolve, reject) => {
    signal.throwIfAborted();
    const { origin, path } = splitUrl(url);
    const reception = new Reception(signal, resolve, reject);
    const sent =
      body === undefined || onSent === undefined || body.length <= slice
        ? { headers: init.headers, body: body ?? null }
        : {
            headers: { ...init.headers, "content-length": String(body.length) },
            body: Readable.from(inSlices(body, onSent), { objectMode: false }),
          };
    dispatcher.dispatch({ origin, path, method, ...sent }, reception);
  });
}

/** How many bytes of a body are written at a time, where somebody wants to know how far it is. */
const slice = 256 * 1024;

/** Gives a body piece by piece: undici asks for the next one when the connection has taken the one before. */
async function* inSlices(
  body: Uint8Array<ArrayBuffer>,
  onSent: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let start = 0; start < body.length; start += slice) {
    const piece = body.subarray(start, start + slice);
    yield piece;
    onSent(piece.length);
  }
}

/** The origin that was asked last, as undici wants it and as addresses begin with it. */
let last: { readonly origin: string; readonly start: string } | undefined;

/** Almost every request goes to the org that the one before went to, and its path has nothing to normalise. */
function splitUrl(url: string): { readonly origin: string; readonly path: string } {
  if (last !== undefined && url.startsWith(last.start)) {
    const path = url.slice(last.origin.length);
    if (/^(?:\/[\w-]+(?:\.[\w-]+)*)+$/.test(path)) return { origin: last.origin, path };
  }
  const { origin, pathname, search } = new URL(url);
  last = { origin, start: `${origin}/` };
  return { origin, path: pathname + search };
}

/** Takes in what undici hands over of one response. A class, since a closure for each step takes longer to make. */
class Reception implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (response: AdapterResponse) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #onAbort = (): void => this.#stop();
  #connection: Dispatcher.DispatchController | undefined;
  #reader: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  #head: Head | undefined;
  /** Whether the response is still to be handed over: from its head on, until it is known whether its body comes at once. */
  #isHeld = false;
  /** What of the body came until then. */
  #early: Uint8Array<ArrayBuffer>[] = [];

  constructor(signal: AbortSignal, resolve: (response: AdapterResponse) => void, reject: (reason: unknown) => void) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  onRequestStart(connection: Dispatcher.DispatchController): void {
    this.#connection = connection;
    if (this.#signal.aborted) this.#stop();
  }

  onResponseStart(_connection: Dispatcher.DispatchController, status: number, responseHeaders: ResponseHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers: () => headersWhenAsked(responseHeaders) };
    if (statusesWithoutBody.has(status)) {
      this.#resolve(toResponse(null, this.#head));
      return;
    }
    this.#isHeld = true;
    // What came in the same piece is taken in before this runs: undici parses a piece in one go.
    queueMicrotask(() => this.#handOver());
  }

  onResponseData(connection: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const bytes = new Uint8Array(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength);
    if (this.#isHeld) this.#early.push(bytes);
    if (this.#reader === undefined) return;
    this.#reader.enqueue(bytes);
    if ((this.#reader.desiredSize ?? 0) <= 0) connection.pause();
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    if (this.#isHeld && this.#head !== undefined && this.#head.status <= 599) {
      this.#isHeld = false;
      this.#resolve(wholeResponse(this.#early, this.#head.status, this.#head.headers));
      return;
    }
    this.#handOver();
    this.#reader?.close();
    this.#reader = undefined;
  }

  onResponseError(_connection: Dispatcher.DispatchController, error: Error): void {
    this.#fail(refuseUntrusted(error));
  }

  /** Hands over the response whose body is still coming, unless that is done. */
  #handOver(): void {
    if (!this.#isHeld || this.#head === undefined) return;
    this.#isHeld = false;
    const { status, headers } = this.#head;
    const body = this.#openBody();
    this.#resolve(status <= 599 ? streamedResponse(body, status, headers) : toResponse(body, this.#head));
    for (const chunk of this.#early) this.#reader?.enqueue(chunk);
    this.#early = [];
    if ((this.#reader?.desiredSize ?? 1) <= 0) this.#connection?.pause();
  }

  #openBody(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.#reader = controller;
        },
        pull: () => this.#connection?.resume(),
        cancel: () => {
          this.#reader = undefined;
          this.#connection?.abort(new Error("The body was cancelled"));
        },
      },
      { highWaterMark, size: (chunk) => chunk.byteLength },
    );
  }

  #stop(): void {
    // First the caller's own reason, whatever value that is; undici wants an Error, and what it makes of it comes late.
    this.#fail(this.#signal.reason);
    this.#connection?.abort(new Error("The request was aborted"));
  }

  /** Ends whichever of the two is not over yet: the wait for the response, or its body. */
  #fail(reason: unknown): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#handOver();
    this.#reject(reason);
    this.#reader?.error(reason);
    this.#reader = undefined;
  }
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
