import { Readable } from "node:stream";
import type { AdapterResponse } from "@sfbulk/core";
import { unzipSmall } from "./unzip-small.ts";

/** Makes a response of which the whole body is there. No stream is made unless somebody asks for it. */
export function wholeResponse(
  chunks: readonly Uint8Array<ArrayBuffer>[],
  status: number,
  headers: () => Headers,
): AdapterResponse {
  const [first] = chunks;
  return new WholeResponse(chunks.length === 1 && first !== undefined ? first : joined(chunks), status, headers);
}

/** Makes a response whose body is still coming. */
export const streamedResponse = (
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  status: number,
  headers: () => Headers,
): AdapterResponse => new LazyResponse(body, status, headers);

const joined = (chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(chunks));

/**
 * Everything of a `Response`, without making one before somebody reads it as such: with a body, Node.js makes a stream at
 * once, which takes 7 µs of the 45 of a close; and for the first one it loads its own copy of undici, 30 to 40 ms of the
 * processor.
 */
class LazyResponse implements AdapterResponse {
  readonly redirected = false;
  readonly statusText = "";
  readonly type = "default";
  readonly url = "";
  readonly status: number;
  readonly #body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #makeHeaders: () => Headers;
  #headers: Headers | undefined;
  #usual: Response | undefined;

  constructor(
    body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
    status: number,
    headers: () => Headers,
  ) {
    this.#body = body;
    this.status = status;
    this.#makeHeaders = headers;
  }

  /** The response as `fetch` gives it, for whoever reads it as one. */
  #asUsual(): Response {
    return (this.#usual ??= new Response(this.#body, { status: this.status, headers: this.headers }));
  }

  get headers(): Headers {
    return (this.#headers ??= this.#makeHeaders());
  }
  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }
  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.#usual === undefined && this.#body instanceof ReadableStream ? this.#body : this.#asUsual().body;
  }
  get bodyUsed(): boolean {
    if (this.#usual !== undefined) return this.#usual.bodyUsed;
    // It takes web streams as well, whatever the types say.
    return this.#body instanceof ReadableStream && Readable.isDisturbed(this.#body as unknown as Readable);
  }
  async arrayBuffer(): Promise<ArrayBuffer> {
    return await this.#asUsual().arrayBuffer();
  }
  async blob(): Promise<Blob> {
    return await this.#asUsual().blob();
  }
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.arrayBuffer());
  }
  async formData(): Promise<FormData> {
    return await this.#asUsual().formData();
  }
  async json(): Promise<unknown> {
    return await this.#asUsual().json();
  }
  async text(): Promise<string> {
    return await this.#asUsual().text();
  }
  clone(): Response {
    return this.#asUsual().clone();
  }
  get [Symbol.toStringTag](): string {
    return "Response";
  }
}

class WholeResponse extends LazyResponse {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>, status: number, headers: () => Headers) {
    super(bytes, status, headers);
    this.#bytes = bytes;
  }

  /** The body as sfbulk reads it, decompressed. */
  get wholeBody(): Uint8Array<ArrayBuffer> {
    return unzipSmall(this.#bytes);
  }
}

// It is a `Response` to `instanceof`, without touching that name before: Node.js loads all of its `fetch` then, which
// takes half as long as starting does, and a program of one close needs nothing of it.
Object.setPrototypeOf(LazyResponse.prototype, new Proxy({}, { getPrototypeOf: () => Response.prototype }));
