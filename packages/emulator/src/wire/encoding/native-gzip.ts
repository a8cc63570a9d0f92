/** The part of zlib that is used. */
interface Zlib {
  readonly gzipSync?: (bytes: Uint8Array, options: object) => Uint8Array;
}

/** The part of `process` that is asked here. No runtime but Node.js and those that are like it have it. */
interface Process {
  readonly getBuiltinModule?: (name: string) => unknown;
}

/** The zlib of the platform, which takes a quarter of the time that JavaScript does; pages and workers have none. */
const zlib = (globalThis as { readonly process?: Process }).process?.getBuiltinModule?.("node:zlib") as
  | Zlib
  | undefined;
const gzipSync = zlib?.gzipSync;

/** Clearing the memory that a long answer needs would take longer than all else that is done for a short one. */
const short = { windowBits: 12, memLevel: 6, chunkSize: 4096 } as const;

/** Compresses bytes into one gzip member, as the platform does; `undefined` where it has nothing that does so at once. */
export const nativeGzip: ((bytes: Uint8Array, isShort: boolean) => Uint8Array<ArrayBuffer>) | undefined =
  gzipSync === undefined ? undefined : (bytes, isShort) => new Uint8Array(gzipSync(bytes, isShort ? short : {}));
