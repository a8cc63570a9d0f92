/** A request as the model reads it. */
export interface ModelRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** A reply of the model, before it is bytes. */
export interface ModelReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What bytes of HTTP/1.1 come to: a head, and where its body ends. */
interface Message {
  readonly first: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** How many bytes it has; `undefined` where its end has not come. */
  readonly length: number | undefined;
}

/** Reads a message of HTTP/1.1; `undefined` where its head is not whole. */
function readMessage(bytes: Buffer): Message | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const start = headEnd + 4;
  if (headers.get("transfer-encoding") === "chunked") return { first, headers, ...readChunks(bytes, start) };
  const end = start + Number(headers.get("content-length") ?? 0);
  const length = bytes.length >= end ? end : undefined;
  return { first, headers, body: bytes.subarray(start, end), length };
}

function readChunks(bytes: Buffer, start: number): Pick<Message, "body" | "length"> {
  const parts: Buffer[] = [];
  let place = start;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", place);
    if (lineEnd === -1) break;
    const size = Number.parseInt(bytes.toString("latin1", place, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (!(size >= 0) || bytes.length < end + 2) break;
    if (size === 0) return { body: Buffer.concat(parts), length: end + 2 };
    parts.push(bytes.subarray(lineEnd + 2, end));
    place = end + 2;
  }
  return { body: Buffer.concat(parts), length: undefined };
}

/** Reads the first request of bytes, and how many bytes it has; `undefined` where it is not whole. */
export function readModelRequest(bytes: Buffer): { request: ModelRequest; length: number } | undefined {
  const message = readMessage(bytes);
  if (message?.length === undefined) return undefined;
  const { first, headers, body, length } = message;
  const [method = "", path = ""] = first.split(" ");
  return { request: { method, path, headers, body }, length };
}

/** A reply as whoever gets its bytes sees it. */
export interface SeenReply extends ModelReply {
  /** Whether its body is as long as it says. */
  readonly isWhole: boolean;
}

/** Reads a reply of bytes; `undefined` where its head is not whole. */
export function readModelReply(bytes: Buffer): SeenReply | undefined {
  const message = readMessage(bytes);
  if (message === undefined) return undefined;
  const { first, headers, body, length } = message;
  const status = Number(first.split(" ")[1]);
  return { status, headers: Object.fromEntries(headers), body, isWhole: length !== undefined };
}

/** Writes a request as bytes. */
export function writeModelRequest(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | undefined,
): Buffer {
  const all = { host: url.host, ...headers, ...(body === undefined ? {} : { "content-length": String(body.length) }) };
  return Buffer.concat([head(`${method} ${url.pathname}${url.search} HTTP/1.1`, all), body ?? Buffer.alloc(0)]);
}

/** Writes a reply as bytes; the connection ends with it. */
export const writeModelReply = ({ status, headers, body }: ModelReply): Buffer =>
  Buffer.concat([
    head(`HTTP/1.1 ${status} Status`, {
      ...headers,
      ...(status === 204 ? {} : { "content-length": String(body.length) }),
      connection: "close",
    }),
    body,
  ]);

const head = (first: string, headers: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(
    [first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n"),
    "latin1",
  );
