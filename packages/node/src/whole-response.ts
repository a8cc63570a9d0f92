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

const joined = (chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(chunks));

/** A class, since a response must be a `Response`, and what reads its body stands on its prototype. */
class WholeResponse extends Response {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #makeHeaders: () => Headers;
  #headers: Headers | undefined;
  #usual: Response | undefined;

  constructor(bytes: Uint8Array<ArrayBuffer>, status: number, headers: () => Headers) {
    // With a body, Node.js makes a stream at once: 7 µs of the 45 that a close takes.
    super(null, { status });
    this.#bytes = bytes;
    this.#makeHeaders = headers;
  }

  /** The body as sfbulk reads it, decompressed. */
  get wholeBody(): Uint8Array<ArrayBuffer> {
    return unzipSmall(this.#bytes);
  }

  /** The response as `fetch` gives it, for whoever reads it as one. */
  #asUsual(): Response {
    return (this.#usual ??= new Response(this.#bytes, { status: this.status, headers: this.headers }));
  }

  override get headers(): Headers {
    return (this.#headers ??= this.#makeHeaders());
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.#asUsual().body;
  }
  override get bodyUsed(): boolean {
    return this.#usual?.bodyUsed ?? false;
  }
  override async arrayBuffer(): Promise<ArrayBuffer> {
    return await this.#asUsual().arrayBuffer();
  }
  override async blob(): Promise<Blob> {
    return await this.#asUsual().blob();
  }
  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.arrayBuffer());
  }
  override async formData(): Promise<FormData> {
    return await this.#asUsual().formData();
  }
  override async json(): Promise<unknown> {
    return await this.#asUsual().json();
  }
  override async text(): Promise<string> {
    return await this.#asUsual().text();
  }
  override clone(): Response {
    return this.#asUsual().clone();
  }
}
