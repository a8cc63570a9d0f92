import { Deflate } from "pako";
import { standBack, turnEnd } from "./in-turns.ts";

const sliceBytes = 64 * 1024;

/** Makes a body of text that is written piece by piece as it is read, so that a long one does not hold up the others. */
export function textStream(pieces: Iterable<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const utf8 = new TextEncoder();
  return streamOf(
    (function* () {
      for (const piece of pieces) yield utf8.encode(piece);
    })(),
  );
}

/** Makes a gzip body of bytes that are compressed piece by piece as it is read. */
export function gzipStream(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamOf(
    (function* () {
      let made: Uint8Array<ArrayBuffer>[] = [];
      const deflate = new Deflate({ gzip: true });
      deflate.onData = (chunk): void => void made.push(chunk);
      for (let start = 0; start < bytes.length; start += sliceBytes) {
        deflate.push(bytes.subarray(start, start + sliceBytes), start + sliceBytes >= bytes.length);
        yield* made;
        made = [];
      }
    })(),
  );
}

function streamOf(pieces: Iterator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = turnEnd();
  return new ReadableStream({
    async pull(controller) {
      if (isOver()) {
        await standBack();
        isOver = turnEnd();
      }
      const { done, value } = pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}
