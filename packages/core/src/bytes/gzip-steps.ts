// What compresses and decompresses with pako: in one file, which a page loads with it.
export { gzipPacker } from "./gzip-packer.ts";
export { pakoCompress } from "./pako-compress.ts";
export { createUngzip } from "./ungzip-chunks.ts";
export { ungzip } from "./ungzip.ts";
