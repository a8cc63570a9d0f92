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
        // Of zeros, a megabyte makes nothing yet: others have their turn all the same.
        yield undefined;
      }
    })(),
  );
}

/** Makes a body of pieces; `undefined` is none yet. */
function streamOf(pieces: Iterator<Uint8Array<ArrayBuffer> | undefined>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = turnEnd();
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        if (isOver()) {
          await standBack();
          isOver = turnEnd();
        }
        const { done, value } = pieces.next();
        if (done === true) return controller.close();
        if (value !== undefined) return controller.enqueue(value);
      }
    },
  });
}
