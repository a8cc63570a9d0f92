/** A checksum of bytes that come one after another. */
export interface ByteHash {
  readonly add: (bytes: Uint8Array) => void;
  /** The checksum of everything up to now: two numbers of 32 bits and the length. */
  readonly value: () => string;
}

/**
 * Makes a checksum that tells whether the same bytes came again: FNV-1a twice, with two primes. Nobody forges it; WebCrypto
 * has none that takes bytes one after another.
 */
export function createByteHash(): ByteHash {
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  let length = 0;
  return {
    add: (bytes) => {
      // In local variables and by index: a result may have a gigabyte.
      let [first, second] = [one, other];
      for (let index = 0; index < bytes.length; index++) {
        const byte = bytes[index] ?? 0;
        first = Math.imul(first ^ byte, 0x01000193);
        second = Math.imul(second ^ byte, 0x5bd1e995);
      }
      [one, other] = [first, second];
      length += bytes.length;
    },
    value: () => `${one}/${other}/${length}`,
  };
}
