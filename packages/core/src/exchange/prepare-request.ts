import { argumentError } from "../errors/argument-error.ts";
import type { Target } from "../connection/check-connection.ts";
import { clientName } from "../client-name.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import { requestPath } from "../requests/request-path.ts";
import { isGzip } from "../bytes/gzip.ts";
import type { Parcel } from "./dispatch.ts";

/** A request with everything in it but the session. It is prepared once and may be sent several times. */
export interface PreparedRequest {
  readonly url: string;
  /** How many bytes its body has, compressed where it is. */
  readonly bodyBytes: number;
  /** Adds the session, in both forms that Salesforce's own collection sends. */
  readonly withSession: (token: string) => Parcel;
}

const utf8 = new TextEncoder();

/** Turns what an operation wants said into the request that says it to this org. Sends nothing. */
export async function prepareRequest(target: Target, request: ApiRequest<unknown>): Promise<PreparedRequest> {
  const { body, constant } = request;
  const plain = typeof body === "string" ? (kept(body) ?? utf8.encode(body)) : body;
  if (constant && plain) constants.set(body, plain);
  const encoded: Encoded = plain ? await encode(target, request, plain) : {};
  const url = target.origin + requestPath(request, target.version);
  return {
    url,
    bodyBytes: encoded.body?.length ?? 0,
    withSession: (token) => ({
      method: request.method,
      headers: headersOf(target, request, encoded, token),
      body: request.bodyOf ? utf8.encode(request.bodyOf(token)) : encoded.body,
    }),
  };
}

/**
 * The bytes of the constant bodies, closing and aborting a job, and these compressed: to encode one each time would take as
 * long as to parse the reply does (1.1 µs of the 18 that a close takes in core).
 */
const constants = new Map<unknown, Uint8Array<ArrayBuffer>>();

/** What an adapter or a compressor has transferred, to a worker for one, is not there any more. */
const kept = (key: unknown): Uint8Array<ArrayBuffer> | undefined =>
  constants.get(key)?.length ? constants.get(key) : undefined;

/** Assigned one by one: a record that was spread together is several times as slow to make and to read. */
function headersOf(
  target: Target,
  request: ApiRequest<unknown>,
  encoded: Encoded,
  token: string,
): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": request.contentType,
    accept: "application/json, application/xml;q=0.9, text/csv;q=0.8",
    "sforce-call-options": `client=${clientName}`,
    "x-sfdc-session": token,
    authorization: `Bearer ${token}`,
  };
  if (target.gzipFrom !== undefined) headers["accept-encoding"] = "gzip";
  if (request.headers !== undefined) Object.assign(headers, request.headers);
  if (encoded.headers !== undefined) Object.assign(headers, encoded.headers);
  return headers;
}

interface Encoded {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

async function encode(target: Target, request: ApiRequest<unknown>, plain: Uint8Array<ArrayBuffer>): Promise<Encoded> {
  const { gzipFrom } = target;
  if (gzipFrom === undefined || plain.length < gzipFrom || request.compressible === false) return { body: plain };
  const compressed = await compress(target, request, plain);
  if (!isGzip(compressed)) throw argumentError("InvalidArgument", "Cannot use gzip.compress: what it gave is not gzip");
  // The header and the bytes that it announces leave this one line together, or neither does.
  return { headers: { "content-encoding": "gzip" }, body: compressed };
}

async function compress(
  target: Target,
  { constant }: ApiRequest<unknown>,
  plain: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (target.compress !== undefined) return await target.compress(plain);
  // Loaded when the first body needs it: a close is sent as it is.
  const { pakoCompress } = await import("../bytes/gzip-steps.ts");
  const compressed = kept(plain) ?? (await pakoCompress(plain));
  if (constant) constants.set(plain, compressed);
  return compressed;
}
