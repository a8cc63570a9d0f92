import { gunzipBounded } from "../encoding/gzip.ts";
import { type About, type Operation, operationOf } from "./operation-of.ts";
import { concatenate } from "../encoding/concatenate.ts";
import { standBack } from "../encoding/in-turns.ts";

/** A request as it arrived, with its whole body. */
export interface Arrival extends About {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** How many bytes the body had on its way. */
  readonly wireBytes: number;
  /** The body after gunzip; empty where it could not be read. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The body as a string. */
  readonly text: string;
  /** Why the body could not be read. */
  readonly problem?: "too large" | "not gzip" | "unknown coding";
  /** Fires when the client has gone. */
  readonly signal: AbortSignal | undefined;
}

const mebibyte = 1024 * 1024;

/** How many bytes of a body are read at most. What is beyond is refused anyway: see the limits of batches and uploads. */
const maxBytesOf = (operation: Operation): number => (operation === "uploadData" ? 128 : 24) * mebibyte;

/** A request whose body is still on its way: what `Request` and the arguments of `fetch` have in common. */
export interface RawRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal | undefined;
}

/** Reads a request with its body. */
export async function readArrival({ method, url, headers, body, signal }: RawRequest): Promise<Arrival> {
  const maxBytes = maxBytesOf(operationOf(method, url.pathname, "").operation);
  const raw = body === null ? new Uint8Array(0) : await readBounded(body, maxBytes, signal);
  const decoded = raw === undefined ? ({ problem: "too large" } as const) : await decode(raw, headers, maxBytes);
  const bytes = decoded.bytes ?? new Uint8Array(0);
  const isLong = bytes.length > mebibyte;
  // Others have their turn before a long body is decoded, and before anything is done with it.
  if (isLong) await standBack();
  const text = new TextDecoder().decode(bytes);
  if (isLong) await standBack();
  return {
    method,
    url,
    headers,
    wireBytes: raw?.length ?? maxBytes,
    body: bytes,
    text,
    ...(decoded.problem === undefined ? {} : { problem: decoded.problem }),
    ...operationOf(method, url.pathname, text),
    signal,
  };
}

/** Gives a request of whose body nothing has been read. */
export function unreadArrival({ method, url, headers, signal }: RawRequest): Arrival {
  const body = new Uint8Array(0);
  return { method, url, headers, wireBytes: 0, body, text: "", ...operationOf(method, url.pathname, ""), signal };
}

interface Decoded {
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly problem?: "too large" | "not gzip" | "unknown coding";
}

async function decode(raw: Uint8Array<ArrayBuffer>, headers: Headers, maxBytes: number): Promise<Decoded> {
  // WSC puts its header on every request, and most have no body: nothing is looked at there.
  if (raw.length === 0) return { bytes: raw };
  const coding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (coding === "identity" || coding === "") return { bytes: raw };
  if (coding !== "gzip" && coding !== "x-gzip") return { problem: "unknown coding" };
  const bytes = await gunzipBounded(raw, maxBytes);
  return typeof bytes === "string" ? { problem: bytes } : { bytes };
}

async function readBounded(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    signal?.throwIfAborted();
    if (done) break;
    total += value.length;
    if (total > maxBytes) {
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(value);
  }
  return concatenate(chunks);
}
