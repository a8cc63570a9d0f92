import { gzipStream } from "../encoding/body-stream.ts";
import { acceptsGzip, compress, largestAtOnce } from "../encoding/gzip.ts";

/** An answer before it is sent, its body whole and not compressed. */
export interface PlainReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Takes a response apart. */
export async function takeApart(response: Response): Promise<PlainReply> {
  return {
    status: response.status,
    headers: new Headers(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

/** Makes a reply of a string. */
export const plainReply = (status: number, contentType: string, text: string): PlainReply => ({
  status,
  headers: new Headers(contentType === "" ? {} : { "content-type": contentType }),
  body: new TextEncoder().encode(text),
});

/** Makes the response that a client with these request headers gets: gzip only where it asks for that. */
export function toResponse({ status, headers, body }: PlainReply, requestHeaders: Headers): Response {
  if (body.length === 0) return new Response(null, { status, headers });
  if (!acceptsGzip(requestHeaders)) return new Response(body, { status, headers });
  return gzipResponse(status, headers, body.length > largestAtOnce ? gzipStream(body) : compress(body));
}

/** Makes a response of a body that is compressed already. */
export function gzipResponse(
  status: number,
  headers: Headers,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
): Response {
  const all = new Headers(headers);
  all.set("content-encoding", "gzip");
  return streamResponse(status, all, body);
}

/** Makes a response whose body is sent as it is, whatever its headers say of it. */
export function streamResponse(
  status: number,
  headers: Headers,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
): Response {
  // Cloudflare's runtime would compress a body that is called gzip once more; every other one ignores this.
  const init: ResponseInit & { readonly encodeBody: "manual" } = { status, headers, encodeBody: "manual" };
  return new Response(body, init);
}
