/**
 * Tells whether a source can be read more than once: a string, bytes, a Blob, an array, or a function that opens it anew.
 */
export const isRepeatable = (source: unknown): boolean =>
  typeof source === "string" ||
  typeof source === "function" ||
  source instanceof Uint8Array ||
  Array.isArray(source) ||
  isBlob(source);

/** Of any realm. */
export const isBlob = (source: unknown): source is Blob =>
  typeof source === "object" && source !== null && "stream" in source && typeof source.stream === "function";
