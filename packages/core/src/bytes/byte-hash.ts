/** A checksum of bytes that come one after another. */
export interface ByteHash {
  readonly add: (bytes: Uint8Array) => void;
  /** The checksum of everything up to now: four numbers of 32 bits, what is no whole step yet, and the length. */
  readonly value: () => string;
}

/**
 * Makes a checksum that tells whether the same bytes came again: multiplied, turned and multiplied as in xxHash32, four bytes at
 * a time, each of them twice with other primes. Nobody forges it; WebCrypto has none that takes bytes one after another.
 *
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export function createByteHash(): ByteHash {
  let sums: Sums = [0, 0, 0, 0];
  let length = 0;
  /** A step that goes on in another piece. */
  const begun = new Uint8Array(step);
  const begunView = new DataView(begun.buffer);
  return {
    add: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let index = 0; index < bytes.length;) {
        const left = bytes.length - index;
        const whole = length % step === 0 ? left - (left % step) : 0;
        if (whole > 0) {
          sums = withSteps(sums, view, index, index + whole);
          index += whole;
          length += whole;
          continue;
        }
        begun[length++ % step] = view.getUint8(index++);
        if (length % step !== 0) continue;
        sums = withSteps(sums, begunView, 0, step);
        begun.fill(0);
      }
    },
    value: () => [...sums, ...begun, length].join("/"),
  };
}

/** How many bytes are added together: two words of 32 bits. */
const step = 8;

/** Two numbers that have every first word of a step, and two that have every second one. */
type Sums = readonly [first: number, firstToo: number, second: number, secondToo: number];

/**
 * Adds whole steps. Two words have numbers of their own, so that none waits for the other: two thirds of the time that it takes
 * if all words go into the same two. By itself, in local variables, and by operations on whole numbers of 32 bits alone, since
 * a result may have a gigabyte: it takes four times as long in the loop that also looks for steps in pieces, and several times
 * as long where an engine adds as it adds fractions.
 */
function withSteps(sums: Sums, view: DataView, from: number, to: number): Sums {
  let [first, firstToo, second, secondToo] = sums;
  for (let index = from; index < to; index += step) {
    const one = view.getInt32(index, true);
    const other = view.getInt32(index + 4, true);
    first = turned(first ^ Math.imul(one, 0x85ebca77), 13, 0x9e3779b1);
    firstToo = turned(firstToo ^ one, 15, 0x5bd1e995);
    second = turned(second ^ Math.imul(other, 0x85ebca77), 13, 0x9e3779b1);
    secondToo = turned(secondToo ^ other, 15, 0x5bd1e995);
  }
  return [first, firstToo, second, secondToo];
}

/** Turned left by some bits, and multiplied. */
const turned = (sum: number, bits: number, prime: number): number =>
  Math.imul((sum << bits) | (sum >>> (32 - bits)), prime);
