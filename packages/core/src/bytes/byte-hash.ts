/** A checksum of bytes that come one after another. */
export interface ByteHash {
  readonly add: (bytes: Uint8Array) => void;
  /** The checksum of everything up to now: two numbers of 32 bits, what is no whole word yet, and the length. */
  readonly value: () => string;
}

/**
 * Makes a checksum that tells whether the same bytes came again: multiplied, turned and multiplied as in xxHash32, four bytes at
 * a time, twice with other primes. Nobody forges it; WebCrypto has none that takes bytes one after another.
 *
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export function createByteHash(): ByteHash {
  let one = 0x165667b1;
  let other = 0x27d4eb2f;
  /** The bytes that are no whole word yet, and how many have come in all. */
  let word = 0;
  let length = 0;
  const addByte = (byte: number): void => {
    word |= byte << ((length++ & 3) * 8);
    if ((length & 3) !== 0) return;
    one = mixedOne(one, word);
    other = mixedOther(other, word);
    word = 0;
  };
  return {
    add: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      let index = 0;
      const head = Math.min(bytes.length, -length & 3);
      while (index < head) addByte(view.getUint8(index++));
      // In local variables, and by words: a result may have a gigabyte.
      let [first, second] = [one, other];
      const end = bytes.length - ((bytes.length - index) % 4);
      length += end - index;
      for (; index < end; index += 4) {
        const next = view.getInt32(index, true);
        first = mixedOne(first, next);
        second = mixedOther(second, next);
      }
      [one, other] = [first, second];
      while (index < bytes.length) addByte(view.getUint8(index++));
    },
    value: () => `${one}/${other}/${word}/${length}`,
  };
}

// Of operations on whole numbers of 32 bits alone, with their factors in their places: otherwise engines take fractions for
// possible, and several times as long.

function mixedOne(hash: number, word: number): number {
  const both = hash ^ Math.imul(word, 0x85ebca77);
  return Math.imul((both << 13) | (both >>> 19), 0x9e3779b1);
}

function mixedOther(hash: number, word: number): number {
  const both = hash ^ Math.imul(word, 0xc2b2ae3d);
  return Math.imul((both << 15) | (both >>> 17), 0x5bd1e995);
}
