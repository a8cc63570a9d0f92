import { describeValue } from "../../arguments/describe-value.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import type { Target } from "../../connection/check-connection.ts";
import { abortable } from "../../async/abortable.ts";
import { type PackedRows, plainPacker } from "../../bytes/packer.ts";

/** Rows as CSV, in one piece or as they come. */
export type IngestRows =
  | string
  | Uint8Array<ArrayBuffer>
  | AsyncIterable<string | Uint8Array<ArrayBuffer>>
  | ReadableStream<Uint8Array<ArrayBuffer>>;

/** Salesforce's limit for an upload. It counts after base64, so that it advises 100 MB. */
const maxBytes = 150_000_000;

/**
 * Brings rows into the one body that they are uploaded as, compressed on the way where the connection allows it.
 *
 * @throws TypeError for no rows, and for more bytes than an upload may have.
 */
export async function packRows(target: Target, rows: IngestRows, signal: AbortSignal | undefined): Promise<PackedRows> {
  const packer =
    target.gzipFrom === undefined ? plainPacker() : (await import("../../bytes/gzip-packer.ts")).gzipPacker();
  const utf8 = new TextEncoder();
  let total = 0;
  const push = (chunk: string | Uint8Array<ArrayBuffer>): void => {
    const bytes = typeof chunk === "string" ? utf8.encode(chunk) : chunk;
    if (!(bytes instanceof Uint8Array)) {
      throw refusal("InvalidSource", `expected strings or bytes, got ${describeValue(chunk)}`);
    }
    total += bytes.length;
    if (total > maxBytes) throw refusal("BatchTooLarge", `it has more than ${maxBytes} bytes; use several jobs`);
    packer.push(bytes);
  };
  if (typeof rows === "string" || rows instanceof Uint8Array) push(rows);
  else {
    const chunks = chunksOf(rows);
    let ended = false;
    try {
      for (;;) {
        const { done, value } = await abortable(chunks.next(), signal);
        if (done === true) {
          ended = true;
          break;
        }
        push(value);
      }
    } finally {
      // Tells the source that no more is wanted, and does not wait for one that hangs.
      if (!ended) chunks.return?.().catch(() => undefined);
    }
  }
  if (total === 0) throw refusal("EmptySource", "it is empty");
  return packer.end();
}

function chunksOf(rows: Exclude<IngestRows, string | Uint8Array>): AsyncIterator<string | Uint8Array<ArrayBuffer>> {
  if (typeof rows === "object" && rows !== null) {
    if (Symbol.asyncIterator in rows) return rows[Symbol.asyncIterator]();
    // Not every browser's streams are iterable.
    if ("getReader" in rows) return readStream(rows);
  }
  throw refusal("InvalidSource", `expected a string, bytes, a stream or an async iterable, got ${describeValue(rows)}`);
}

async function* readStream(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

const refusal = (code: ErrorCode, why: string): TypeError => argumentError(code, `Cannot use rows: ${why}`);
