/**
 * Describes one request to a {@link FetchAdapter}: plain data, never a `Request`, because a `Request` of one realm is
 * refused by the `fetch` of another.
 */
export interface AdapterInit {
  /** The HTTP method, in capitals. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The request headers as a plain record with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body's bytes, already compressed where `headers` says `content-encoding: gzip`. Absent on GET and DELETE. They are
   * lent: a repetition, or another close, sends the same ones, so that they must not be changed or transferred.
   */
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Always `"manual"`: a followed redirect would carry the session to another host. */
  readonly redirect: "manual";
  /** Fires when the caller gives up or the attempt's time is over. It also ends the reading of the body. */
  readonly signal: AbortSignal;
  /**
   * May be called with the number of bytes each time when a part of the body has gone out, so that a slow line can be told
   * from a dead one. Where nobody calls it, the time that the body may take follows its size.
   */
  readonly onSent?: (bytes: number) => void;
}

/**
 * What an adapter resolves with: a real `Response`.
 *
 * An adapter that has the whole body at once may hand it over as `wholeBody` too, compressed or decoded. It is read
 * instead of `body`, which spares both sides a stream: making one costs as much as all the rest of a small exchange. What
 * such a response gives by `body`, `text()` and the like must be the same reply.
 */
export type AdapterResponse = Response & { readonly wholeBody?: Uint8Array<ArrayBuffer> };

/**
 * Sends one request and resolves with its response.
 *
 * `globalThis.fetch` fits unchanged; so do undici's `fetch`, the emulator's, and any function around them. An adapter
 * resolves for every status, rejects when no reply came, does not follow redirects, and stops on `signal`, during the
 * body too. Logging, tracing and caching are functions around another adapter: `(url, init) => next(url, init)`.
 *
 * An adapter that knows that nothing was sent, and that trying again is no use, says so with `retry: false` on the error
 * that it rejects with; every other rejection is taken for a lost connection.
 *
 * The response must be a real `Response`. It may hand over the body compressed or decoded: sfbulk looks at the bytes
 * and not at the headers.
 */
export type FetchAdapter = (url: string, init: AdapterInit) => Promise<AdapterResponse>;
