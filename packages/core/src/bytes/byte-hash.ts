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
  let state: readonly [one: number, other: number, word: number, length: number] = [0, 0, 0, 0];
  return {
    add: (bytes) => {
      // In local variables, and by words: a result may have a gigabyte. By operations on whole numbers of 32 bits alone:
      // engines would add as they add fractions, which takes several times as long.
      let [one, other, word, length] = state;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let index = 0; index < bytes.length;) {
        if ((length & 3) === 0 && index + 4 <= bytes.length) {
          word = view.getInt32(index, true);
          index += 4;
          length += 4;
        } else {
          // A word that goes on in another piece.
          word |= view.getUint8(index++) << ((length++ & 3) * 8);
          if ((length & 3) !== 0) continue;
        }
        one ^= Math.imul(word, 0x85ebca77);
        one = Math.imul((one << 13) | (one >>> 19), 0x9e3779b1);
        other ^= Math.imul(word, 0xc2b2ae3d);
        other = Math.imul((other << 15) | (other >>> 17), 0x5bd1e995);
        word = 0;
      }
      state = [one, other, word, length];
    },
    value: () => state.join("/"),
  };
}
