import { isGzip, redact } from "@sfbulk/browser";
import type { RecordedBody } from "./exchange-record.ts";

const mostBytes = 16 * 1024;
const mostText = 20_000;
/** Beyond this, a reply is not read to its end beside the library: it may have none. */
const mostRead = 12 * 1024 * 1024;

/**
 * Makes the record of a body.
 *
 * @param length - How many bytes there were in all.
 */
export async function recordBody(
  bytes: Uint8Array<ArrayBuffer>,
  length: number,
  token: string | undefined,
): Promise<RecordedBody> {
  const compressed = isGzip(bytes);
  const plain = compressed ? await gunzip(bytes) : { bytes, total: length };
  return {
    bytes: bytes.slice(0, mostBytes),
    wireBytes: length,
    plainBytes: plain.total,
    text: redact(new TextDecoder().decode(plain.bytes.subarray(0, mostText)), token),
    isGzip: compressed,
  };
}

/** What of a reply's body came. */
export interface RecordedStream {
  readonly replyBody: RecordedBody;
  /** Why it is not all of it. */
  readonly failure?: string;
}

/** Reads a copy of a reply's body to its end, or as far as it comes. */
export async function recordStream(
  stream: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  signal: AbortSignal,
  token: string | undefined,
): Promise<RecordedStream> {
  if (stream === null) return { replyBody: await recordBody(new Uint8Array(0), 0, token) };
  const reader = stream.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(new Error("the time for the reply was over")), { once: true }),
  );
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), aborted]);
      if (done) return { replyBody: await recordBody(joined(chunks), total, token) };
      total += value.length;
      if (total > mostRead) throw new Error(`more than ${mostRead / 1024 / 1024} MB; the rest is not recorded`);
      chunks.push(value);
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    const failure = redact(error instanceof Error ? error.message : String(error), token);
    return { replyBody: await recordBody(joined(chunks.slice(0, 64)), total, token), failure };
  }
}

function joined(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.length;
  }
  return whole;
}

interface Plain {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly total: number | undefined;
}

/** Unpacks the beginning. How much there is, gzip says itself in its last four bytes, where it is whole. */
async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Plain> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  let total: number | undefined;
  try {
    while (length < mostText) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
    total = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.length - 4, true);
  } catch {
    // Cut, or broken: what came out of it is shown, and how much it should have been is not known.
  }
  void reader.cancel().catch(() => undefined);
  return { bytes: joined(chunks), total };
}
