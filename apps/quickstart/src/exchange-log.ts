import { gunzipSync } from "node:zlib";
import { type FetchAdapter, isGzip } from "@sfbulk/node";

/** One request and its response, in numbers. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly sent: Size;
  readonly received: Size;
  readonly milliseconds: number;
}

/** Bytes as they travel, and as they are without gzip. */
export interface Size {
  readonly wire: number;
  readonly plain: number;
}

/**
 * Wraps an adapter so that each exchange is reported: an adapter around another is all that logging needs.
 *
 * It sees what travels: `nodeAdapter` hands over the bytes as they came, still compressed.
 */
export function logExchanges(next: FetchAdapter, report: (exchange: Exchange) => void): FetchAdapter {
  return async (url, init) => {
    const began = performance.now();
    const response = await next(url, init);
    const bytes = new Uint8Array(await response.arrayBuffer());
    report({
      method: init.method,
      path: new URL(url).pathname,
      status: response.status,
      sent: measure(init.body ?? new Uint8Array(0)),
      received: measure(bytes),
      milliseconds: performance.now() - began,
    });
    return new Response(bytes, { status: response.status, headers: response.headers });
  };
}

function measure(bytes: Uint8Array): Size {
  return { wire: bytes.length, plain: isGzip(bytes) ? gunzipSync(bytes).length : bytes.length };
}
