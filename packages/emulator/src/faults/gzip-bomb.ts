import { Deflate } from "pako";
import { concatenate } from "../wire/encoding/concatenate.ts";
import { gzipMagic } from "../wire/encoding/gzip.ts";

const mebibyte = 2 ** 20;
const fullFlush = 3;

/**
 * Makes a valid gzip body from which zeros come, rounded up to whole MiB. It is made piece by piece as it is read, and
 * holds no more than one piece of about 1 kB, of which it repeats the bytes.
 */
export function gzipBomb(bytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = Math.max(1, Math.ceil(bytes / mebibyte));
  const piece = compressedZeros();
  let sent = 0;
  return new ReadableStream({
    start: (controller) => controller.enqueue(Uint8Array.of(...gzipMagic, 8, 0, 0, 0, 0, 0, 0, 3)),
    pull(controller) {
      if (sent++ < pieces) return controller.enqueue(piece.slice());
      controller.enqueue(trailer(pieces * mebibyte));
      controller.close();
    },
  });
}

/** Gives a MiB of zeros as raw deflate that ends on a whole byte and refers to nothing before it. */
function compressedZeros(): Uint8Array<ArrayBuffer> {
  const deflate = new Deflate({ raw: true });
  const chunks: Uint8Array[] = [];
  deflate.onData = (chunk): void => void chunks.push(chunk);
  deflate.push(new Uint8Array(mebibyte), fullFlush);
  return concatenate(chunks);
}

/** Gives an empty last block, the checksum and the length. */
function trailer(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(10);
  bytes.set([0x03, 0x00]);
  const view = new DataView(bytes.buffer);
  view.setUint32(2, checksumOfZeros(length), true);
  view.setUint32(6, length % 2 ** 32, true);
  return bytes;
}

/**
 * Gives the CRC-32 of so many zero bytes. A zero bit changes the register by a linear map: the map for all of them comes
 * from squaring, as in zlib's crc32_combine, so that nobody has to look at every byte.
 */
function checksumOfZeros(length: number): number {
  let map = [0xedb88320, ...Array.from({ length: 31 }, (_, bit) => 2 ** bit)];
  let register = 0xffffffff;
  for (let bits = length * 8; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) register = times(map, register);
    const once = map;
    map = once.map((column) => times(once, column));
  }
  return ~register >>> 0;
}

function times(map: readonly number[], vector: number): number {
  let sum = 0;
  for (let bit = 0; bit < 32; bit++) if ((vector >>> bit) & 1) sum ^= map[bit] ?? 0;
  return sum >>> 0;
}
