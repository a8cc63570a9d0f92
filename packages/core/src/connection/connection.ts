import type { Duration } from "../arguments/read-duration.ts";
import type { FetchAdapter } from "./adapter.ts";
import type { AttemptInfo } from "./attempt-info.ts";

/**
 * Gives the access token (session id) to send.
 *
 * It is called once without an argument, and again with the token that Salesforce rejected. What it returns is used for
 * every call with the same function until Salesforce rejects it; calls in parallel share one request for a new token.
 * It throws (or rejects) when there is no new token to be had.
 */
export type TokenSource = (rejected?: string) => string | Promise<string>;

/** Compresses bytes into one gzip member. */
export type Compress = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;

/**
 * Compresses bytes into one gzip member as they come: a server may read the first member only. It takes all of the chunks,
 * and throws what they throw.
 */
export type CompressChunks = (chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) => AsyncIterable<Uint8Array<ArrayBuffer>>;

/**
 * Decompresses a gzip body as it comes, with all of its members. It throws where that is damaged or cut, and what the
 * chunks throw.
 */
export type Decompress = (chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) => AsyncIterable<Uint8Array<ArrayBuffer>>;

/** Tells which request bodies are compressed, by what, and what decompresses large replies. */
export interface GzipOptions {
  /** Bodies of fewer bytes are sent as they are. Default: 1024, since gzip makes a body of a few bytes larger. */
  readonly minBytes?: number;
  /** The compressor. Default: pako, which gives the same bytes on every runtime. */
  readonly compress?: Compress;
  /**
   * What compresses uploads that are put together piece by piece, as those of Bulk API 2.0 are. Default: pako, whatever
   * `compress` is.
   */
  readonly compressChunks?: CompressChunks;
  /**
   * What decompresses replies that are read piece by piece, such as what a query found, and others from 16 kB on. Default:
   * pako.
   */
  readonly decompress?: Decompress;
}

/** Tells how often and how patiently an exchange that may be repeated is repeated. */
export interface RetryPolicy {
  /** How many times a request is sent at most, the first time included. Default: 5. */
  readonly attempts?: number;
  /**
   * The ceiling of the first pause, in milliseconds or as `"2s"`; it doubles with each attempt and the pause is a random
   * part of it. Default: 500.
   */
  readonly baseDelay?: Duration;
  /** The longest pause where the server asks for none. Default: 30,000. */
  readonly maxDelay?: Duration;
  /**
   * The longest pause that a server may ask for by `Retry-After`. It is kept in full; where more is asked for, the call
   * gives up at once, with `retryAfter` on the error: nobody asks early. Default: 120,000.
   */
  readonly maxRetryAfter?: Duration;
}

/**
 * Names an org and a session: plain data, to be written down or shared. A jsforce connection fits as it is.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_quickstart_login.htm
 */
export interface Connection {
  /**
   * The origin of the org's API, `https://acme.my.salesforce.com`. A Lightning address is turned into its API address;
   * `http:` is for loopback only. No path, query or credentials.
   */
  readonly instanceUrl: string;
  /**
   * The session id or OAuth access token, or a function that gives one and can renew it. A jsforce connection that nobody
   * has signed in has none: it is refused when it is used.
   */
  readonly accessToken: string | TokenSource | null | undefined;
  /** The API version: `68`, `"68.0"` or `"v68.0"`. Default: {@link defaultVersion}. */
  readonly version?: string | number;
  /** How requests travel. Default: `globalThis.fetch` as it stands at the time of the call. */
  readonly fetch?: FetchAdapter;
  /**
   * Whether request bodies are compressed: `true` for all of them, `false` for none (and no compressed replies are asked
   * for), or {@link GzipOptions}. Default: bodies of 1024 bytes and more.
   */
  readonly gzip?: boolean | GzipOptions;
  /**
   * How long one attempt may take, its body included, where the body is small: jobs, batches, errors. In milliseconds, or
   * as `"45s"`. Default: 30,000.
   */
  readonly attemptTimeout?: Duration;
  /**
   * How long nothing may move while rows go up or come down, however long they take in all. In milliseconds, or as `"2m"`.
   * Default: 60,000.
   */
  readonly stallTimeout?: Duration;
  /** How exchanges are repeated. Default: 5 attempts, pauses of up to 0.5, 1, 2 and 4 seconds. */
  readonly retry?: RetryPolicy;
  /**
   * Is told of each attempt when it has ended, for logs, metrics and traces. It never sees the token. What it throws is
   * dropped: watching harms nothing.
   */
  readonly onAttempt?: (attempt: AttemptInfo) => void;
}
