/** Puts bytes that come one after another into one piece of memory. */
export interface ByteCollector {
  readonly add: (bytes: Uint8Array) => void;
  /** Gives all of them. Nothing can be added afterwards. */
  readonly end: () => Uint8Array<ArrayBuffer>;
}

/**
 * What is larger than this, allocators take from the system and give back to it (glibc, by its greatest threshold); smaller
 * ones come out of a heap that does not shrink: loading 1 GB by Bulk API 2.0 took 220 MB of memory so, and takes 175 now.
 * What is not written to is no memory yet.
 */
const large = 2 ** 25;

/** Makes a collector. Pieces that are kept until the end are there twice when they are put together. */
export function collectBytes(): ByteCollector {
  let memory = new Uint8Array(2 ** 16);
  let length = 0;
  return {
    add: (bytes) => {
      const needed = length + bytes.length;
      if (needed > memory.length) {
        // In three steps to what is large.
        const larger = new Uint8Array(Math.max(needed, memory.length * (memory.length < large ? 8 : 2)));
        larger.set(memory.subarray(0, length));
        memory = larger;
      }
      memory.set(bytes, length);
      length = needed;
    },
    end: () => memory.subarray(0, length),
  };
}
