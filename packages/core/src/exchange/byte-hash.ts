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
      for (const byte of bytes) {
        one = Math.imul(one ^ byte, 0x01000193);
        other = Math.imul(other ^ byte, 0x5bd1e995);
      }
      length += bytes.length;
    },
    value: () => `${one}/${other}/${length}`,
  };
}
