import type { Connection, GzipOptions, OptionNames } from "@sfbulk/core";
import { type NodeAdapter, nodeAdapter } from "./adapter/node-adapter.ts";
import { zlibCompress } from "./adapter/zlib-compress.ts";
import { zlibCompressChunks } from "./adapter/zlib-compress-chunks.ts";
import { zlibDecompress } from "./adapter/zlib-decompress.ts";

/** What a connection may have besides its org and its session, each with core's meaning and default but for two. */
export interface ConnectionOverrides extends Omit<Connection, "instanceUrl" | "accessToken" | "fetch" | "gzip"> {
  /** How requests travel. Default: one {@link nodeAdapter} for the process, made when it is first needed. */
  readonly fetch?: NonNullable<Connection["fetch"]>;
  /**
   * Which bodies are compressed, and by what. Default: as core says, by {@link zlibCompress}, {@link zlibCompressChunks} and
   * {@link zlibDecompress} instead of pako.
   */
  readonly gzip?: boolean | GzipOptions;
}

/** The names of {@link ConnectionOverrides}, for those that add to them. */
export const overrideNames: OptionNames<ConnectionOverrides> = {
  version: true,
  fetch: true,
  gzip: true,
  attemptTimeout: true,
  stallTimeout: true,
  retry: true,
  onAttempt: true,
};

let sharedAdapter: NodeAdapter | undefined;

/** Fills in what this package has to offer, and leaves out whatever else an options object holds. */
export function withNodeDefaults(overrides: ConnectionOverrides): ConnectionOverrides {
  const given: ConnectionOverrides = Object.fromEntries(
    Object.entries(overrides).filter(([name, value]) => Object.hasOwn(overrideNames, name) && value !== undefined),
  );
  return { ...given, fetch: given.fetch ?? (sharedAdapter ??= nodeAdapter()), gzip: withZlib(given.gzip) };
}

const zlib: GzipOptions = {
  compress: zlibCompress,
  compressChunks: zlibCompressChunks,
  decompress: zlibDecompress,
};

/** What is no option of gzip is left for core to name. */
function withZlib(gzip: boolean | GzipOptions | undefined): boolean | GzipOptions {
  if (gzip === undefined) return zlib;
  if (gzip === true) return { ...zlib, minBytes: 0 };
  return typeof gzip === "object" && gzip !== null ? { ...zlib, ...gzip } : gzip;
}
