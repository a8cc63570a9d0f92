/** Bytes that grow into one batch after another. Each gets memory of its own, since it is handed over as it is. */
export interface BatchBuffer {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  /** How far it grows by doubling. */
  readonly max: number;
}

const smallest = 64 * 1024;

/** Makes a buffer with a head in it. */
export function createBuffer(max: number, head: Uint8Array): BatchBuffer {
  const buffer = { bytes: new Uint8Array(Math.min(smallest, max)), length: 0, max };
  append(buffer, head);
  return buffer;
}

/** Puts bytes behind those that are there. */
export function append(buffer: BatchBuffer, more: Uint8Array): void {
  const needed = buffer.length + more.length;
  if (needed > buffer.bytes.length) {
    const larger = new Uint8Array(Math.max(needed, Math.min(buffer.max, buffer.bytes.length * 2)));
    larger.set(buffer.bytes.subarray(0, buffer.length));
    buffer.bytes = larger;
  }
  buffer.bytes.set(more, buffer.length);
  buffer.length = needed;
}

/** Gives the first bytes away, and begins again with a head and what was behind them. */
export function take(buffer: BatchBuffer, length: number, head: Uint8Array): Uint8Array<ArrayBuffer> {
  const taken = buffer.bytes.subarray(0, length);
  const rest = buffer.bytes.subarray(length, buffer.length);
  // The next batch will most likely be as large.
  buffer.bytes = new Uint8Array(buffer.bytes.length);
  buffer.length = 0;
  append(buffer, head);
  append(buffer, rest);
  return taken;
}
