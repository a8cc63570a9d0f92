import type { Connection, GzipOptions } from "@sfbulk/core";
import { type NodeAdapter, nodeAdapter } from "./node-adapter.ts";
import { zlibCompress } from "./zlib-compress.ts";

/** What a connection may have besides its org and its session, each with core's meaning and default but for two. */
export interface ConnectionOverrides extends Omit<Connection, "instanceUrl" | "accessToken" | "fetch" | "gzip"> {
  /** How requests travel. Default: one {@link nodeAdapter} for the process, made when it is first needed. */
  readonly fetch?: NonNullable<Connection["fetch"]>;
  /** Which bodies are compressed, and by what. Default: as core says, by {@link zlibCompress} instead of pako. */
  readonly gzip?: boolean | GzipOptions;
}

let sharedAdapter: NodeAdapter | undefined;

/** Fills in what this package has to offer, and leaves out whatever else an options object holds. */
export function withNodeDefaults({ version, fetch, gzip, timeout, retry }: ConnectionOverrides): ConnectionOverrides {
  return {
    ...(version === undefined ? {} : { version }),
    fetch: fetch ?? (sharedAdapter ??= nodeAdapter()),
    gzip: withZlib(gzip),
    ...(timeout === undefined ? {} : { timeout }),
    ...(retry === undefined ? {} : { retry }),
  };
}

function withZlib(gzip: boolean | GzipOptions | undefined): false | GzipOptions {
  if (gzip === false) return false;
  return { compress: zlibCompress, ...(gzip === true ? { minBytes: 0 } : gzip) };
}
