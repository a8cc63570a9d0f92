import { gzip } from "pako";

/** Compresses bytes with pako, so that the bytes are the same on every runtime. */
export const pakoCompress = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => gzip(bytes);
