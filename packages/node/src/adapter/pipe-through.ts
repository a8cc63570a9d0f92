import { pipeline, Readable, type Transform } from "node:stream";

/** Sends chunks through one of Node's streams, and gives what comes out. It ends the stream where nobody reads on. */
export async function* pipeThrough(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  stream: Transform,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  // Whatever breaks on the way breaks this stream as well, and is thrown where it is read.
  pipeline(Readable.from(chunks), stream, () => undefined);
  for await (const chunk of stream as AsyncIterable<Buffer<ArrayBuffer>>) {
    yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}
